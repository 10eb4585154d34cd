import { connect } from "./net.js";

class Room {
  socket = connect("main", 1);

  constructor(name) {
    super(name);
    this.socket.on("message", (text) => this.receive(text));
    this.socket?.send?.("hello");
    this.users?.[0]?.greet(name, 2,);
  }

  receive(text) {
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    new Date().getTime();
    new Intl.NumberFormat("en");
    new Map;
    handlers[text](lines);
    handlers["open"]();
    compose(first, second)(lines);
    tag`hello ${lines.length}`;
    console.log(`${format(lines)}`, ...lines);
    (function immediately() { start(); })();
    (() => stop())();
    return this.#hide(await1(text));
  }

  #hide(value) {
    return import("./lazy.js");
  }
}

setTimeout(function tick() { tick(); }, 10);
Room.create?.();
