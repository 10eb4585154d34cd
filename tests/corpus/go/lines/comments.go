// above
package main

/*
block

*/
var raw = `
// not a comment

` // behind
