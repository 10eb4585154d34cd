(if) @branch.if
(unless) @branch.if
(if_modifier) @branch.if
(unless_modifier) @branch.if
(elsif) @branch.else_if
(while) @branch.loop
(until) @branch.loop
(for) @branch.loop
(while_modifier) @branch.loop
(until_modifier) @branch.loop
(case) @nesting
(case (else) @branch.default_case)
(when) @branch.case
(case_match) @nesting
(case_match else: (else) @branch.default_case)
(in_clause) @branch.case
(rescue) @branch.catch
(rescue_modifier) @branch.catch
(begin (else) @branch.try_else)
(body_statement (else) @branch.try_else)
(conditional) @branch.ternary
(binary operator: ["&&" "||" "and" "or"]) @branch.boolean_operator
