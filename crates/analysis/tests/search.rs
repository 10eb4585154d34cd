//! Lines that match; how patterns are read.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use analysis::{Control, Error, Format, Limits};
use serde_json::{Value, json};
use support::{Tree, table};

fn tree() -> Tree {
    Tree::new([
        (
            "src/a.py",
            "class Basket:\n    def total(self):\n        return TOTAL  # the total\n",
        ),
        (
            "src/b.ts",
            "export const total = 1;\r\nconst other = '(total)';\r\n",
        ),
        ("README.md", "Total of (total)\n"),
        ("data.bin", "total\0total"),
    ])
}

/// The same request for lines.
fn for_lines(request: &Value) -> Value {
    let mut request = request.clone();
    request["show"] = json!("lines");
    request
}

fn check(request: &Value, expected: &[&str]) {
    let answer = tree().ask("search", &for_lines(request));
    assert_eq!(
        table(&answer["result"]["matches"], &["path", "line", "text"]),
        expected,
        "{request}"
    );
    assert_eq!(
        answer["result"]["total_matches"],
        expected.len(),
        "{request}"
    );
}

#[test]
fn text_is_taken_as_it_stands() {
    check(
        &json!({"pattern": "(total)"}),
        &[
            "README.md 1 Total of (total)",
            "src/b.ts 2 const other = '(total)';",
        ],
    );
    check(&json!({"pattern": "def .*"}), &[]);
}

#[test]
fn case_matters_when_the_pattern_has_capitals_or_when_told() {
    let total = "src/a.py 3         return TOTAL  # the total";
    check(&json!({"pattern": "TOTAL"}), &[total]);
    check(
        &json!({"pattern": "TOTAL", "case": "insensitive", "path": "src/a.py"}),
        &["src/a.py 2     def total(self):", total],
    );
    check(
        &json!({"pattern": "total", "case": "sensitive", "path": "README.md"}),
        &["README.md 1 Total of (total)"],
    );
}

#[test]
fn a_regular_expression_looks_at_one_line_at_a_time() {
    check(
        &json!({"pattern": "^const|;$", "mode": "regex"}),
        &[
            "src/b.ts 1 export const total = 1;",
            "src/b.ts 2 const other = '(total)';",
        ],
    );
    check(
        &json!({"pattern": "total[^x]*return", "mode": "regex"}),
        &[],
    );
    check(
        &json!({"pattern": r"\s+", "mode": "regex", "language": "typescript"}),
        &[
            "src/b.ts 1 export const total = 1;",
            "src/b.ts 2 const other = '(total)';",
        ],
    );
    check(
        &json!({"pattern": r"self\)\W+return", "mode": "regex"}),
        &[],
    );
}

// requirement: E8
#[test]
fn a_boolean_pattern_wants_terms_joined_by_and_or_and_not() {
    let lines = "open the file\nfile to open\nopen a path\nopen the file, close it\nread-only file\nf(x) and y\n";
    let tree = Tree::new([("a.txt", lines)]);
    for (pattern, expected) in [
        ("open file", &["1", "2", "4"][..]),
        ("open and file not close", &["1", "2"]),
        ("open (file or path) not close", &["1", "2", "3"]),
        ("open file or path", &["1", "2", "3", "4"]),
        ("\"the file\" open", &["1", "4"]),
        ("file not \"the file\"", &["2", "5"]),
        ("file not (open or only)", &[]),
        ("read-only", &["5"]),
        ("\"f(x) and\"", &["6"]),
        ("OPEN", &[]),
        ("OPEN or path", &["3"]),
        ("open AND NOT the", &["2", "3"]),
    ] {
        let request = json!({"pattern": pattern, "mode": "boolean", "show": "lines"});
        let answer = tree.ask("search", &request);
        assert_eq!(
            table(&answer["result"]["matches"], &["line"]),
            expected,
            "{pattern}"
        );
    }
}

#[test]
fn a_place_is_a_file_a_folder_or_a_glob() {
    check(
        &json!({"pattern": "other", "path": "src"}),
        &["src/b.ts 2 const other = '(total)';"],
    );
    check(
        &json!({"pattern": "class", "path": "*.py"}),
        &["src/a.py 1 class Basket:"],
    );
    check(&json!({"pattern": "class", "path": "src/**/*.ts"}), &[]);
}

#[test]
fn a_match_names_the_symbol_round_it() {
    let answer = tree().ask("search", &json!({"pattern": "return", "show": "lines"}));
    assert_eq!(
        table(&answer["result"]["matches"], &["line", "symbol"]),
        ["3 Basket.total"]
    );
}

#[test]
fn binary_and_oversized_files_are_counted() {
    let limits = Limits {
        file_size_bytes_max: 100,
        ..Limits::default()
    };
    let tree = Tree::with_limits(
        [
            ("a.py", "x = 1\n"),
            ("b.bin", "x\0"),
            ("c.txt", &"x".repeat(200)),
        ],
        limits,
    );
    let answer = tree.ask("search", &json!({"pattern": "x"}));
    assert_eq!(
        (
            &answer["completeness"]["files"],
            &answer["completeness"]["skipped"]
        ),
        (&json!(1), &json!(2))
    );
}

