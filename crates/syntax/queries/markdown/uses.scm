(fenced_code_block) @embedded
