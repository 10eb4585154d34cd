(if_statement) @branch.if
(elseif_statement) @branch.else_if
(for_statement) @branch.loop
(while_statement) @branch.loop
(repeat_statement) @branch.loop
(binary_expression ["and" "or"]) @branch.boolean_operator
