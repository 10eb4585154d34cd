(class_specifier name: (_) @name body: (_) @body) @definition.class
(namespace_definition name: (_) @name) @definition.module
(alias_declaration) @definition.type_alias
(concept_definition) @definition.type_alias
(template_declaration) @outer
(lambda_expression) @local
(access_specifier) @access
