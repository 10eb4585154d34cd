package org.example

import org.example.other.Holder
import org.example.other.Holder.Inner
import org.example.other.helper as assist
import org.example.shapes.*

fun useAlias() {
    assist()
}

fun useConstructor() {
    Square().twice()
}

fun useSecondary() {
    Square("a", "b")
}

fun useInherited() {
    val square = Square()
    square.area()
}

fun useOverridden() {
    val square: Square = make()
    square.side()
}

fun useReturned() {
    make().twice()
}

fun useChain() {
    make().scaled().side()
}

fun useAnnotated(shape: Sided) {
    shape.side()
}

fun useCompanion() {
    Square.unit().twice()
}

fun useNamedCompanion() {
    Holder.holder()
}

fun useInner(inner: Inner) {
    inner.twice()
}

fun useObject() {
    Tools.hammer()
}

fun useExtension(square: Square) {
    square.doubled()
}

fun useApply() {
    make().apply { side() }
}

fun useLet() {
    make().let { it.twice() }
}

fun useNamedLet() {
    make().also { square -> square.twice() }
}

fun useWith(square: Square) {
    with(square) { twice() }
}

fun useBuild() {
    build { side() }
}

fun useClosure() {
    val square = make()
    fun within() = square.twice()
    within()
}

fun useLambda() {
    listOf(1).forEach { assist() }
}

fun useUnknownLambda() {
    unseen { assist() }
}

fun useMany(shapes: List<Shape>) {
    for (one in shapes) {
        one.area()
    }
    shapes[0].side()
    shapes.forEach { it.scaled() }
}

fun useElvis(shape: Shape?) {
    val found = shape ?: make()
    found.side()
}

fun useShadowed(make: () -> Int) {
    make()
}

fun useOverload(shape: Shape) {
    shape.resized(1, 2)
}

fun useTypeAlias() {
    Quad().twice()
}

fun useSafe(square: Square?) {
    square?.twice()
}

fun useCast(thing: Any) {
    (thing as Square).twice()
}

fun useBound() {
    val bound = ::make
    bound().twice()
}

fun useInvoke(action: Action) {
    action().twice()
}

fun useLazy() {
    lazySquare.twice()
}

fun useEnum() {
    Mode.SECOND.run()
}

fun useAnonymous() {
    val shape = object : Shape() {
        override fun side(): Int = assist()

        fun wide(): Int = area() + side()
    }
    println(shape)
}

fun <T> useGeneric(thing: T) {
    thing.twice()
}

fun useLibrary(text: String) {
    text.trim()
    println(text)
}

fun useUnknown(thing: Unseen) {
    thing.twice()
}

class Main : Unseen() {
    fun useUnknownBase() = assist()
}

class Own {
    private fun helper(): Int = 4

    fun useOwn(): Int = helper() + doubled()

    fun Square.useTwoReceivers(): Int = twice() + helper()

    private fun doubled(): Int = 7
}
