class Worker {
  work(a?: number): number {
    if (a === undefined) return 0;
    else if (a > 1 && a < 5) return a > 2 ? 1 : 2;
    for (const x of [1]) { switch (x) { case 1: return 1; default: return 2; } }
    try { return this.work(); } catch { return a! || 0; }
  }
  arrow = (a: boolean) => a && this.work();
}
