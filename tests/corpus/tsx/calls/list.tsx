import { useState } from "react";

export function List({ items }: { items: string[] }) {
  const [chosen, choose] = useState<string | null>(null);
  const sorted = items.filter(Boolean).sort();
  if (!sorted.length) return <Empty reason={describe("none")} />;
  return (
    <ul className={join("list", chosen)}>
      {sorted.map((item) => (
        <Row key={item} onPick={() => choose(item)}>
          {item.toUpperCase()} {chosen && <Mark.Big />}
        </Row>
      ))}
    </ul>
  );
}
