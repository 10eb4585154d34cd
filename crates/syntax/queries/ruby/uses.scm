(call) @call
(identifier) @reference
(constant) @reference
(comment) @comment
(identifier) @access
