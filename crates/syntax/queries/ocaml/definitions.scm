(type_binding body: (record_declaration)) @definition.struct
(type_binding body: (variant_declaration)) @definition.enum
(type_binding) @definition.type_alias
(constructor_declaration . (constructor_name) @name) @definition.constant
(module_binding . (module_name) @name) @definition.module
(module_type_definition . (module_type_name) @name) @definition.interface
(class_binding (class_name) @name) @definition.class
(method_definition (method_name) @name) @definition.method
(instance_variable_definition (instance_variable_name) @name) @definition.field
(let_binding pattern: (value_name) @name) @definition.variable
(let_binding pattern: (parenthesized_operator) @name) @definition.variable
(value_specification (value_name) @name) @definition.function
(external (value_name) @name) @definition.function
(let_expression) @local
