function everything(a, b) {
  if (a && b || c) {
    one();
  } else if (a) {
    if (b) two();
  } else {
    while (a) { break; }
  }
  for (let i = 0; i < 1; i++) {}
  for (const x of a) {}
  for (const k in a) {}
  do {} while (b);
  switch (a) {
    case 1:
    case 2:
      break;
    default:
  }
  try { risky(); } catch (error) { if (a) {} } finally {}
  const value = a ? b : c ? 1 : 2;
  const nothing = a ?? b;
  list.map(x => x || 1);
  const named = function () { return a && b; };
  return value;
}
if (everything) everything();
