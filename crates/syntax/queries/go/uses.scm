(package_clause) @import
(import_declaration) @import
(call_expression) @call
(identifier) @reference
(type_identifier) @reference
(field_identifier) @reference
(package_identifier) @reference
(comment) @comment
; A call with type arguments reads like a conversion.
(type_conversion_expression) @call
