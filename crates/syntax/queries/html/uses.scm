(start_tag) @import
(raw_text) @embedded
(comment) @comment
