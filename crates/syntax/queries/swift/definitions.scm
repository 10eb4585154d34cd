(class_declaration "class") @definition.class
(class_declaration "struct") @definition.struct
(class_declaration "enum") @definition.enum
(class_declaration "extension") @definition.implementation
(class_declaration) @definition.class
(protocol_declaration) @definition.interface
(function_declaration) @definition.function
(protocol_function_declaration) @definition.method
(init_declaration "init" @name) @definition.method
(deinit_declaration "deinit" @name) @definition.method
(subscript_declaration "subscript" @name) @definition.method
(property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.variable
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.field
(enum_entry name: (simple_identifier) @name) @definition.constant
(typealias_declaration name: (type_identifier) @name) @definition.type_alias
(associatedtype_declaration) @definition.type_alias
(lambda_literal) @local
