# One.
// Two.
/* Three
   lines. */

a = "# no comment" # trailing
