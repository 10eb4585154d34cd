(if_expression) @branch.if
(while_expression) @branch.loop
(for_expression) @branch.loop
(loop_expression) @branch.loop
(match_expression) @nesting
(match_arm pattern: (match_pattern . "_" .)) @branch.default_case
(match_arm) @branch.case
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
(let_chain "&&" @branch.boolean_operator)
(try_expression) @branch.try_operator
