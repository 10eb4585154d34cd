(from_instruction) @import
(variable) @reference
(comment) @comment
