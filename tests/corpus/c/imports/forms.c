#include <stdio.h>
#include <sys/types.h>
#include "util.h"
#include "../shared/far.h"
#  include   "spaced.h" // behind
#include MACRO_NAMED
#ifdef UNIX
#include <unistd.h>
#endif
