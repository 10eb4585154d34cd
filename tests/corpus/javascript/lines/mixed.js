#!/usr/bin/env node
// A comment.

/*
 * A block

 */
const url = "http://example.org"; // trailing
const text = `
// inside a template

`;
/* before */ const after = 1;
const pattern = /\/\*/;
   
	/* one */ /* two */
function f() { /* inside */
  // only a comment
}
<!-- an old comment
