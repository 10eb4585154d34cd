export interface Whole { a: string }
export interface Unclosed { a: string; b(: void
export class Later { private x: = 1; method(): { return 1 } }
