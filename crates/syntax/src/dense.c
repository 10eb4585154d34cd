/* The parse table of a language with all its states as rows, where a grammar keeps most of them as lists.
 *
 * For each token and each node tree-sitter looks up what follows in a state, in a row at once and in a list one by
 * one. Grammars keep lists because a program that has many would be large; here only those in use become rows.
 */
#include "language.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What a table may take; those of the largest grammars would take 13 to 25 MB. */
static const size_t TABLE_BYTES_MAX = 10 << 20;

/* The same language with such a table, never to be freed; itself, where that would be too large. */
const TSLanguage *dense(const TSLanguage *language) {
  size_t width = language->symbol_count;
  size_t bytes = width * language->state_count * sizeof(uint16_t);
  if (bytes > TABLE_BYTES_MAX || language->large_state_count >= language->state_count) return language;
  TSLanguage *copy = calloc(1, sizeof(*copy));
  uint16_t *table = calloc(1, bytes);
  if (!copy || !table) {
    free(copy);
    free(table);
    return language;
  }
  memcpy(table, language->parse_table, width * language->large_state_count * sizeof(uint16_t));
  for (uint32_t state = language->large_state_count; state < language->state_count; state++) {
    const uint16_t *list =
      language->small_parse_table + language->small_parse_table_map[state - language->large_state_count];
    for (uint16_t group_count = *list++; group_count > 0; group_count--) {
      uint16_t value = *list++;
      for (uint16_t symbol_count = *list++; symbol_count > 0; symbol_count--) {
        table[width * state + *list++] = value;
      }
    }
  }
  /* What older grammars are compiled against ends before the name. */
  bool has_name = language->abi_version >= LANGUAGE_VERSION_WITH_RESERVED_WORDS;
  memcpy(copy, language, has_name ? sizeof(*copy) : offsetof(TSLanguage, name));
  copy->parse_table = table;
  copy->large_state_count = language->state_count;
  return copy;
}
