//! The parsers of single languages write the trees that tree-sitter gives, and the same facts come out.
//!
//! `make bench-truth` compares them on whole projects.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::{fs, thread};

use syntax::{FileFacts, FrontEnd, Language, Limits, facts, parting};

/// Pieces of valid Python, each with what grammars read in more than one way; a line of `%%` stands between them.
const PIECES: &str = include_str!("../../../tests/corpus/native.txt");

fn of(text: &str) -> FileFacts {
    facts(
        text.as_bytes(),
        Language::Python,
        &Limits::default(),
        &|| false,
    )
}

// requirement: E1
#[test]
fn both_parsers_write_the_same_tree_of_every_construct() {
    for piece in PIECES.split("\n%%\n") {
        assert_eq!(of(piece).front_end, FrontEnd::Native, "{piece}");
        assert_eq!(parting(piece, Language::Python), None, "{piece}");
    }
}

#[test]
fn both_parsers_write_the_same_trees_of_the_corpus() {
    let mut native = 0;
    for path in corpus(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")) {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(parting(&text, Language::Python), None, "{}", path.display());
        native += u32::from(of(&text).front_end == FrontEnd::Native);
    }
    assert!(native > 10, "{native}");
}

fn corpus(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn what_is_not_valid_is_read_by_tree_sitter() {
    for text in [
        "def f(:\n    pass\n\ndef g(): pass\n",
        "print 'a'\n",
        "x = (1\n",
    ] {
        let facts = of(text);
        assert_eq!(facts.front_end, FrontEnd::TreeSitter, "{text}");
    }
    assert_eq!(
        of("def f(:\n    pass\n\ndef g(): pass\n")
            .definitions
            .last()
            .unwrap()
            .name,
        "g"
    );
}

#[test]
fn what_tree_sitter_misreads_is_read_as_python_has_it() {
    // tree-sitter's grammar has these for a declaration of a type, a statement of Python 2 and a call of what is spread.
    for (text, calls) in [
        ("type(a).b = f(c)\n", vec!["type", "f"]),
        ("print >> f(a)\n", vec!["f"]),
        ("a = [*b.c(d)]\n", vec!["c"]),
    ] {
        assert!(parting(text, Language::Python).is_some(), "{text}");
        let facts = of(text);
        let called: Vec<&str> = facts
            .calls
            .iter()
            .map(|call| facts.name(call.name))
            .collect();
        assert_eq!(called, calls, "{text}");
        assert_eq!(facts.problems, [], "{text}");
    }
}

/// Read on a thread with as little stack as the platform gives to one.
fn on_a_small_stack(text: String) -> FileFacts {
    let reader = thread::Builder::new().stack_size(2 << 20);
    reader.spawn(move || of(&text)).unwrap().join().unwrap()
}

#[test]
fn what_is_nested_past_its_reason_overflows_no_stack() {
    let level = |count: usize| format!("{}1{}", "(".repeat(count), ")".repeat(count));
    let strings = |count: usize| format!("{}1{}", "f\"{".repeat(count), "}\"".repeat(count));
    let chain = |one: &str, count: usize| one.repeat(count);
    for (text, front_end) in [
        (format!("x = {}\n", level(90)), Some(FrontEnd::Native)),
        (format!("x = {}\n", level(900)), Some(FrontEnd::TreeSitter)),
        (
            format!("x = a{}\n", chain(" + a", 490)),
            Some(FrontEnd::Native),
        ),
        (
            format!("x = (a{})\n", chain("\n + a", 50_000)),
            Some(FrontEnd::TreeSitter),
        ),
        (
            format!("x = 'a'{}\n", chain(" + 'a'", 50_000)),
            Some(FrontEnd::TreeSitter),
        ),
        (
            format!("x = a{}\n", chain(".b", 490)),
            Some(FrontEnd::Native),
        ),
        (format!("x = {}\n", strings(150)), None),
        (format!("x = {}\n", strings(50_000)), None),
        (
            format!("x = {}a\n", chain("not ", 900)),
            Some(FrontEnd::Native),
        ),
        (nested_blocks(300), None),
    ] {
        let start: String = text.chars().take(40).collect();
        let facts = on_a_small_stack(text);
        assert!(
            front_end.is_none_or(|one| one == facts.front_end),
            "{start}"
        );
    }
}

fn nested_blocks(count: usize) -> String {
    let mut text = String::new();
    for level in 0..count {
        text.push_str(&" ".repeat(level));
        text.push_str("if a:\n");
    }
    text.push_str(&" ".repeat(count));
    text.push_str("pass\n");
    text
}
