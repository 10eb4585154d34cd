import { readFileSync } from "node:fs";
import { Shape, Square, assist, make } from "./facade.js";

const other = require("./other.js");

function useAlias() {
  assist();
}

function useOther() {
  other.helper();
}

function useConstructor() {
  new Square().twice();
}

function useInherited() {
  const square = new Square();
  square.area();
}

function useOverridden() {
  const square = new Square();
  square.side();
}

function useReturned() {
  make().twice();
}

function useChain() {
  make().scaled().twice();
}

function useShadowed(assist) {
  assist();
}

function useClosure() {
  const square = new Square();

  function inner() {
    square.twice();
  }

  inner();
}

const useLambda = () => assist();

function useUnknown(thing) {
  thing.twice();
}

function useSeveral(thing) {
  thing.side();
}

function useBuiltin(text) {
  return parseInt(text);
}

function useLibrary() {
  readFileSync("x");
}

function useBranches(flag) {
  const thing = flag ? new Square() : new Shape();
  thing.side();
}

function useHandedOn(run) {
  run(assist);
}
