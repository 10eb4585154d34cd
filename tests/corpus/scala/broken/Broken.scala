class First {
  def whole() = { call() }
  def half(a: = { val x = }
}

object After {
  def after(): Int = 1
