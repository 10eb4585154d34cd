<?php

namespace Example\Other;

class Other
{
    public static function helper(): int
    {
        return 3;
    }

    public static function strlen(): int
    {
        return 3;
    }
}
