// Package mixed has lines of all sorts.
package mixed

/*
A block

*/
const url = "http://example.org" // trailing
const raw = `
// inside

`
/* before */ var after = 1
   
	// indented
func f() { /* inside */
}
