package main

type Square struct {
	Shape
	corner Corner
	inner  []*Shape
}

type Corner int

type Shapes []*Shape

func (q Square) side() int {
	return q.Shape.side() + helper()
}

func (q Square) twice() int {
	return q.area()
}

func (c Corner) twice() int {
	return int(c) * 2
}

func (s Shapes) first() *Shape {
	return s[0]
}
