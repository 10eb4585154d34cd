(if_expression) @branch.if
(for_statement) @branch.loop
(while_statement) @branch.loop
(do_while_statement) @branch.loop
(when_expression) @nesting
(when_entry condition: (_)) @branch.case
(when_entry) @branch.default_case
(catch_block) @branch.catch
(binary_expression operator: ["&&" "||"]) @branch.boolean_operator
