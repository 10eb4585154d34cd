func step(a: Int, b: Bool) -> Int {
    if a > 1 && b || a < 0 { one() } else if b { two() } else { three() }
    guard b else { return 0 }
    for item in items where item > 1 { if b { continue } }
    while a > 1 { repeat { one() } while b }
    switch a {
    case 1, 2: one()
    case 3 where b: two()
    default: three()
    }
    do { try run() } catch let error as Failure { one() } catch { two() }
    return b ? 1 : (c ?? 2)
}
