// One.
/* Two
   lines. */

class A { // trailing
    let text = "// no comment"
    let raw = """
        /* none */

        """
}
