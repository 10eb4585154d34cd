; Everything is a call; which one defines is told in code.
(call target: (identifier) (arguments . (_) @name)) @definition.function
(anonymous_function) @local
