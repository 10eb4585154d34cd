// above
int a; /* behind */

/* block

   end */
#define CODE 1 // directive
const char *s = "/* not a comment */";
/* a */ int b; /*
c */
