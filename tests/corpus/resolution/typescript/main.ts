import { readFileSync } from "node:fs";
import { Shape, Square, assist, make } from "./facade";
import * as other from "./other";

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

function useAnnotated(shape: Shape) {
  shape.side();
}

function useShadowed(assist: () => void) {
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

function useUnknown(thing: any) {
  thing.twice();
}

function useSeveral(thing: any) {
  thing.side();
}

function useBuiltin(text: string) {
  return parseInt(text);
}

function useLibrary() {
  readFileSync("x");
}

function useBranches(flag: boolean) {
  const thing = flag ? new Square() : new Shape();
  thing.side();
}

function useHandedOn(run: (f: () => number) => void) {
  run(assist);
}
