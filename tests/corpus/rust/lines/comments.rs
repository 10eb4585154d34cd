//! inner doc

/// outer doc
/* block /* nested */
still comment */
fn code() { /* inside */ } // behind

const RAW: &str = r#"
// not a comment

"#;
