<?php

namespace Example\Shapes;

class Square extends Shape
{
    use Marked;

    public function __construct(private ?Shape $inner = null)
    {
    }

    public function side(): int
    {
        return parent::side() + helper();
    }

    public function twice(): int
    {
        return self::area() + static::area();
    }

    public function within(): int
    {
        return $this->inner->side();
    }

    public static function plain(): self
    {
        return new self();
    }
}
