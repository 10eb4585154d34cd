(conditional) @branch.ternary
(for_expr) @branch.loop
(binary_operation ["&&" "||"]) @branch.boolean_operator
