import { Shop } from "./shop";

export interface Whole {
  name: string;
}

export interface Broken {
  name: ;
  size: number
  other(: string): void;

export class After {
  private readonly shop: Shop = new Shop();
  run(): void {
    this.shop.open(
  }
}

type Half = { left: number,

export function last(value: Whole): string {
  return value.name;
}
