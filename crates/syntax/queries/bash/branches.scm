(if_statement) @branch.if
(elif_clause) @branch.else_if
(for_statement) @branch.loop
(c_style_for_statement) @branch.loop
(while_statement) @branch.loop
(case_statement) @nesting
(case_item) @branch.case
(ternary_expression) @branch.ternary
(list ["&&" "||"] @branch.boolean_operator)
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
