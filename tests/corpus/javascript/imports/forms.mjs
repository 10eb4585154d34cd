import "./side-effect.js";
import defaultName from "package";
import * as everything from "../all.js";
import { one, two as second, default as third } from "@scope/package/sub";
import mixed, { extra } from "./mixed";
import mixedAll, * as rest from "./rest";
import data from "./data.json" with { type: "json" };
import { "string name" as quoted } from './quoted';

export * from "./everything";
export * as space from "./space";
export { first, second as renamed, default } from "./named";
export { default as Widget } from "./widget";

const fs = require("node:fs");
const { join, resolve: toAbsolute } = require('path');
const chosen = require(process.env.PLUGIN);
const template = require(`./template`);

async function late(name) {
  const page = await import("./page.js");
  await import(`./pages/${name}.js`);
  return require.resolve("./not-loaded");
}
