export class Shape {
  area() {
    return this.side() * this.side();
  }

  side() {
    return 1;
  }

  scaled() {
    return this;
  }
}

export class Square extends Shape {
  side() {
    return super.side() + helper();
  }

  twice() {
    return this.area();
  }
}

export function helper() {
  return 2;
}

export function make() {
  return new Square();
}
