#include "other.h"

int example::other::Other::helper() {
    return 3;
}

int example::other::helper() {
    return Other::helper();
}

int linked() {
    return 4;
}

static int unseen() {
    return 5;
}
