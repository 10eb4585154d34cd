(if_statement) @branch.if
(for_statement) @branch.loop
(while_statement) @branch.loop
(do_statement) @branch.loop
(switch_statement) @nesting
(case_statement value: (_)) @branch.case
(case_statement) @branch.default_case
(conditional_expression) @branch.ternary
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
