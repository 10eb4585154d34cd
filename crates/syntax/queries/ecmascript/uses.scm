(import_statement) @import
(export_statement source: (string)) @import
(call_expression) @call
(new_expression) @call
(identifier) @reference
(property_identifier) @reference
(private_property_identifier) @reference
(shorthand_property_identifier) @reference
(shorthand_property_identifier_pattern) @reference
(comment) @comment
(html_comment) @comment
(hash_bang_line) @comment
