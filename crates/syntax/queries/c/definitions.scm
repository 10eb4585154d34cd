; What C and C++ share. A declarator that is no name yet is unwrapped in code.
(function_definition declarator: (_) @name) @definition.function
(struct_specifier name: (_) @name body: (_) @body) @definition.struct
(union_specifier name: (_) @name body: (_) @body) @definition.union
(enum_specifier name: (_) @name body: (_) @body) @definition.enum
(enumerator) @definition.constant
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition declarator: (_) @name) @definition.type_alias
(declaration declarator: (_) @name) @definition.variable
(field_declaration declarator: (_) @name) @definition.field
(preproc_def) @definition.macro
(preproc_function_def) @definition.macro
