#include <stddef.h>

#define LIST_MAX 16
#define LIST_EACH(list, item) \
    for (struct node *item = (list)->head; item; item = item->next)
#undef LIST_MIN

/* One link. */
struct node {
    struct node *next;
    int value, weights[4];
    int (*compare)(const void *left, const void *right);
    struct { int x; } inner;
    unsigned int ready : 1;
};

typedef struct {
    struct node *head;
    size_t size;
} list_t;

typedef struct tree { struct tree *left; } tree_t;
typedef enum { RED, BLACK = 2 } colour_t;
enum level { LOW, HIGH };
union bits { float number; unsigned raw; };
typedef int (*compare_fn)(const void *, const void *);
typedef unsigned char byte, *bytes;

static int counter = 0, other;
extern int elsewhere;
const char *names[] = { "one", "two" };
int (*handler)(int) = NULL;
struct node sentinel = { .value = 1 }, *last;

int list_size(const list_t *list);

// Makes a list.
list_t *list_new(void) { static int made; int local = 1; return NULL; }

static inline int (*chosen(int which))(int) { return handler; }

int old_style(first, second)
    int first;
    char *second;
{
    return first;
}

void list_print(const char *format, ...) { }
__attribute__((noreturn)) void list_abort(int code) { for (;;) { } }
