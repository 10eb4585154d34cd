; Nothing beyond ecmascript/branches.scm.
