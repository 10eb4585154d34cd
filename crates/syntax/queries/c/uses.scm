(preproc_include) @import
(call_expression) @call
(identifier) @reference
(type_identifier) @reference
(field_identifier) @reference
(comment) @comment
