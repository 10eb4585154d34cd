fun triage(items: List<Int>, limit: Int): Int {
    var total = 0
    for (item in items) {
        if (item > limit && item != 0 || item < 0) {
            total += 1
        } else if (item == limit) {
            while (total > limit) {
                total -= 1
            }
        } else {
            total = 0
        }
    }
    return total
}

fun named(kind: Int): String {
    when (kind) {
        1 -> return "one"
        2 -> return "two"
        else -> return "many"
    }
}

fun factorial(n: Int): Int {
    if (n < 2) {
        return 1
    }
    return n * factorial(n - 1)
}
