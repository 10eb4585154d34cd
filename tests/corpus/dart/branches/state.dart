int step(int a, bool b) {
  if (a > 1 && b || a < 0) { one(); } else if (b) { two(); } else { three(); }
  for (var i = 0; i < 3; i++) { if (b) continue; }
  for (final item in items) { one(); }
  while (b) { do { two(); } while (b); }
  switch (a) {
    case 1:
      one();
    default:
      two();
  }
  try { run(); } on Failure catch (e) { one(); } catch (e) { two(); } finally {}
  return b ? 1 : c ?? 2;
}
