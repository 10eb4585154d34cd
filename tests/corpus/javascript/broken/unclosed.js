import { connect } from "./net.js";

function whole(first) {
  return connect(first);
}

function broken(first, {
  return first +;
}

class Box {
  size() { return 1; }
  = 3
  after() { return whole(2); }
}

const x = ;

function last() {
  if (x) { whole(x);
}
