// One.
/* Two
   lines. */

class A { // trailing
    /** Documented. */
    val text = "// no comment"

    val raw = """
        /* none */

    """
    val x = 1 /* inner */
}
