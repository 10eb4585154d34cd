(function_declaration) @definition.function
(assignment_statement (variable_list . name: (_) @name) (expression_list . value: (function_definition) @body)) @definition.function
(field name: (identifier) @name value: (function_definition) @body) @definition.function
(assignment_statement (variable_list name: (identifier) @name)) @definition.variable
(function_definition) @local
