(if_statement) @branch.if
(if_expression) @branch.if
(for_statement) @branch.loop
(while_statement) @branch.loop
(switch_expression) @nesting
(switch_case "else") @branch.default_case
(switch_case) @branch.case
(catch_expression) @branch.catch
(binary_expression operator: ["and" "or"]) @branch.boolean_operator
