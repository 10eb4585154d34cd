#include <stdio.h>
#include <sys/types.h>
#include "list.h"
#include "../shared/util.h"
#  include   "spaced.h"   /* why */
#include HEADER_OF_CONFIG
#ifdef __linux__
#include <linux/limits.h>
#else
#include "limits.h"
#endif
#import "once.h"

int main(void) { return 0; }
