function triage(items, limit) {
    let total = 0;
    for (const item of items) {
        if (item > limit && item !== 0 || item < 0) {
            total += 1;
        } else if (item === limit) {
            while (total > limit) {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

function named(kind) {
    switch (kind) {
        case 1:
            return 'one';
        case 2:
            return 'two';
        default:
            return 'many';
    }
}

function factorial(n) {
    if (n < 2) {
        return 1;
    }
    return n * factorial(n - 1);
}
