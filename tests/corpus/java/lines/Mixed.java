// A comment.
package org.example;

/**
 * Documented.

 */
class Mixed {
    String url = "http://example.org"; // trailing
    String block = """
        // inside

        """;
    /* before */ int after;
   
	// indented
    char slash = '/'; /* and
    more */ int last;
}
