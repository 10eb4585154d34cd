class First {
    func whole() { call() }
    func half(a: { let x = }
}

func after() -> Int {
    return 1
