// A comment.

/*
 * A block

 */
#define URL "http://example.org" // trailing
const char *text = "one \
// inside \
two";
/* before */ int after;
   
	/* indented */ /* twice */
#if 0
not compiled
#endif
int f(void) { /* inside */
    return '/' /* a */ + 1; // b \
    continued comment
}
