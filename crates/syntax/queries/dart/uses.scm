(import_or_export) @import
(part_directive) @import
(identifier) @reference
(type_identifier) @reference
(comment) @comment
(documentation_comment) @comment
