fun step(a: Int, b: Boolean): Int {
    if (a > 1 && b || a < 0) {
        call()
    } else if (b) {
        call()
    } else {
        call()
    }
    val c = if (b) 1 else if (a > 2) 2 else 3
    for (i in 0..a) { if (b) continue }
    while (b) { do { call() } while (b) }
    when (a) {
        1, 2 -> call()
        in 3..4 -> call()
        is Int -> call()
        else -> call()
    }
    when { b -> call() }
    try {
        call()
    } catch (e: Exception) {
        call()
    } finally {
        call()
    }
    return c ?: 2
}

val size: Int
    get() { return if (ready) 1 else 0 }
