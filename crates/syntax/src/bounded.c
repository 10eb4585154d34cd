/* Tree-sitter's parser under a bound of memory and under the caller's stop.
 *
 * Error recovery has loops that ask no progress callback and take memory without end; all of them allocate.
 * What a parse allocates comes out of a region, which counts it and asks the stop as well; when either says so, the
 * parse is left by longjmp, and the region is emptied with whatever the parser had built in it.
 * Only frames of C lie in between, those of tree-sitter and of this file. A scanner allocates elsewhere: what one
 * holds when its parse is left, some hundred bytes, is lost.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

#if defined(_MSC_VER)
#define PER_THREAD __declspec(thread)
#else
#define PER_THREAD _Thread_local
#endif

/* A block is rounded up to UNIT with its header; up to SMALL_MAX it is cut from a chunk and kept for reuse when it
 * is freed, above it is malloc's. */
#define UNIT ((size_t)16)
#define HEADER sizeof(size_t)
#define SMALL_MAX ((size_t)2048)

/* The first chunks are kept from parse to parse. What few texts need more comes in pieces so large that malloc has
 * each from the system and gives it back; no memory stands behind what is not touched of them. */
#define KEPT_BYTES ((size_t)256 * 1024)
#define KEPT_MAX 16
#define MORE_BYTES ((size_t)33 * 1024 * 1024)

/* The stop is asked when so much has been asked for. */
#define BYTES_BETWEEN_LOOKS ((size_t)1024 * 1024)

typedef enum { PARSED, STOPPED, TOO_LARGE } Outcome;

typedef struct Chunk {
  struct Chunk *next;
  size_t size;
} Chunk;

/* A large block: a link of the ring of all of a region. */
typedef struct Large {
  struct Large *previous;
  struct Large *next;
  size_t unused;
  size_t size; /* Right before what the caller gets, as in a small block. */
} Large;

typedef struct {
  bool (*stop)(const void *);
  const void *asked;
  size_t bytes_max;
} Bound;

typedef struct {
  Chunk *used;
  Chunk *spare;
  size_t kept_count;
  char *at; /* Where the next small block begins, behind the header of a chunk. */
  char *end;
  void *freed[SMALL_MAX / UNIT + 1];
  Large large;
  size_t bytes;
  size_t looked_at; /* How much had been asked for, over all, at the last look. */
  size_t asked_for;
  Bound bound;
  bool may_leave;
  jmp_buf leave;
} Region;

/* Where this thread's parser allocates; NULL while none is at work. */
static PER_THREAD Region *here = NULL;

static size_t *size_of(void *block) { return (size_t *)((char *)block - HEADER); }

static Large *large_of(void *block) { return (Large *)((char *)block - sizeof(Large)); }

static void link_large(Region *region, Large *large) {
  large->previous = &region->large;
  large->next = region->large.next;
  large->next->previous = large;
  region->large.next = large;
}

static void unlink_large(Large *large) {
  large->previous->next = large->next;
  large->next->previous = large->previous;
}

/* Count what is about to be allocated, and leave the parse where it may go on no longer. */
static void count(Region *region, size_t size) {
  region->bytes += size;
  region->asked_for += size;
  if (!region->may_leave) return;
  if (region->bytes > region->bound.bytes_max) longjmp(region->leave, TOO_LARGE);
  if (region->asked_for - region->looked_at >= BYTES_BETWEEN_LOOKS) {
    region->looked_at = region->asked_for;
    if (region->bound.stop(region->bound.asked)) longjmp(region->leave, STOPPED);
  }
}

/* There is no way to tell tree-sitter that memory is short: leave the parse, or do what its own allocator does. */
static void *checked(Region *region, void *block) {
  if (!block && region && region->may_leave) longjmp(region->leave, TOO_LARGE);
  if (!block) abort();
  return block;
}

static void *new_large(Region *region, size_t total) {
  Large *large = checked(region, malloc(total + sizeof(Large)));
  large->size = total;
  if (region) {
    link_large(region, large);
  } else {
    large->previous = large->next = large;
  }
  return large + 1;
}

static void *new_small(Region *region, size_t total) {
  void **freed = &region->freed[total / UNIT];
  if (*freed) {
    void *block = *freed;
    memcpy(freed, block, sizeof(void *));
    return block;
  }
  if ((size_t)(region->end - region->at) < total) {
    Chunk *chunk = region->spare;
    if (chunk) {
      region->spare = chunk->next;
    } else {
      size_t size = region->kept_count < KEPT_MAX ? KEPT_BYTES : MORE_BYTES;
      chunk = checked(region, malloc(size));
      chunk->size = size;
      region->kept_count += size == KEPT_BYTES;
    }
    chunk->next = region->used;
    region->used = chunk;
    /* Blocks begin with their header, so that what follows it is aligned as malloc's. */
    region->at = (char *)(chunk + 1) + UNIT - HEADER;
    region->end = (char *)chunk + chunk->size;
  }
  char *block = region->at + HEADER;
  region->at += total;
  *size_of(block) = total;
  return block;
}

