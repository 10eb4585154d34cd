(if_expression) @branch.if
(for_expression) @branch.loop
(while_expression) @branch.loop
(do_while_expression) @branch.loop
(match_expression) @nesting
(case_clause pattern: (wildcard)) @branch.default_case
(case_clause) @branch.case

(infix_expression operator: (operator_identifier) @name (#any-of? @name "&&" "||")) @branch.boolean_operator
