export class Shape {
  area(): number {
    return this.side() * this.side();
  }

  side(): number {
    return 1;
  }

  scaled(): this {
    return this;
  }
}

export class Square extends Shape {
  side(): number {
    return super.side() + helper();
  }

  twice(): number {
    return this.area();
  }
}

export function helper(): number {
  return 2;
}

export function make(): Square {
  return new Square();
}
