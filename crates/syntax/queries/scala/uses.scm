(package_clause) @import
(import_declaration) @import
(identifier) @reference
(type_identifier) @reference
(comment) @comment
(block_comment) @comment
