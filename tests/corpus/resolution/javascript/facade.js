export { Shape, Square, make } from "./shapes.js";
export { helper as assist } from "./shapes.js";
