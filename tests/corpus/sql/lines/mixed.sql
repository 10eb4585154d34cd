-- One.
/* Two
   lines. */

SELECT '-- no comment'; -- trailing
