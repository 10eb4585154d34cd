#include "a.h"

int whole(void) { return 1; }

int unclosed(int a, int b {
    if (a > {
        call(;
    }

struct later {
    int x;
    int
