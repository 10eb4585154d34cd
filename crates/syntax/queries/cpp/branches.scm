(for_range_loop) @branch.loop
(catch_clause) @branch.catch
(binary_expression operator: ["and" "or"]) @branch.boolean_operator
