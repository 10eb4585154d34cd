int triage(const int *items, int limit) {
    int total = 0;
    for (; *items; ) {
        if (*items > limit && *items != 0 || *items < 0) {
            total += 1;
        } else if (*items == limit) {
            while (total > limit) {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

const char *named(int kind) {
    switch (kind) {
        case 1:
            return "one";
        case 2:
            return "two";
        default:
            return "many";
    }
}

int factorial(int n) {
    if (n < 2) {
        return 1;
    }
    return n * factorial(n - 1);
}
