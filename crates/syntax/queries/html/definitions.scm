(attribute (quoted_attribute_value (attribute_value) @name)) @definition.element
(attribute (attribute_value) @name) @definition.element
