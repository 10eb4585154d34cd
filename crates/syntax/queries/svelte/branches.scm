(if_statement) @branch.if
(else_if_block) @branch.else_if
(each_statement) @branch.loop
