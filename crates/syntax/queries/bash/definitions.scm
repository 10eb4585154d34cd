(function_definition) @definition.function
(declaration_command "readonly" (variable_assignment name: (variable_name) @name)) @definition.constant
(declaration_command ["export" "declare" "typeset"] (variable_assignment name: (variable_name) @name)) @definition.variable
