<?php
namespace App;

class Caller extends Base
{
    public function __construct(Other $other)
    {
        parent::__construct($other, 1);
        plain();
        $this->own(1);
        $this->field->deep($a, ...$b);
        $other?->maybe()->again(1);
        self::make();
        static::late(2);
        Other::fixed(1, 2);
        \App\Deep\Other::rooted();
        \strlen('x');
        Sub\helper();
        new Other(1, name: 2);
        new \App\Other;
        new $dynamic(1);
        $callable(1);
        $other->{'x'}(1);
        array_map(fn ($x) => inside($x), $list);
        $first = plain(...);
    }
}

top();
