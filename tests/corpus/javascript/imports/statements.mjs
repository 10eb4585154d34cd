import whole from './whole.js';
import { one, two as zwei, default as three } from "./named.js";
import * as everything from 'package';
import mixed, { part } from '@scope/package/deep';
import './side-effect.css';
import data from './data.json' with { type: 'json' };

export { one, zwei as two };
export { other, more as less } from './other.js';
export * from './all.js';
export * as space from './space.js';

const { join, resolve: absolute } = require("path");
require(`side`);
require(name);
