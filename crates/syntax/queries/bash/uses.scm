(command) @import
(variable_name) @reference
(command_name) @reference
(comment) @comment
