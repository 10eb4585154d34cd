<?php

declare(strict_types=1);

namespace App\Models;

const LIMIT = 3, OTHER = 4;

/**
 * A user.
 *
 * Immutable.
 */
#[Entity]
abstract class User extends Base implements One, Two
{
    use SomeTrait, Other;

    public const A = 1, B = 2;
    private ?int $x = 3, $y;
    public static $z;

    public function __construct(private int $id, string ...$rest)
    {
    }

    /** Finds. */
    final protected static function find(array $a = [], &$b): ?string
    {
        $twice = fn ($x) => $x * 2;
        $thing = new class (3) extends Base {
            function inner() {}
        };

        return null;
    }

    abstract function open();
}

interface Shape
{
    const SIDES = 1;

    public function draw();
}

trait Greets
{
    private $name;

    function greet() {}
}

enum Suit: string
{
    case Hearts = 'H';
    case Spades = 'S';
    const WILD = self::Spades;

    public function label(): string
    {
        return '';
    }
}

function top(int $a, $b = 1, ...$rest)
{
    function nested() {}
}
