<?php
namespace App\Http;

use App\Models\User;
use App\Util\{One, Two as Deux, function three, Deep\Four};
use function App\first, App\second;
use const App\LIMIT;
use Other\Thing as T;
use \Rooted\Name;
use Single;

require_once __DIR__ . '/../bootstrap.php';
require 'lib/helpers.php';
include("plain.php");
include_once dirname(__FILE__) . '/old.php';
require $dynamic;

class A
{
    use SomeTrait;
}
