package geometry.app

class Caller(other: Other) : Base(other, 1), Shape {
    constructor() : this(Other())
    constructor(a: Int) : super(a)

    fun run(other: Other) {
        plain()
        this.field.deep(1, 2)
        other?.maybe(1)?.again()
        other!!.sure()
        generic<Int>(1)
        other.typed<String>()
        super.run(other)
        kotlin.io.println("x")
        items.map { inside(it) }
        items.fold(0) { sum, item -> sum + item }
        items[0].method()
        run(name = other)
        f(1)(2)
        val made = Other()
        val shape = object : Base(1) { }
        println("text ${inside(1)}")
    }
}

val top = build()
