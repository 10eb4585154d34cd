(if_statement) @branch.if
(for_statement) @branch.loop
(enhanced_for_statement) @branch.loop
(while_statement) @branch.loop
(do_statement) @branch.loop
(switch_expression) @nesting
(switch_label "case") @branch.case
(switch_label "default") @branch.default_case
(catch_clause) @branch.catch
(ternary_expression) @branch.ternary
(assert_statement) @branch.assert
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
