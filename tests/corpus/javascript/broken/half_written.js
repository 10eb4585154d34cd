import { a } from './a';

function whole() { return 1; }

function unclosed(a, b {
  if (a {
    call(;
  }

class Later {
  method() { return this. }
