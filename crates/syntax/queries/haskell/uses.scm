(header) @import
(import) @import
(variable) @reference
(name) @reference
(constructor) @reference
(comment) @comment
(haddock) @comment
