export function Whole() {
  return <p>fine</p>;
}

export function Broken() {
  return (
    <div>
      <span>{value</span>
    </div>
  );
}

export function After({ name }: { name: string }) {
  return <b>{name.trim()}</b>;
}
