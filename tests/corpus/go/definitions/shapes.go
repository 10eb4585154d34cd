// Package shapes draws.
package shapes

// Limit is the most.
const Limit = 3

const (
	First = iota
	second
)

var counter, total int
var (
	_ Drawer = (*Shape)(nil)
	table    = map[string]int{"a": 1}
)

// Shape is drawn.
type Shape struct {
	Name       string `json:"name"`
	x, y       int
	*Embedded
	inner struct{ deep int }
}

type (
	// Drawer draws.
	Drawer interface {
		Draw(canvas Canvas, scale int) error
		fmt.Stringer
	}
	Alias = Shape
	number int
)

// New makes one.
func New(name string, x, y int, rest ...string) (*Shape, error) {
	const local = 1
	var hidden int
	type inside struct{ a int }
	f := func(a int) int { return a }
	return nil, nil
}

func (s *Shape) Draw(canvas Canvas, scale int) error { return nil }
func (Shape) unnamed()                               {}
func (l List[T]) Generic() T                         { return l[0] }
func Map[K comparable, V any](m map[K]V) []K         { return nil }
