(import_declaration) @import
(simple_identifier) @reference
(type_identifier) @reference
(comment) @comment
(multiline_comment) @comment
