(use_declaration) @import
(extern_crate_declaration) @import
(mod_item !body) @import
(call_expression) @call
(macro_invocation) @call
(identifier) @reference
(type_identifier) @reference
(field_identifier) @reference
(shorthand_field_identifier) @reference
(line_comment) @comment
(block_comment) @comment
(shebang) @comment
