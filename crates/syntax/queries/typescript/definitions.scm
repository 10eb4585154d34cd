(function_signature) @definition.function
(abstract_class_declaration) @definition.class
(interface_declaration) @definition.interface
(type_alias_declaration) @definition.type_alias
(enum_declaration) @definition.enum
(enum_assignment) @definition.constant
(enum_body name: (_) @name @definition.constant)
(internal_module) @definition.module
(module) @definition.module
(method_signature) @definition.method
(abstract_method_signature) @definition.method
(property_signature) @definition.field
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)] @body) @definition.method
(public_field_definition) @definition.field
(ambient_declaration) @outer
