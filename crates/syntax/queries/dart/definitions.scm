(class_declaration) @definition.class
(mixin_declaration) @definition.trait
(extension_declaration) @definition.implementation
(enum_declaration) @definition.enum
(enum_entry) @definition.constant
(type_alias . (type_identifier) @name) @definition.type_alias
(function_declaration signature: (function_signature name: (_) @name parameters: (_) @parameters)) @definition.function
(getter_declaration signature: (getter_signature name: (_) @name)) @definition.function
(setter_declaration signature: (setter_signature name: (_) @name)) @definition.function
(local_function_declaration (function_signature name: (_) @name parameters: (_) @parameters) (function_body) @body) @definition.function
(method_declaration signature: (method_signature (function_signature name: (_) @name parameters: (_) @parameters))) @definition.method
(method_declaration signature: (method_signature (getter_signature name: (_) @name))) @definition.method
(method_declaration signature: (method_signature (setter_signature name: (_) @name parameters: (_) @parameters))) @definition.method
(method_declaration signature: (method_signature (operator_signature operator: (_) @name parameters: (_) @parameters))) @definition.method
(method_declaration signature: (method_signature (constructor_signature . name: (identifier) @name parameters: (_) @parameters))) @definition.method
(method_declaration signature: (method_signature (factory_constructor_signature . name: (identifier) @name parameters: (_) @parameters))) @definition.method
(declaration (function_signature name: (_) @name parameters: (_) @parameters)) @definition.method
(declaration (getter_signature name: (_) @name)) @definition.method
(declaration (constructor_signature . name: (identifier) @name parameters: (_) @parameters)) @definition.method
(declaration (static_final_declaration_list (static_final_declaration name: (_) @name))) @definition.constant
(declaration (initialized_identifier_list (initialized_identifier name: (_) @name))) @definition.field
(top_level_variable_declaration (static_final_declaration_list (static_final_declaration name: (_) @name))) @definition.constant
(top_level_variable_declaration (initialized_identifier_list (initialized_identifier name: (_) @name))) @definition.variable
(function_expression) @local
