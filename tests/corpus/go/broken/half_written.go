package main

import "fmt"

func whole() int { return 1 }

func unclosed(a int, b {
	if a > {
		call(
	}

type Later struct {
	x int
	y
