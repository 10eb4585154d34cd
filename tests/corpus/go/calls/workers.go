package workers

import "fmt"

var queue = make(chan job, 10)

type job struct{ run func(int) }

func (p *Pool) Start(size int) error {
	defer p.close()
	for i := 0; i < size; i++ {
		go p.work(i, queue)
		go func(id int) { fmt.Println(id) }(i)
	}
	p.jobs[0].run(1)
	p.hooks["start"](size)
	handler(size)(p)
	total := Map[int, string](items, func(x int) string { return fmt.Sprint(x) })
	first := Sum[int](items...)
	length := len(total) + int(first) + cap([]byte("text"))
	err := p.store.client().Get("key").Err()
	value := any(p).(Runner).Run()
	pointer := (*Pool)(nil)
	pair := Pair{Left: build(1)}
	new(Pool).Start(length)
	return errors.Join(err, value, pointer, pair)
}
