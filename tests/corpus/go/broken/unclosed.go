package broken

import "fmt"

func whole(first int) int {
	return first
}

func broken(first int, second {
	return first +
}

type Box struct {
	size
	= 3
	after int
}

func (b *Box) Size( int {
	return whole(1)
}

var x = = 3

func last() {
	if true { fmt.Println(whole(2))
}
