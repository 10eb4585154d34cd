fn triage(items: &[i32], limit: i32) -> i32 {
    let mut total = 0;
    for item in items {
        if *item > limit && *item != 0 || *item < 0 {
            total += 1;
        } else if *item == limit {
            while total > limit {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

fn named(kind: i32) -> &'static str {
    match kind {
        1 => return "one",
        2 => return "two",
        _ => return "many",
    }
}

fn factorial(n: i32) -> i32 {
    if n < 2 {
        return 1;
    }
    return n * factorial(n - 1);
}
