(function_declaration) @definition.function
(method_declaration) @definition.method
(method_elem) @definition.method
(type_spec type: (struct_type) @body) @definition.struct
(type_spec type: (interface_type) @body) @definition.interface
(type_spec) @definition.type_alias
(type_alias) @definition.type_alias
; The grammar names only the first of several by the field.
(const_spec (identifier) @name) @definition.constant
(var_spec name: (identifier) @name) @definition.variable
(field_declaration name: (field_identifier) @name) @definition.field
(func_literal) @local
(type_declaration) @outer
(const_declaration) @outer
(var_declaration) @outer