#[test]
fn a_long_line_is_cut_round_the_match() {
    let line = format!("{}needle{}", "ä".repeat(5_000), "ö".repeat(5_000));
    let tree = Tree::new([("long.txt", line.as_str())]);
    let answer = tree.ask("search", &json!({"pattern": "needle", "show": "lines"}));
    let text = answer["result"]["matches"][0]["text"]
        .as_str()
        .unwrap_or_default();
    assert!(
        text.starts_with("…ä") && text.ends_with("ö…") && text.contains("needle"),
        "{text}"
    );
    assert!(text.len() < 220, "{text}");
    assert!(!text.contains('\u{FFFD}'), "{text}");
}

#[test]
fn hidden_characters_are_spelt_out() {
    let tree = Tree::new([("a.txt", "safe \u{202E}reversed\u{2069}\n")]);
    let answer = tree.ask("search", &json!({"pattern": "safe", "show": "lines"}));
    assert_eq!(
        answer["result"]["matches"][0]["text"],
        "safe <U+202E>reversed<U+2069>"
    );
}

fn check_refused(request: &Value, code: &str, part: &str) {
    let error = tree().refused("search", request);
    assert_eq!(error.code, code);
    assert!(error.message.contains(part), "{}", error.message);
    assert!(error.hint.is_some());
}

#[test]
fn a_pattern_that_cannot_be_read_is_refused_with_the_reason() {
    check_refused(
        &json!({"pattern": "(", "mode": "regex"}),
        "INVALID_REQUEST",
        "unclosed group",
    );
    check_refused(
        &json!({"pattern": "(?=x)", "mode": "regex"}),
        "INVALID_REQUEST",
        "look-around",
    );
    check_refused(&json!({"pattern": ""}), "INVALID_REQUEST", "0 bytes");
    check_refused(&json!({"pattern": "a\nb"}), "INVALID_REQUEST", "line end");
    check_refused(
        &json!({"pattern": "((a{100}){100}){100}", "mode": "regex"}),
        "LIMIT_EXCEEDED",
        "compiled",
    );
    check_refused(
        &json!({"pattern": "a{1000000}", "mode": "regex"}),
        "LIMIT_EXCEEDED",
        "compiled",
    );
    check_refused(
        &json!({"pattern": "a{1,99999999999}", "mode": "regex"}),
        "INVALID_REQUEST",
        "decimal",
    );
    check_refused(
        &json!({"pattern": "open and (close", "mode": "boolean"}),
        "INVALID_REQUEST",
        "( without its )",
    );
    check_refused(
        &json!({"pattern": "not close", "mode": "boolean"}),
        "INVALID_REQUEST",
        "none of its words",
    );
    check_refused(
        &json!({"pattern": "x", "path": "src/[a"}),
        "INVALID_REQUEST",
        "glob",
    );
    check_refused(&json!({"pattern": "x", "path": "lib"}), "NOT_FOUND", "lib");
}

#[test]
fn matches_beyond_those_kept_are_counted() {
    let limits = Limits {
        search_matches_max: 10,
        ..Limits::default()
    };
    let tree = Tree::with_limits(
        [("a.txt", "x\n".repeat(100).as_str()), ("b.txt", "x\n")],
        limits,
    );
    let answer = tree.ask(
        "search",
        &json!({"pattern": "x", "limit": 1000, "show": "lines"}),
    );
    assert_eq!(
        answer["result"]["matches"].as_array().map(Vec::len),
        Some(10)
    );
    assert_eq!(
        (
            &answer["result"]["total_matches"],
            &answer["result"]["total_files"]
        ),
        (&json!(101), &json!(2))
    );
    assert_eq!(
        (&answer["completeness"]["omitted"], &answer["next_cursor"]),
        (&json!(91), &Value::Null)
    );
}

#[test]
fn a_cursor_is_stale_when_a_file_without_facts_changes() {
    for show in ["lines", "blocks"] {
        let tree = Tree::new([("notes.txt", "x\n\nx\n\nx\n")]);
        let page = tree.ask("search", &json!({"pattern": "x", "limit": 1, "show": show}));
        tree.write("notes.txt", "y\nx\n\nx\n");
        let next = json!({"pattern": "x", "limit": 1, "show": show, "cursor": page["next_cursor"]});
        assert_eq!(tree.refused("search", &next).code, "STALE_CURSOR", "{show}");
    }
}

#[test]
fn a_cancelled_search_stops() {
    let tree = tree();
    tree.ask("index", &json!({}));
    let control = Control::new();
    control.cancel();
    let refused = tree
        .engine
        .call("search", br#"{"pattern": "x"}"#, Format::Json, &control);
    assert_eq!(refused, Err(Error::Cancelled));
}
