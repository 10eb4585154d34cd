import type { Shop, Level as ShopLevel } from "./shop";
import type Default from "./default";
import type * as Types from "./types";
import { type Cents, parse } from "./money";
import legacy = require("legacy");
import Short = Money.Tools;
import plain from "plain";
import {} from "./empty";

export type { Shop } from "./shop";
export type * from "./types";
export * as tools from "./tools";
export { type Cents, parse as parseCents } from "./money";
export { plain };
export = legacy;

type Lazy = typeof import("./lazy");
type Config = import("./config").Config;
const late = import("./late");
const fs: typeof import("fs") = require("fs");
/// <reference path="./globals.d.ts" />
