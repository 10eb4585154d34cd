package main

func caller() {
	plain(1, 2)
	fmt.Println("a", b...)
	s.field.method(1)
	first().second()
	go worker(1)
	defer s.Close()
	Generic[int](1)
	number(3)
	func() {}()
	handlers[0](1)
}
