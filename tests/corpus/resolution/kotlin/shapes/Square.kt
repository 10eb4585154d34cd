package org.example.shapes

class Square(val name: String = "square") : Shape() {
    constructor(first: String, second: String) : this(first + second)

    override fun side(): Int = super.side() + helper()

    fun twice(): Int = area()

    companion object {
        fun unit(): Square = Square()
    }
}

class Frame(shape: Square) {
    val shape: Shape = shape

    fun side(): Int = shape.side()
}
