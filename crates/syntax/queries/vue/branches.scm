; What is in a template is text to the grammar.
