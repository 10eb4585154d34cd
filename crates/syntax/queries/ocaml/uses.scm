(open_module) @import
(include_module) @import
(value_name) @reference
(constructor_name) @reference
(module_name) @reference
(type_constructor) @reference
(comment) @comment
