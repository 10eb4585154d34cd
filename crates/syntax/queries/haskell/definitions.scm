(data_type) @definition.enum
(newtype) @definition.struct
(type_synonym) @definition.type_alias
(class) @definition.interface
(instance) @definition.implementation
(function) @definition.function
(bind) @definition.variable
(data_constructor constructor: (record name: (_) @name)) @definition.constant
(data_constructor constructor: (prefix name: (_) @name)) @definition.constant
(class_declarations declaration: (signature name: (variable) @name) @definition.method)
