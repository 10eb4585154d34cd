(if_expression) @branch.if
(for_expression) @branch.loop
(while_expression) @branch.loop
(match_expression) @nesting
(match_case) @branch.case
(infix_expression operator: (and_operator)) @branch.boolean_operator
(infix_expression operator: (or_operator)) @branch.boolean_operator
