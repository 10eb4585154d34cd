export function View({ on }: { on: boolean }) {
  if (!on) return null;
  return <div>{on && <b />}{on ? <i /> : <u />}</div>;
}
