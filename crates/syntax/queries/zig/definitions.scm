(function_declaration) @definition.function
(variable_declaration . (identifier) @name (struct_declaration) @body) @definition.struct
(variable_declaration . (identifier) @name (enum_declaration) @body) @definition.enum
(variable_declaration . (identifier) @name (union_declaration) @body) @definition.union
(variable_declaration . (identifier) @name (error_set_declaration) @body) @definition.enum
(variable_declaration "const" . (identifier) @name) @definition.constant
(variable_declaration . (identifier) @name) @definition.variable
(container_field name: (identifier) @name) @definition.field
