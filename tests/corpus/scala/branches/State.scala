object State {
  def step(a: Int, b: Boolean): Int = {
    if (a > 1 && b || a < 0) one() else if (b) two() else three()
    for (i <- items if i > 1) { if (b) one() }
    while (b) { one() }
    do { two() } while (b)
    a match {
      case 1 | 2 => one()
      case x if b => two()
      case _ => three()
    }
    try { run() } catch {
      case e: Failure => one()
      case _ => two()
    } finally { three() }
  }
}
