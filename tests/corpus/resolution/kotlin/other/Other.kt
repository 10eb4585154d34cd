package org.example.other

fun helper(): Int = 3

fun println(message: String) {
}

private fun decorate(): Int = 6

fun painted(): Int = decorate()

class Holder {
    class Inner {
        fun twice(): Int = 4
    }

    companion object Maker {
        fun holder(): Holder = Holder()
    }
}
