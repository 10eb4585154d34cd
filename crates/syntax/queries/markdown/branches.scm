; Code in a fence is read as what it is.
