(if_statement) @branch.if
(for_statement) @branch.loop
(foreach_statement) @branch.loop
(while_statement) @branch.loop
(do_statement) @branch.loop
(switch_statement) @nesting
(switch_section "case") @branch.case
(switch_section "default") @branch.default_case
(switch_expression) @nesting
(switch_expression_arm . (discard)) @branch.default_case
(switch_expression_arm) @branch.case
(catch_clause) @branch.catch
(conditional_expression) @branch.ternary
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
