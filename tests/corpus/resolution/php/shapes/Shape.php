<?php

namespace Example\Shapes;

interface Sided
{
    public function side(): int;
}

class Shape implements Sided
{
    public function area(): int
    {
        return $this->side() * $this->side();
    }

    public function side(): int
    {
        return 1;
    }

    public function scaled(): static
    {
        return $this;
    }
}
