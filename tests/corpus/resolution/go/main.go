package main

import (
	"os"
	"strings"

	aside "example.com/prog/other"
)

var renamed = helper

func useRenamed() {
	renamed()
}

func useOther() {
	aside.Helper()
}

func useConstructor() {
	square := Square{}
	square.twice()
}

func useInherited() {
	square := &Square{}
	square.area()
}

func useOverridden() {
	square := new(Square)
	square.side()
}

func useReturned() {
	square, err := newSquare()
	if err != nil {
		return
	}
	square.twice()
}

func useChain(shape *Shape) {
	shape.scaled().scaled()
}

func useAnnotated(shape Sided) {
	shape.side()
}

func useField(square Square) {
	square.corner.twice()
}

func useMany(square Square, all Shapes, named map[string]*Corner) {
	for _, one := range square.inner {
		one.area()
	}
	for _, one := range all {
		one.scaled()
	}
	named["a"].twice()
	all.first().side()
}

func useSwitch(shape any) {
	switch one := shape.(type) {
	case *Square:
		one.twice()
	case Shapes:
		one.first()
	}
}

func useShadowed(helper func() int) {
	helper()
}

func useClosure() {
	square := Square{}
	inner := func() int { return square.twice() }
	inner()
}

func useUnknown(thing interface{ twice() int }) {
	thing.twice()
}

func useBuiltin(values []int) int {
	return len(values)
}

func useLibrary() string {
	return strings.ToUpper(os.Getenv("X"))
}

func useHandedOn(run func(func() int)) {
	run(helper)
}
