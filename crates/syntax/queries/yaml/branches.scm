; Data does not branch.
