(if_statement) @branch.if
(for_statement) @branch.loop
(for_in_statement) @branch.loop
(while_statement) @branch.loop
(do_statement) @branch.loop
(switch_statement) @nesting
(switch_case) @branch.case
(switch_default) @branch.default_case
(catch_clause) @branch.catch
(ternary_expression) @branch.ternary
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
