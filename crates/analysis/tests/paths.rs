//! A path is proven to stay inside the repository, whatever is sent.

use analysis::RepoPath;
use proptest::prelude::*;

fn check(given: &str, expected: Result<&str, &str>) {
    let found = RepoPath::new(given);
    let found = found
        .as_ref()
        .map(RepoPath::as_str)
        .map_err(analysis::Error::code);
    assert_eq!(found, expected, "{given:?}");
}

#[test]
fn what_means_nothing_is_dropped() {
    check("src/main.py", Ok("src/main.py"));
    check("./src//main.py", Ok("src/main.py"));
    check("src/./a/", Ok("src/a"));
    check("...", Ok("..."));
    check("a..b/c", Ok("a..b/c"));
    check("with blank/ü.py", Ok("with blank/ü.py"));
}

#[test]
fn what_leads_out_is_refused() {
    for outside in [
        "/etc/passwd",
        "..",
        "../x",
        "a/../../x",
        "C:\\x",
        "c:x",
        "\\\\host\\share",
        "..\\x",
        "a\\..\\..\\x",
        "/",
    ] {
        check(outside, Err("OUTSIDE_ROOT"));
    }
}

#[test]
fn what_is_no_path_is_refused() {
    for invalid in ["", ".", "./", "a\0b", "a/../b"] {
        check(invalid, Err("INVALID_REQUEST"));
    }
    check(&"x".repeat(4097), Err("INVALID_REQUEST"));
}

#[test]
fn a_climb_that_stays_inside_is_answered_with_the_straight_path() {
    let error = RepoPath::new("src/../lib/x.py").map_err(|error| error.nearest());
    assert_eq!(error, Err(vec!["lib/x.py".to_owned()]));
}

proptest! {
    #[test]
    fn an_accepted_path_has_no_part_that_could_escape(text in "([a-c./\\\\:]|\\PC){0,20}") {
        if let Ok(path) = RepoPath::new(&text) {
            prop_assert!(path.as_str().split('/').all(|part| !matches!(part, "" | "." | "..")));
            prop_assert!(path.as_str().split(['/', '\\']).all(|part| part != ".."));
            let again = RepoPath::new(path.as_str());
            prop_assert_eq!(again, Ok(path));
        }
    }
}
