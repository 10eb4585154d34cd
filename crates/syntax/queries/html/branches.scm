; A page does not branch.