static void *bounded_malloc(size_t size) {
  size_t total = size > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size + HEADER + UNIT - 1) / UNIT * UNIT;
  if (!here) return new_large(NULL, total > SMALL_MAX ? total : SMALL_MAX + UNIT);
  count(here, total);
  return total > SMALL_MAX ? new_large(here, total) : new_small(here, total);
}

static void bounded_free(void *block) {
  if (!block) return;
  size_t total = *size_of(block);
  if (here) here->bytes -= total;
  if (total > SMALL_MAX) {
    unlink_large(large_of(block));
    free(large_of(block));
  } else if (here) {
    memcpy(block, &here->freed[total / UNIT], sizeof(void *));
    here->freed[total / UNIT] = block;
  }
}

static void *bounded_calloc(size_t number, size_t size) {
  size_t wanted = size && number > SIZE_MAX / size ? SIZE_MAX : number * size;
  void *block = bounded_malloc(wanted);
  return memset(block, 0, wanted);
}

static void *bounded_realloc(void *block, size_t size) {
  if (!block) return bounded_malloc(size);
  size_t held = *size_of(block) - HEADER;
  if (size <= held) return block;
  void *larger = bounded_malloc(size);
  memcpy(larger, block, held);
  bounded_free(block);
  return larger;
}

/* Let tree-sitter allocate through this file; to be called once, before anything else of it. */
void bounded_begin(void) { ts_set_allocator(bounded_malloc, bounded_calloc, bounded_realloc, bounded_free); }

Region *bounded_new(void) {
  Region *region = calloc(1, sizeof(Region));
  if (region) region->large.previous = region->large.next = &region->large;
  return region;
}

/* Give up all that the last parse left, its tree too. */
void bounded_empty(Region *region) {
  while (region->large.next != &region->large) {
    Large *large = region->large.next;
    unlink_large(large);
    free(large);
  }
  while (region->used) {
    Chunk *chunk = region->used;
    region->used = chunk->next;
    if (chunk->size == KEPT_BYTES) {
      chunk->next = region->spare;
      region->spare = chunk;
    } else {
      free(chunk);
    }
  }
  memset(region->freed, 0, sizeof(region->freed));
  region->at = region->end = NULL;
  region->bytes = region->asked_for = region->looked_at = 0;
  here = NULL;
}

void bounded_delete(Region *region) {
  bounded_empty(region);
  while (region->spare) {
    Chunk *chunk = region->spare;
    region->spare = chunk->next;
    free(chunk);
  }
  free(region);
}

/* Text in two pieces: what is to be parsed, and what closes it. */
typedef struct {
  const char *text;
  uint32_t text_bytes;
  const char *closing;
  uint32_t closing_bytes;
} Source;

static const char *read(void *payload, uint32_t byte, TSPoint position, uint32_t *bytes_read) {
  (void)position;
  const Source *source = payload;
  uint32_t all = source->text_bytes + source->closing_bytes;
  bool is_text = byte < source->text_bytes;
  *bytes_read = byte < all ? (is_text ? source->text_bytes : all) - byte : 0;
  if (byte >= all) return "";
  return is_text ? source->text + byte : source->closing + (byte - source->text_bytes);
}

static bool progress(TSParseState *state) {
  const Bound *bound = state->payload;
  return bound->stop(bound->asked);
}

static TSTree *parsed(
  Region *region, const TSLanguage *language, const TSRange *ranges, uint32_t range_count, Source *source
) {
  TSParser *parser = ts_parser_new();
  TSInput input = {.payload = source, .read = read, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = &region->bound, .progress_callback = progress};
  bool is_ready =
    ts_parser_set_language(parser, language) && ts_parser_set_included_ranges(parser, ranges, range_count);
  TSTree *tree = is_ready ? ts_parser_parse_with_options(parser, NULL, input, options) : NULL;
  /* What was stopped holds its scanner until it is told to let go; all else is the region's. */
  if (!tree) ts_parser_reset(parser);
  return tree;
}

/* Parse, in an empty region; the tree, where the outcome is PARSED, is there until the region is emptied.
 * Without ranges the whole source is parsed. */
Outcome bounded_parse(
  Region *region, Bound bound, const TSLanguage *language, const TSRange *ranges, uint32_t range_count,
  Source source, TSTree **tree
) {
  here = region;
  region->bound = bound;
  region->may_leave = true;
  Outcome outcome;
  switch (setjmp(region->leave)) {
    case PARSED:
      *tree = parsed(region, language, ranges, range_count, &source);
      outcome = *tree ? PARSED : STOPPED;
      break;
    case TOO_LARGE:
      outcome = TOO_LARGE;
      break;
    default:
      outcome = STOPPED;
  }
  region->may_leave = false;
  return outcome;
}
