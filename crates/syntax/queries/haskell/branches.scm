(conditional) @branch.if
(guards) @branch.case
(case) @nesting
(alternative pattern: (wildcard)) @branch.default_case
(alternative) @branch.case
(infix operator: (operator) @name (#any-of? @name "&&" "||")) @branch.boolean_operator
