; A style sheet does not branch.
