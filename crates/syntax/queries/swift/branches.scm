(if_statement) @branch.if
(guard_statement) @branch.if
(for_statement) @branch.loop
(while_statement) @branch.loop
(repeat_while_statement) @branch.loop
(switch_statement) @nesting
(switch_entry (default_keyword)) @branch.default_case
(switch_entry) @branch.case
(catch_block) @branch.catch
(ternary_expression) @branch.ternary
(conjunction_expression) @branch.boolean_operator
(disjunction_expression) @branch.boolean_operator
