@file:JvmName("Shapes")

package geometry.plane

/** A point. */
@Deprecated("old")
data class Point(val x: Int, private var y: Int = 3, z: Int) : Base(x), Shape {
    companion object {
        const val ORIGIN = 0
        fun of(): Point = Point(0, 0, 1)
    }

    companion object Named { fun made() {} }

    init { val local = x }

    constructor(a: Int) : this(a, a, a)

    val area: Int get() = x * y
    var name: String = ""
        get() { return field }
        private set(value) { field = value }
    lateinit var late: String

    // Moves it.
    protected suspend fun <T> T.move(by: Int, vararg rest: T): Int? { return null }

    inner class Inner { fun deep() {} }
}

interface Shape {
    fun draw()
    val sides: Int
}

fun interface Action { fun run(a: Int) }

enum class Color(val rgb: Int) {
    RED(1),
    @Old GREEN(2) { override fun shade() = 1 };

    abstract fun shade(): Int
}

internal object Single : Shape {
    override fun draw() {}
}

typealias Handler = (Int) -> Unit

sealed interface Kind

@JvmInline
value class Id(val raw: Long) {
    fun shown() = raw.toString()
}

annotation class Marked

fun main(args: Array<String>) {
    val local = 1
    fun inner(a: Int) = a
    val shape = object : Shape { override fun draw() {} }
}

private fun List<Int>.total(): Int = sum()

val top = 1
const val MAX = 3
