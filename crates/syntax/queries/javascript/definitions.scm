(field_definition property: (_) @name value: [(arrow_function) (function_expression)] @body) @definition.method
(field_definition property: (_) @name) @definition.field
