<?php

namespace Example\Shapes;

trait Marked
{
    public function mark(): string
    {
        return strtoupper('mark');
    }
}

function helper(): int
{
    return 2;
}

function make(): Square
{
    return new Square();
}
