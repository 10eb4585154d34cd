export { Shape, Square, make } from "./shapes";
export { helper as assist } from "./shapes";
