package geometry.plane

/** A point. */
@deprecated
case class Point(x: Int, private val y: Int = 3) extends Base(x) with Shape {
  val area: Int = x * y
  private var name = ""
  lazy val late = 1

  // Moves it.
  protected def move[T](by: Int, rest: T*)(implicit c: Int): Option[Int] = None
  def this(a: Int) = this(a, a)
  class Nested
  type Inner = Int
}

object Point { def apply(): Point = null }

sealed trait Shape { def draw(): Unit }

enum Color:
  case Red, Green
  case Deep(inner: Int)

type Handler = Int => Unit

def top(a: Int): Int =
  def inner() = 1
  val local = 2
  a

val limit = 3

given ordering: Ordering[Int] with
  def compare(a: Int, b: Int): Int = 0
