(function_item) @definition.function
(function_signature_item) @definition.function
(struct_item) @definition.struct
(enum_item) @definition.enum
(enum_variant) @definition.constant
(union_item) @definition.union
(trait_item) @definition.trait
(impl_item type: (_) @name) @definition.implementation
(mod_item body: (_)) @definition.module
(type_item) @definition.type_alias
(associated_type) @definition.type_alias
(const_item) @definition.constant
(static_item) @definition.variable
(macro_definition) @definition.macro
(field_declaration) @definition.field
(closure_expression) @local
(attribute_item) @prefix
