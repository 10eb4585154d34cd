//! Source text as it is now.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use analysis::Limits;
use serde_json::{Value, json};
use support::{Tree, fail};

const TEXT: &str = "import os\n\n\ndef first():\n    return 1\n\n\ndef second():\n    return 2\n";

fn tree() -> Tree {
    Tree::new([
        ("a.py", TEXT),
        ("empty.py", ""),
        ("notes.txt", "one\ntwo\n"),
        ("b.py", "def second():\n    pass\n"),
    ])
}

fn check(request: &Value, lines: (u64, u64), text: &str) {
    let result = tree().ask("read", request)["result"].clone();
    assert_eq!(
        (result["start_line"].as_u64(), result["end_line"].as_u64()),
        (Some(lines.0), Some(lines.1)),
        "{request}"
    );
    assert_eq!(result["text"], text, "{request}");
    assert_eq!(result["truncated"], false, "{request}");
}

// requirement: T4
#[test]
fn a_symbol_or_lines_of_a_file_are_read() {
    check(
        &json!({"symbol": "first"}),
        (4, 5),
        "def first():\n    return 1\n",
    );
    check(
        &json!({"symbol": "a.py::second"}),
        (8, 9),
        "def second():\n    return 2\n",
    );
    check(
        &json!({"symbol": "second", "path": "b.py"}),
        (1, 2),
        "def second():\n    pass\n",
    );
    check(&json!({"path": "a.py"}), (1, 9), TEXT);
    check(
        &json!({"path": "a.py", "start_line": 4, "end_line": 4}),
        (4, 4),
        "def first():\n",
    );
    check(
        &json!({"path": "a.py", "start_line": 8, "end_line": 800}),
        (8, 9),
        "def second():\n    return 2\n",
    );
    check(&json!({"path": "notes.txt"}), (1, 2), "one\ntwo\n");
    check(&json!({"path": "empty.py"}), (1, 0), "");
}

#[test]
fn the_hash_is_that_of_the_whole_file_now() {
    let hash = |tree: &Tree| {
        tree.ask("read", &json!({"symbol": "first"}))["result"]["content_hash"].clone()
    };
    let tree = tree();
    let before = hash(&tree);
    assert_eq!(
        before,
        blake3::hash(TEXT.as_bytes())
            .to_hex()
            .chars()
            .take(32)
            .collect::<String>()
    );
    tree.write("a.py", &format!("{TEXT}\n"));
    assert_ne!(hash(&tree), before);
}

#[test]
fn bounds_are_those_of_the_file_as_it_is_now() {
    let tree = tree();
    tree.ask("index", &json!({}));
    tree.write("a.py", &format!("# new\n# lines\n{TEXT}"));
    let result = tree.ask("read", &json!({"symbol": "first"}))["result"].clone();
    assert_eq!(
        (result["start_line"].as_u64(), result["text"].as_str()),
        (Some(6), Some("def first():\n    return 1\n"))
    );
}

fn check_refused(request: &Value, code: &str, message: &str) {
    let error = tree().refused("read", request);
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (code, message)
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_the_way_on() {
    check_refused(
        &json!({}),
        "INVALID_REQUEST",
        "read needs `symbol` or `path`",
    );
    check_refused(
        &json!({"path": "a.py", "start_line": 100}),
        "INVALID_REQUEST",
        "\"a.py\" has 9 lines, `start_line` is 100",
    );
    check_refused(
        &json!({"path": "a.py", "start_line": 5, "end_line": 4}),
        "INVALID_REQUEST",
        "`start_line` 5 comes after `end_line` 4",
    );
    check_refused(
        &json!({"path": "gone.py"}),
        "NOT_FOUND",
        "there is no file or folder \"gone.py\"",
    );
    check_refused(
        &json!({"symbol": "third"}),
        "NOT_FOUND",
        "there is no symbol \"third\"",
    );
}

#[test]
fn an_ambiguous_symbol_lists_its_candidates() {
    let error = tree().refused("read", &json!({"symbol": "second"}));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("INVALID_REQUEST", "\"second\" names 2 symbols")
    );
    assert_eq!(error.nearest, ["a.py::second", "b.py::second"]);
}

#[test]
fn text_beyond_the_budget_is_read_page_by_page() {
    let source: String = (1..=500)
        .map(|number| format!("value_{number} = compute({number})\n"))
        .collect();
    let tree = Tree::new([("long.py", source.as_str())]);
    let mut read = String::new();
    let mut start = 1;
    loop {
        let answer = tree.ask(
            "read",
            &json!({"path": "long.py", "start_line": start, "max_tokens": 900}),
        );
        let result = &answer["result"];
        read.push_str(result["text"].as_str().unwrap_or_default());
        let end = result["end_line"]
            .as_u64()
            .unwrap_or_else(|| fail("no end line"));
        assert_eq!(answer["completeness"]["omitted"], 500 - end);
        if result["truncated"] == false {
            break;
        }
        assert!(end >= start, "no progress at {start}");
        start = end + 1;
    }
    assert_eq!(read, source);
}

#[test]
fn a_line_longer_than_the_budget_is_cut_and_marked() {
    let tree = Tree::new([(
        "long.py",
        format!("text = '{}'\nlast = 1\n", "word ".repeat(100_000)).as_str(),
    )]);
    let result = tree.ask("read", &json!({"path": "long.py"}))["result"].clone();
    let text = result["text"].as_str().unwrap_or_default();
    assert!(
        text.ends_with("…\n") && text.len() > 1_000,
        "{} bytes",
        text.len()
    );
    assert_eq!(
        (result["end_line"].as_u64(), &result["truncated"]),
        (Some(1), &json!(true))
    );
}

#[test]
fn hidden_characters_are_spelt_out_and_lines_stay_lines() {
    let tree = Tree::new([("a.py", "a = 1\r\nb = '\u{202E}\u{200B}\u{7}\u{E0041}'\rc\n")]);
    let result = tree.ask("read", &json!({"path": "a.py"}))["result"].clone();
    assert_eq!(
        result["text"],
        "a = 1\nb = '<U+202E><U+200B><U+0007><U+E0041>'<U+000D>c\n"
    );
    assert_eq!(result["total_lines"], 2);
}

#[test]
fn a_binary_or_oversized_file_is_refused() {
    let limits = Limits {
        file_size_bytes_max: 100,
        ..Limits::default()
    };
    let tree = Tree::with_limits([("data.py", "a\0b"), ("big.txt", &"x".repeat(200))], limits);
    assert_eq!(
        tree.refused("read", &json!({"path": "data.py"})).code,
        "UNREADABLE"
    );
    assert_eq!(
        tree.refused("read", &json!({"path": "big.txt"})).code,
        "LIMIT_EXCEEDED"
    );
}
