def triage(items, limit):
    total = 0
    for item in items:
        if item > limit and item != 0 or item < 0:
            total += 1
        elif item == limit:
            while total > limit:
                total -= 1
        else:
            total = 0
    return total

def named(kind):
    match kind:
        case 1:
            return 'one'
        case 2:
            return 'two'
        case _:
            return 'many'

def factorial(n):
    if n < 2:
        return 1
    return n * factorial(n - 1)
