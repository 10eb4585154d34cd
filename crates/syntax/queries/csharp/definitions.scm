(namespace_declaration) @definition.module
(class_declaration) @definition.class
(struct_declaration) @definition.struct
(record_declaration) @definition.struct
(interface_declaration) @definition.interface
(enum_declaration) @definition.enum
(enum_member_declaration) @definition.constant
(delegate_declaration) @definition.type_alias
(method_declaration) @definition.method
(constructor_declaration) @definition.method
(destructor_declaration) @definition.method
(operator_declaration operator: _ @name) @definition.method
(conversion_operator_declaration type: (_) @name) @definition.method
(indexer_declaration "this" @name) @definition.field
; A property that is an expression is computed, as a method is.
(property_declaration value: (arrow_expression_clause) @body) @definition.method
(property_declaration) @definition.field
(accessor_declaration body: (_) @body) @definition.method
(event_declaration) @definition.field
(event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.field
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.field
(local_function_statement) @definition.function
(lambda_expression) @local
(anonymous_method_expression) @local
