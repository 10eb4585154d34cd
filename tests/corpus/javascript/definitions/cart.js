/** What a customer is about to buy. */
export class Cart extends Base {
  static #count = 0;
  items = [];
  onChange = (event) => this.render(event);

  constructor(owner, options = {}) {
    super(owner);
    this.options = options;
  }

  get total() {
    return this.items.length;
  }
  set total(value) {}
  static async *pages(size, ...rest) {}
  #secret() {}
  "quoted name"() {}
  [Symbol.iterator]() {}
}

// Adds tax.
const withTax = (price) => price * RATE;
export const RATE = 1.2, OTHER = 2;
let counter = 0, unset;
var legacy = function named(a, b) { return a; };
export default function (input) { return input; }
function* numbers() { const inside = 1; yield inside; }
async function load({ url, retries }, [first] = []) {
  function nested() {}
  return nested();
}
export { withTax as tax };

const handlers = {
  open() {},
  close: function (code) {},
  retry: async (n) => n,
  async *stream() {},
  get state() { return 1; },
  nested: { deep: () => 1 },
};

Cart.prototype.clear = function () {};
Cart.from = (list) => new Cart(list);
module.exports.helper = function (x) {};
exports.other = () => {};
const Anonymous = class { run() {} };
const { a, b: renamed } = handlers;
