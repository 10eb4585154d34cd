(rule_set (selectors) @name (block) @body) @definition.rule
(keyframes_statement (keyframes_name) @name) @definition.rule
