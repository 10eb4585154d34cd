// One.
/* Two
   lines. */

class A { // trailing
  /// Documented.
  var text = "// no comment";
  var raw = """
    /* none */

    """;
}
