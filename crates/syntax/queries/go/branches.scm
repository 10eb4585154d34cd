(if_statement) @branch.if
(for_statement) @branch.loop
(expression_switch_statement) @nesting
(type_switch_statement) @nesting
(select_statement) @nesting
(expression_case) @branch.case
(type_case) @branch.case
(communication_case) @branch.case
(default_case) @branch.default_case
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
