(class_definition) @definition.class
(object_definition) @definition.class
(trait_definition) @definition.trait
(enum_definition) @definition.enum
(simple_enum_case) @definition.constant
(full_enum_case) @definition.constant
(type_definition) @definition.type_alias
(function_definition) @definition.function
(function_declaration) @definition.function
(given_definition name: (_) @name) @definition.variable
(val_definition pattern: (identifier) @name) @definition.variable
(var_definition pattern: (identifier) @name) @definition.variable
(val_declaration name: (identifier) @name) @definition.variable
(lambda_expression) @local
