(if_statement) @branch.if
(else_if_clause) @branch.else_if
(for_statement) @branch.loop
(foreach_statement) @branch.loop
(while_statement) @branch.loop
(do_statement) @branch.loop
(switch_statement) @nesting
(case_statement) @branch.case
(default_statement) @branch.default_case
(match_expression) @nesting
(match_conditional_expression) @branch.case
(match_default_expression) @branch.default_case
(catch_clause) @branch.catch
(conditional_expression) @branch.ternary
(binary_expression operator: ["&&" "||" "and" "or"]) @branch.boolean_operator
