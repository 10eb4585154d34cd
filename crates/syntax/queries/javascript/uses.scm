; Nothing beyond ecmascript/uses.scm.
