// Package server answers questions.
package server

import "sync"

// MaxConns is how many are served at once.
const MaxConns = 64

const (
	// StateIdle waits.
	StateIdle State = iota
	StateBusy
	stateHidden, stateOther
)

var (
	registry       = map[string]*Server{}
	First, second  int
)

// State is what a server does.
type State int
type Alias = Server

// Server listens.
type Server struct {
	sync.Mutex
	*Config
	Name, address string `json:"name"`
	handlers      map[string]func(int) error
	inner         struct{ depth int }
}

type (
	// Handler handles.
	Handler interface {
		Handle(name string, size int) (n int, err error)
		close()
		fmt.Stringer
	}
	Number interface{ ~int | ~float64 }
	visitor func(node *Server) bool
)

// Serve runs until stopped.
func (s *Server) Serve(address string, ports ...int) error {
	local := 1
	run := func(x int) int { return x + local }
	var inside = run(2)
	_ = inside
	return nil
}

func (Server) private() {}
func (l *List[T]) Push(a, b T, _ int) {}

func Map[T, U any](items []T, change func(T) U) []U { return nil }
func init() {}
func external(x int) int
