(function_call) @import
(identifier) @reference
(comment) @comment
(hash_bang_line) @comment
