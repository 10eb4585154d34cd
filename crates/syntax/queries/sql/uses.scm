(identifier) @reference
(comment) @comment
(marginalia) @comment
