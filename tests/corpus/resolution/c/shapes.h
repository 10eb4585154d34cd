#ifndef SHAPES_H
#define SHAPES_H

struct shape {
    int size;
    struct shape *inner;
    int (*measure)(struct shape *);
};

typedef struct shape shape_t;

int area(shape_t *shape);
int twice(const struct shape *shape);

static inline int half(int value) {
    return value / 2;
}

#define SIDE(shape) ((shape)->size)

#endif
