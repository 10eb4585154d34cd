/* Licence of the file. */

#ifndef SHAPES_H
#define SHAPES_H
#define LIMIT 3
#define SQUARE(x) \
    ((x) * (x))
#define NOTHING() do { } while (0)

typedef struct point { int x, *y; } point_t;
typedef struct { unsigned flag : 1; struct { int deep; } inner; } anonymous;
typedef int (*callback)(int, void *);
typedef unsigned long size;

struct node {
    struct node *next;
    int (*compare)(const void *, const void *);
    char name[16];
};
struct forward;
enum color { RED, GREEN = 2, BLUE };
union value { int i; double d; };

static int counter = 0, *pointer;
const char *names[] = { "a", "b" };
extern int elsewhere;
extern int here = 1;
struct node head = { 0 };
int (*handler)(int) = 0;

int prototype(int a);

/* Adds two numbers.
 * And more. */
static inline int add(int a, const char *b, ...) {
    int local = 1;
    static int kept;
    return a;
}

void nothing(void) {}
char *returns_pointer(int argc, char **argv) { return 0; }
void (*signal(int number, void (*handler)(int)))(int) { return 0; }
int old_style(a, b) int a; int b; { return a; }
#endif
