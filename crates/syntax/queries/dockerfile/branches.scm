; A build does not branch.
