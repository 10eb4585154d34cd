; What radon counts, each as what it is.
(if_statement) @branch.if
(elif_clause) @branch.else_if
(for_statement) @branch.loop
(while_statement) @branch.loop
(for_statement alternative: (else_clause) @branch.loop_else)
(while_statement alternative: (else_clause) @branch.loop_else)
(try_statement (else_clause) @branch.try_else)
(except_clause) @branch.catch
(conditional_expression) @branch.ternary
(boolean_operator) @branch.boolean_operator
(assert_statement) @branch.assert
(for_in_clause) @branch.comprehension
(list_comprehension (if_clause) @branch.comprehension_if)
(set_comprehension (if_clause) @branch.comprehension_if)
(dictionary_comprehension (if_clause) @branch.comprehension_if)
(generator_expression (if_clause) @branch.comprehension_if)

; A pattern that takes everything: `_` or a name to bind, without a guard.
(match_statement) @nesting
(case_clause !guard . (case_pattern . "_" .)) @branch.default_case
(case_clause !guard . (case_pattern . (dotted_name . (identifier) .) .)) @branch.default_case
(case_clause) @branch.case
