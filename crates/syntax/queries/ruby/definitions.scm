(module) @definition.module
(class) @definition.class
(method) @definition.function
(singleton_method) @definition.method
(alias name: (_) @name) @definition.method
; `attr_reader :a, :b` and `define_method(:a)`; the method's name is looked at in code.
(call !receiver method: (identifier) arguments: (argument_list (simple_symbol) @name)) @definition.field
(assignment left: (constant) @name) @definition.constant
(assignment left: (left_assignment_list (constant) @name)) @definition.constant
(block) @local
(do_block) @local
(lambda) @local
(singleton_class) @members
