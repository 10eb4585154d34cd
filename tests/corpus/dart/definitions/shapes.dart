library shapes;

/// A point.
@immutable
class Point<T> extends Base with Mixed implements Shape {
  static const origin = 1;
  final int x;
  int _hidden = 3, other;

  Point(this.x, {int y = 1});
  Point.named(int a) : x = a;
  factory Point.make() => Point(1);

  // Moves it.
  int? move(int by, [int rest = 1]) { return null; }
  int get area => x * x;
  set name(String value) {}
  Point operator +(Point other) => this;
  static void _help() {}
}

abstract class Shape { void draw(); }

mixin Mixed on Base { void mix() {} }

enum Color { red, green; void shade() {} }

extension Extra on Point { void more() {} }

typedef Handler = void Function(int);

void top(int a) {
  int inner(int b) => b;
  var local = 1;
}

final limit = 3;
int get count => 1;
