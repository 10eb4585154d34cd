(namespace_definition name: (_) @name body: (_) @body) @definition.module
(class_declaration) @definition.class
(interface_declaration) @definition.interface
(trait_declaration) @definition.trait
(enum_declaration) @definition.enum
(enum_case) @definition.constant
(function_definition) @definition.function
(method_declaration) @definition.method
(const_declaration (const_element . (name) @name)) @definition.constant
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(anonymous_function) @local
(arrow_function) @local
