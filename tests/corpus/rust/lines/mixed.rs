#!/usr/bin/env run
//! A module comment.

/* outer /* nested */
   still comment

*/
const URL: &str = "http://example.org"; // trailing
const RAW: &str = r#"
// inside

"#;
/* before */ fn after() {}
   
	/// Documented.
fn documented<'a>(c: char) -> bool {
    c == '/' // and '*'
    // only
}
