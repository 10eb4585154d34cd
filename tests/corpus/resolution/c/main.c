#include <string.h>
#include "shapes.h"

int other(void);

static int first(struct shape *area);

int useOther(void) {
    return other();
}

int useHeader(struct shape *shape) {
    return area(shape) + half(SIDE(shape));
}

int useLocal(struct shape *shape) {
    return first(shape);
}

static int first(struct shape *area) {
    return area->size;
}

int useUndeclared(void) {
    return undeclared();
}

int useShadowed(int (*area)(struct shape *)) {
    return area(0);
}

int usePointer(void) {
    int (*measure)(struct shape *) = first;
    return measure(0);
}

int useField(struct shape *shape) {
    return shape->inner->measure(shape);
}

int useLibrary(const char *text) {
    return strcmp(text, "a");
}

int useHandedOn(int (*run)(int (*)(struct shape *))) {
    return run(area);
}
