; What JavaScript, TypeScript and TSX share.
(function_declaration) @definition.function
(generator_function_declaration) @definition.function
(class_declaration) @definition.class
(method_definition) @definition.method
(class name: (_) @name) @definition.class

(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function) @body
    (function_expression) @body
    (generator_function) @body
  ]) @definition.function
(variable_declarator name: (identifier) @name value: (class) @body) @definition.class
(variable_declarator name: (identifier) @name) @definition.variable

(pair
  key: [(property_identifier) (string) (private_property_identifier)] @name
  value: [(arrow_function) (function_expression) (generator_function)] @body) @definition.method
(assignment_expression
  left: [(member_expression) (identifier)] @name
  right: [(arrow_function) (function_expression) (generator_function)] @body) @definition.function

(export_statement
  "default" @name
  value: [(arrow_function) (function_expression) (generator_function)] @body) @definition.function

(export_statement "default" @name value: (class !name) @body) @definition.class

(export_statement) @outer
(lexical_declaration) @outer
(variable_declaration) @outer
(arrow_function) @local
(function_expression) @local
(generator_function) @local
(decorator) @prefix
