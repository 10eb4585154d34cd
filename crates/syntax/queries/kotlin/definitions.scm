; Parameters and bodies have no fields: they are looked for in code.
(class_declaration "interface") @definition.interface
(class_declaration (enum_class_body)) @definition.enum
(class_declaration) @definition.class
(object_declaration) @definition.class
(companion_object) @definition.class
(enum_entry . (identifier) @name) @definition.constant
(enum_entry (modifiers) . (identifier) @name) @definition.constant
(function_declaration) @definition.function
(secondary_constructor "constructor" @name) @definition.method
(getter "get" @name (function_body) @body) @definition.method
(setter "set" @name (function_body) @body) @definition.method
(property_declaration (variable_declaration . (identifier) @name)) @definition.variable
(class_parameter ["val" "var"] . (identifier) @name) @definition.field
(type_alias type: (_) @name) @definition.type_alias
(lambda_literal) @local
(anonymous_function) @local
(anonymous_initializer) @local
