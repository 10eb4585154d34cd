// one
/* two
   three

   five */ let code = 1; // behind
/* before */ more();

const text = `
// not a comment

`;
const url = "http://example.com"; /* a */ /* b */
/* a */ /* b */
