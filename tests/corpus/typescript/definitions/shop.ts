/** Money, in cents. */
export type Cents = number;
type Handler<T = unknown> = (event: T) => void;

export interface Priced<T extends object> extends Named {
  readonly price: Cents;
  discount?(rate: number): Cents;
  new (price: Cents): Priced<T>;
  (rate: number): Cents;
  [key: string]: unknown;
}

export const enum Level { Low, High = 10, "quoted" }
declare enum Outside { One }

@Injectable({ scope: "root" })
export abstract class Shop<T> implements Priced<T> {
  private readonly stock: Map<string, T> = new Map();
  protected static instance?: Shop<unknown>;
  declare owner: string;
  #hidden = 1;
  handler = (event: T): void => {};

  constructor(private readonly name: string, public size = 1) { super(); }

  abstract open(): void;
  protected get level(): Level { return Level.Low; }
  find(this: Shop<T>, name: string): T;
  find(this: Shop<T>, name: string, fallback?: T): T {
    return this.stock.get(name)!;
  }
  @Input() private async load<K extends keyof T>(key: K, ...rest: K[]): Promise<T[K]> { return null!; }
}

export function parse(text: string): number;
export function parse(text: string, radix?: number): number { return 1; }

namespace Money.Tools {
  export const rate = 1.2;
  const secret = 2;
  export function round(value: Cents): Cents { return value; }
}

declare module "vendor" {
  export function start(port: number): void;
}
declare global { interface Window { shop: Shop<string>; } }
declare const VERSION: string;
export const compare: Handler<{ id: number }> = (left) => {};
export default class { run(): void {} }
const frozen = { level: Level.Low } as const satisfies object;
