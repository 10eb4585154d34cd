"""Our figures beside those of other tools, in one run on one machine: `make bench-peers`."""
