class First {
    fun whole() { call() }
    fun half(a: { val x = }
}

fun after(): Int {
    return 1
