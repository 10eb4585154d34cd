//! How often work looks whether it was cancelled: as often again as there is more to do, so that the longest stretch
//! between two looks does not grow with the tree.

mod support;

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use analysis::{Control, Engine, Error, Format, Limits, Memory};
use support::{HandClock, path};

/// Every tool that goes through a tree, and what it is asked.
const QUESTIONS: [(&str, &str); 18] = [
    ("architecture", "{}"),
    (
        "ast_search",
        r#"{"pattern": "f($A)", "language": "python"}"#,
    ),
    ("clones", "{}"),
    ("clones", r#"{"kind": "gapped"}"#),
    ("complexity", "{}"),
    ("complexity", r#"{"of": "types", "detail": "all"}"#),
    ("complexity", r#"{"of": "packages"}"#),
    ("dead_code", "{}"),
    ("dependencies", "{}"),
    ("dependencies", r#"{"path": "p0"}"#),
    ("explore", r#"{"question": "who adds up the totals?"}"#),
    ("find_symbol", r#"{"name": "*total*"}"#),
    ("impact", r#"{"symbol": "p0/m0.py::total_0_0"}"#),
    ("outline", "{}"),
    ("relations", r#"{"symbol": "p0/m0.py::total_0_0"}"#),
    ("repo_map", "{}"),
    ("search", r#"{"pattern": "total"}"#),
    ("tests_for", r#"{"symbol": "p0/m0.py::total_0_0"}"#),
];

/// A module of so many functions, each of which calls the first of all, and one of the module before.
fn module(number: usize, functions: usize) -> String {
    let before = number.saturating_sub(1);
    let mut text = format!(
        "from p0.m0 import total_0_0\nfrom p{}.m{before} import total_{before}_0\n",
        before / 10
    );
    for function in 0..functions {
        let one = format!(
            "\n\ndef total_{number}_{function}(items, rate):\n    \"\"\"Add up.\"\"\"\n    found = 0\n    \
             for item in items:\n        if item.price and item.count:\n            found += item.price * rate\n        \
             elif item.count > {function}:\n            found += total_{before}_0(item.parts, rate)\n    return f(total_0_0(found, rate))\n"
        );
        let written = text.write_str(&one);
        assert!(written.is_ok());
    }
    text
}

fn engine(files: usize, functions: usize) -> Engine {
    let memory = Memory::new("large");
    for number in 0..files {
        let name = format!("p{}/m{number}.py", number / 10);
        memory.write(path(&name), module(number, functions));
    }
    let engine = Engine::new(
        Arc::new(memory),
        Arc::new(HandClock::default()),
        Limits::default(),
    );
    let read = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(read.is_ok());
    engine
}

/// How often one question looks, of a tree that was read before.
fn looks(engine: &Engine, (tool, request): (&str, &str)) -> u64 {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let control = Control::watched(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let answer = engine.call(tool, request.as_bytes(), Format::Json, &control);
    assert!(answer.is_ok(), "{tool} {request}: {answer:?}");
    count.load(Ordering::Relaxed)
}

/// What looks less than three times more often where there is eight times more to do.
fn lazy(questions: &[(&str, &str)], small: (usize, usize), large: (usize, usize)) -> Vec<String> {
    let mut lazy = Vec::new();
    for question in questions {
        // Each of an engine of its own: what one question has found out another one takes.
        let few = looks(&engine(small.0, small.1), *question);
        let many = looks(&engine(large.0, large.1), *question);
        if many < few * 3 {
            lazy.push(format!("{question:?}: {few}, then {many}"));
        }
    }
    lazy
}

// requirement: E15 Q8
#[test]
fn where_there_are_more_files_work_looks_more_often() {
    assert_eq!(lazy(&QUESTIONS, (10, 2), (80, 2)), [""; 0]);
}

/// What may take long of one file alone.
const OF_ONE_FILE: [(&str, &str); 3] = [
    (
        "ast_search",
        r#"{"pattern": "f($A)", "language": "python"}"#,
    ),
    ("clones", r#"{"kind": "gapped"}"#),
    ("impact", r#"{"symbol": "p0/m0.py::total_0_0"}"#),
];

// requirement: E15 Q8
#[test]
fn where_a_file_is_larger_work_looks_more_often() {
    assert_eq!(lazy(&OF_ONE_FILE, (2, 10), (2, 80)), [""; 0]);
}

// requirement: E15 Q8
#[test]
fn whatever_a_call_is_at_a_cancel_ends_it_at_the_next_look() {
    for (tool, request) in QUESTIONS {
        let all = looks(&engine(8, 2), (tool, request));
        for at in [1, all.div_ceil(2), all] {
            let count = AtomicU64::new(0);
            let control = Control::watched(move |control| {
                if count.fetch_add(1, Ordering::Relaxed) + 1 == at {
                    control.cancel();
                }
            });
            let engine = engine(8, 2);
            let answer = engine.call(tool, request.as_bytes(), Format::Json, &control);
            assert!(
                matches!(answer, Err(Error::Cancelled)),
                "{tool} {request} at look {at} of {all}: {answer:?}"
            );
        }
    }
}
