class First {
  void whole() { call(); }
  void half(int a { var x = ; }
}

int after() {
  return 1;
