type Shape = { kind: "circle"; radius: number } | { kind: "square"; side: number };
type Test<T> = T extends string ? "text" : "other";

export function area(shape: Shape, scale?: number): number {
  if (scale === undefined || scale <= 0) {
    throw new RangeError("scale");
  } else if (scale > 100 && shape.kind === "circle") {
    scale = 100;
  }
  switch (shape.kind) {
    case "circle":
      return scale ? Math.PI * shape.radius ** 2 : 0;
    case "square":
      return shape.side ** 2;
    default: {
      const never: never = shape;
      return never;
    }
  }
}

export class Walker {
  private ready = true && area !== null;

  walk = (shapes: Shape[]): number => {
    let total = 0;
    for (const shape of shapes) {
      try {
        total += area(shape) ?? 0;
      } catch (error: unknown) {
        if (error instanceof RangeError) continue;
      }
    }
    return total;
  };
}
