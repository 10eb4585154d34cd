(builtin_function) @import
(identifier) @reference
(comment) @comment
