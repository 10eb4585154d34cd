fn step(a: i32, b: bool) i32 {
    if (a > 1 and b or a < 0) {
        one();
    } else if (b) {
        two();
    } else {
        three();
    }
    for (items) |item| { if (b) continue; }
    while (b) : (i += 1) { one(); }
    switch (a) {
        1, 2 => one(),
        3...4 => two(),
        else => three(),
    }
    const x = run() catch |err| one();
    const y = z orelse 2;
    return if (b) 1 else 2;
}
