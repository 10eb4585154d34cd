<?php

namespace Example;

use Example\Other\Other;
use Example\Shapes;
use Example\Shapes\Shape;
use Example\Shapes\Sided;
use Example\Shapes\Square as Four;
use Psr\Log\LoggerInterface;
use function Example\Shapes\helper as assist;
use function Example\Shapes\make;

class Main
{
    private Four $square;

    public function useProperty()
    {
        $this->square->twice();
    }

    public function square()
    {
        $this->square();
    }
}

function useAlias()
{
    assist();
}

function useOther()
{
    Other::helper();
}

function useQualified()
{
    \Example\Shapes\helper();
    Shapes\make();
}

function useConstructor()
{
    (new Four())->twice();
}

function useInherited()
{
    $square = new Four();
    $square->area();
}

function useTrait()
{
    $square = Four::plain();
    $square->mark();
}

function useReturned()
{
    make()->twice();
}

function useChain()
{
    make()->scaled()->twice();
}

function useAnnotated(Sided $shape, ?Shape $other)
{
    $shape->side();
    $other?->area();
}

function useBranches(bool $flag)
{
    $thing = $flag ? new Four() : new Shape();
    $thing->side();
}

function useClosure()
{
    $square = make();
    $run = function () use ($square) {
        $square->twice();
    };
    $other = fn () => $square->area();
}

function useHidden()
{
    $square = make();
    $run = function () {
        $square->twice();
    };
}

function useCaught()
{
    try {
        make();
    } catch (Failure $failure) {
        $failure->tell();
    }
}

function useUnknown($thing)
{
    $thing->twice();
}

function useLibrary(LoggerInterface $logger)
{
    strlen('text');
    $logger->twice();
}

class Failure extends \Exception
{
    public function tell()
    {
        return $this->getMessage();
    }
}
