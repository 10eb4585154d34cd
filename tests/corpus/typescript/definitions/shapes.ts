/** What is drawn. */
export interface Drawn<T> extends Base {
  readonly name: string;
  optional?: { deep: number };
  draw(canvas: Canvas, scale?: number): void;
  new (name: string): Drawn<T>;
  [key: string]: unknown;
}

export type Point = { x: number; y: number } | null;
type Callback = (value: string) => void;

enum Plain { First, Second = 2, 'third' }
export const enum Fixed { Only }

export abstract class Shape<T> implements Drawn<T> {
  private secret: number = 1;
  protected static shared?: string;
  readonly name!: string;
  declare typed: Point;
  handler = async (event: Event): Promise<void> => {};

  constructor(private readonly size: number, public label = 'x') {}
  abstract area(): number;
  overloaded(a: string): void;
  overloaded(a: number): void;
  overloaded(a: any): void {}
  @memoize({ size: 1 })
  protected get width(): number { return 1; }
  #hidden() {}
}

@Component({ selector: 'app' })
export class Decorated {
  @Input() value: string;
}

export default function main(this: Window, ...args: string[]): void {}

export namespace Outer.Inner {
  export const visible = 1;
  function hidden() {}
}
declare module 'library' {
  export function typed(a: string): void;
}
declare function ambient(a: string): void;
declare const AMBIENT: string;

export const generic = <T,>(value: T): T => value;
const notExported: { u: string } = { u: '' };
export { notExported };
