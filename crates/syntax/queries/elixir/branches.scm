(call target: (identifier) @name (#any-of? @name "if" "unless")) @branch.if
(call target: (identifier) @name (#eq? @name "for")) @branch.loop
(stab_clause) @branch.case
(binary_operator operator: ["&&" "||" "and" "or"]) @branch.boolean_operator
