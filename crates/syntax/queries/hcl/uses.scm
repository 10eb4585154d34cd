(block) @import
(identifier) @reference
(comment) @comment
