(create_table (object_reference) @name) @definition.table
(create_view (object_reference) @name) @definition.table
(create_materialized_view (object_reference) @name) @definition.table
(create_index column: (identifier) @name) @definition.key
(create_type (object_reference) @name) @definition.type_alias
(create_sequence (object_reference) @name) @definition.variable
(create_function (object_reference) @name (function_arguments) @parameters) @definition.function
(create_trigger . (keyword_create) (keyword_trigger) . (object_reference) @name) @definition.function
(column_definition) @definition.field
