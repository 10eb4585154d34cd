// above
class Comments { /* inside */

    /**
     * Doc.
     *
     */
    String text = """
        // not a comment

        """; // behind
}
