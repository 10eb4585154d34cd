#include <stdio.h>

int whole(int first) { return first; }

int broken(int first, { return first + ; }

struct box {
    int size
    int after;
};

MODULE_LICENSE("GPL")

static int __init start(void) { return whole(1); }

int x = = 3;

int last(void) {
    if (x { whole(2); }
    return 0;
}

int after(void) { return whole(3); }
