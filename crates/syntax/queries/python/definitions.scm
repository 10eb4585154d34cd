; Names, bodies and parameters are found by the fields `name`, `body` and `parameters` unless captured.
(class_definition) @definition.class
(function_definition) @definition.function
(decorated_definition) @outer
(lambda) @local

(assignment left: (identifier) @name) @definition.variable
(assignment left: (pattern_list (identifier) @name)) @definition.variable
(assignment left: (pattern_list (tuple_pattern (identifier) @name))) @definition.variable
(assignment left: (tuple_pattern (identifier) @name)) @definition.variable
(type_alias_statement left: (type (identifier) @name)) @definition.type_alias
(type_alias_statement left: (type (generic_type (identifier) @name))) @definition.type_alias
