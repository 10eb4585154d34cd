plain(1, ...rest);
object.method();
a.b.c(1, 2);
first().second();
this.run(/* nothing */);
maybe?.call?.(1);
new Shape(1, 2);
new space.Shape;
list[0](1);
(() => 1)();
tagged`text ${value()}`;
const view = <Panel title={title()} onClick={() => click(1)}><b>text</b></Panel>;

class Caller extends Base {
  constructor() {
    super(1);
    super.method();
    this.#hidden();
  }
}
