(case) @branch.if
(binary_expression operator: [(keyword_and) (keyword_or)]) @branch.boolean_operator
