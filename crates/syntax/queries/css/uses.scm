(import_statement) @import
(class_name) @reference
(id_name) @reference
(comment) @comment
