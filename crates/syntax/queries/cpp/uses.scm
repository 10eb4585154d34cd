(new_expression) @call
(namespace_identifier) @reference
