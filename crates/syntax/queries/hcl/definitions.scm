(block . (identifier) @name) @definition.block
(attribute . (identifier) @name) @definition.key
(tuple) @local
