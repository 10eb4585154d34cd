#!/usr/bin/env node
'use strict';

/**
 * Adds two numbers.
 * @param {number} a
 */
function add(a, b = 1, ...rest) {
  const local = 1;
  function nested() {}
  return local;
}

async function* stream() {}
const arrow = (x, { y }) => x;
let single = x => x;
var old = function named(a) {};
const LIMIT = 3, second = 4;
let counter = 0;

class Shape extends Base {
  #secret = 1;
  static sides = 4;
  size = 1;
  grow = () => { this.size += 1; };

  constructor(size) { super(); }
  get area() { return this.size; }
  static from(other) {}
  #hide() {}
  [Symbol.iterator]() {}
  'quoted name'() {}
}

const Named = class { run() {} };

const table = {
  method() {},
  property: function (a) {},
  'dashed-key': () => {},
  value: 1,
};

Shape.prototype.stretch = function (by) {};
Shape.make = () => {};
exports.helper = function () {};
module.exports = { add };

for (let i = 0; i < 3; i++) {}
for (const item of table) {}

(function () {
  var hidden = 1;
  function visible() {}
})();
