// One.
/* Two
   lines. */

class A { // trailing
  /** Documented. */
  val text = "// no comment"
  val raw = """
    /* none */

    """
}
