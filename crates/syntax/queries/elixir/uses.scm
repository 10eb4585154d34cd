(call) @import
(identifier) @reference
(alias) @reference
(comment) @comment
