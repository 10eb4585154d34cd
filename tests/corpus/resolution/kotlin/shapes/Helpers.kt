package org.example.shapes

typealias Quad = Square

val lazySquare by lazy { make() }

fun helper(): Int = 2

fun make(): Square = Square()

fun Shape.doubled(): Int = area() * 2

fun build(block: Shape.() -> Unit): Shape = Shape().apply(block)

private fun decorate(): Int = 5

object Tools {
    fun hammer(): Int = decorate()
}

class Action {
    operator fun invoke(): Square = make()
}

enum class Mode {
    FIRST {
        override fun run(): Int = other()
    },
    SECOND;

    open fun run(): Int = 1

    fun other(): Int = 2
}
