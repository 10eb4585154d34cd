/* A tree of tree-sitter as a run of nodes, in the order in which a walk from the top meets them.
 *
 * Reads the subtrees where they are, because a cursor finds out anew for each node what its parents know.
 * They are not part of tree-sitter's interface, so that its version is pinned, and a test compares both readings.
 */
#include "array.h"
#include "language.h"
#include "length.h"
#include "subtree.h"
#include "tree.h"

/* The same as `Raw` of `tree.rs`. */
typedef struct {
  uint32_t start;
  uint32_t end;
  uint32_t start_row;
  uint32_t end_row;
  uint32_t parent;
  uint32_t after;
  uint16_t kind;
  uint8_t field;
  uint8_t flags;
} Node;

enum { NAMED = 1, EXTRA = 2, MISSING = 4, FAULTY = 8 };

/* The children of one subtree that are still to be taken. */
typedef struct {
  const Subtree *next;
  const Subtree *end;
  const TSSymbol *aliases; /* By place among the children of the grammar, as the fields are; NULL for none. */
  const TSFieldMapEntry *fields;
  const TSFieldMapEntry *fields_end;
  uint32_t place;
  uint32_t owner;         /* The node that has these children. */
  TSFieldId hidden_field; /* That of the subtree, where it is no node itself and so hands it on. */
  bool is_node;
} Level;

typedef Array(Level) Levels;

static inline Level level_of(const TSLanguage *language, Subtree subtree) {
  const SubtreeHeapData *data = subtree.ptr;
  Level level = {
    .next = ts_subtree_children(subtree),
    .end = (const Subtree *)data,
    .aliases = ts_language_alias_sequence(language, data->production_id),
  };
  ts_language_field_map(language, data->production_id, &level.fields, &level.fields_end);
  return level;
}

static Node node(
  const TSLanguage *language, Subtree subtree, TSSymbol alias, Length start, Length end
) {
  TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
  bool is_named = alias ? language->symbol_metadata[alias].named : ts_subtree_named(subtree);
  /* One that ends with a line end does not reach the next line. */
  bool is_behind = end.extent.column == 0 && end.extent.row > start.extent.row;
  return (Node) {
    .start = start.bytes,
    .end = end.bytes,
    .start_row = start.extent.row,
    .end_row = end.extent.row - is_behind,
    .kind = symbol == ts_builtin_sym_error ? symbol : language->public_symbol_map[symbol],
    .flags = (uint8_t)(
      (is_named ? NAMED : 0) | (ts_subtree_extra(subtree) ? EXTRA : 0) |
      (ts_subtree_missing(subtree) ? MISSING : 0) | (ts_subtree_error_cost(subtree) > 0 ? FAULTY : 0)
    ),
  };
}

/* Write the nodes of a tree, at most so many, and return how many there are. */
uint32_t flat_write(const TSTree *tree, Node *nodes, uint32_t nodes_max) {
  const TSLanguage *language = tree->language;
  if (nodes_max == 0) return 0;
  Length at = ts_subtree_padding(tree->root);
  nodes[0] = node(language, tree->root, 0, at, length_add(at, ts_subtree_size(tree->root)));
  nodes[0].after = 1;
  uint32_t count = 1;
  if (ts_subtree_child_count(tree->root) == 0) return count;
  Levels outer = array_new();
  Level level = level_of(language, tree->root);
  level.is_node = true;
  bool is_first = true; /* Its padding is that of what it is the first of, and has been passed. */
  for (;;) {
    if (level.next == level.end) {
      if (level.is_node) nodes[level.owner].after = count;
      if (outer.size == 0) break;
      level = array_pop(&outer);
      is_first = false;
      continue;
    }
    Subtree subtree = *level.next++;
    if (!is_first) at = length_add(at, ts_subtree_padding(subtree));
    TSSymbol alias = 0;
    TSFieldId field = 0;
    if (!ts_subtree_extra(subtree)) {
      field = level.hidden_field;
      for (const TSFieldMapEntry *entry = level.fields; entry < level.fields_end; entry++) {
        if (entry->child_index != level.place || entry->inherited) continue;
        field = entry->field_id;
        break;
      }
      if (level.aliases) alias = level.aliases[level.place];
      level.place++;
    }
    Length end = length_add(at, ts_subtree_size(subtree));
    bool is_node = ts_subtree_visible(subtree) || alias;
    bool has_nodes = is_node ? ts_subtree_child_count(subtree) > 0 : ts_subtree_visible_child_count(subtree) > 0;
    uint32_t owner = level.owner;
    if (is_node) {
      if (count == nodes_max) break;
      Node *written = &nodes[count];
      *written = node(language, subtree, alias, at, end);
      written->parent = owner;
      written->field = field <= UINT8_MAX ? (uint8_t)field : 0;
      owner = count++;
      written->after = count;
    }
    is_first = has_nodes;
    if (!has_nodes) {
      at = end;
      continue;
    }
    array_push(&outer, level);
    level = level_of(language, subtree);
    level.owner = owner;
    level.is_node = is_node;
    level.hidden_field = is_node ? 0 : field;
  }
  array_delete(&outer);
  return count;
}
