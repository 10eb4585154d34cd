#include "loop.h"

static int size = sizeof(struct loop);
#define CHECK(x) do { if (!(x)) fail(#x); } while (0)

int run(struct loop *loop, int (*hook)(int), void *data)
{
    CHECK(loop != NULL);
    prepare();
    loop->start(loop, 1);
    loop->queue.items[0].run(data, 2);
    (*hook)(3);
    hook(4);
    (*loop->table[1])(5);
    get_handler("x")(6);
    printf("%d %s\n", count(loop), name(loop->id));
    struct point p = make_point(1, 2), q = { .x = measure() };
    int length = (int) strlen((const char *) data);
    return sizeof(int) + offsetof(struct loop, queue);
}
