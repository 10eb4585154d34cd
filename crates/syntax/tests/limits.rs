//! Bad input: each gives an answer that says what is missing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};

use syntax::facts::ProblemKind;
use syntax::{FileFacts, Language, Limits, facts};

fn read(source: &[u8], language: Language) -> FileFacts {
    facts(source, language, &Limits::default(), &|| false)
}

fn kinds(facts: &FileFacts) -> Vec<ProblemKind> {
    facts.problems.iter().map(|one| one.kind).collect()
}

/// Run on a stack that recursion by depth would overflow.
fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap()
}

// requirement: E12
#[test]
fn a_hundred_thousand_open_brackets_are_refused_as_too_deep() {
    // In prose, brackets are text.
    let prose = [
        Language::Html,
        Language::Vue,
        Language::Svelte,
        Language::Markdown,
    ];
    for language in Language::ALL
        .into_iter()
        .filter(|language| !prose.contains(language))
    {
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("([{", "}])")] {
            for text in [
                open.repeat(100_000),
                open.repeat(100_000) + &close.repeat(100_000),
            ] {
                let text = if language == Language::Php {
                    format!("<?php {text}")
                } else {
                    text
                };
                let facts = on_a_small_stack(move || read(text.as_bytes(), language));
                assert_eq!(kinds(&facts), [ProblemKind::TooDeep], "{language:?} {open}");
                assert_eq!((facts.lines.total, facts.lines.code), (1, 1));
            }
        }
    }
}

#[test]
fn depth_without_brackets_neither_overflows_nor_hides_what_stands_above() {
    let chains = [
        (
            Language::Python,
            format!("def top(): pass\nx = {}1\n", "not ".repeat(50_000)),
        ),
        (
            Language::Python,
            format!("def top(): pass\nx = a{}\n", ".b".repeat(50_000)),
        ),
        (
            Language::JavaScript,
            format!("function top() {{}}\nx = a{};", " + b".repeat(50_000)),
        ),
        (
            Language::C,
            format!(
                "int top(void) {{ {} ; }}",
                "if (a) b(); else ".repeat(5_000)
            ),
        ),
        (
            Language::Java,
            format!("class top {{ int x = a{}; }}", ".b()".repeat(20_000)),
        ),
        (
            Language::Rust,
            format!("fn top() {{ a{}; }}", ".b()?".repeat(20_000)),
        ),
        (
            Language::Go,
            format!(
                "package p\nfunc top() {{ x := a{} }}",
                " + b".repeat(20_000)
            ),
        ),
    ];
    for (language, text) in chains {
        let facts = on_a_small_stack(move || read(text.as_bytes(), language));
        assert_eq!(kinds(&facts), [ProblemKind::TooDeep], "{language:?}");
        let found = facts.definitions.iter().any(|one| one.name == "top");
        assert!(found || facts.definitions.is_empty(), "{language:?}");
    }
}

#[test]
fn facts_above_the_depth_limit_are_kept() {
    let text = format!(
        "def top():\n    return f({}g(){})\n",
        "(".repeat(40),
        ")".repeat(40)
    );
    let limits = Limits {
        depth_max: 20,
        ..Limits::default()
    };
    let cut = facts(text.as_bytes(), Language::Python, &limits, &|| false);
    assert_eq!(kinds(&cut), [ProblemKind::TooDeep]);
    assert_eq!(
        cut.calls
            .iter()
            .map(|one| cut.name(one.name))
            .collect::<Vec<_>>(),
        ["f"]
    );
    let whole = read(text.as_bytes(), Language::Python);
    assert_eq!(kinds(&whole), []);
    assert_eq!(
        whole
            .calls
            .iter()
            .map(|one| whole.name(one.name))
            .collect::<Vec<_>>(),
        ["f", "g"]
    );
}

#[test]
fn endless_expressions_that_blow_a_parser_up_are_refused() {
    let bombs = [
        (Language::C, "a=>"),
        (Language::C, "<fntemplate="),
        (Language::Cpp, "else ~ "),
        (Language::Java, "a<"),
        (Language::Java, "tryfromstruct<"),
        (Language::JavaScript, "struct = & "),
        (Language::Python, "newa/*use"),
        (Language::Rust, "return -> "),
        (Language::TypeScript, "[ | int "),
    ];
    for (language, unit) in bombs {
        let facts = read(unit.repeat(20_000).as_bytes(), language);
        assert_eq!(kinds(&facts), [ProblemKind::TooDeep], "{language:?} {unit}");
    }
}

// requirement: E15
#[test]
fn a_stop_gives_line_counts_and_says_so() {
    let text = "x = 1\n\n".repeat(1_000);
    let facts = facts(
        text.as_bytes(),
        Language::Python,
        &Limits::default(),
        &|| true,
    );
    assert_eq!(kinds(&facts), [ProblemKind::ParseTimeout]);
    assert_eq!(
        (facts.lines.total, facts.lines.code, facts.lines.blank),
        (2_000, 1_000, 1_000)
    );
    assert!(facts.definitions.is_empty() && facts.references.is_empty());
}

#[test]
fn a_stop_is_heard_in_the_middle_of_a_fifty_megabyte_line() {
    let text = "a,".repeat(25_000_000);
    let asked = AtomicUsize::new(0);
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 100;
    let facts = facts(
        text.as_bytes(),
        Language::JavaScript,
        &Limits::default(),
        &stop,
    );
    assert_eq!(kinds(&facts), [ProblemKind::ParseTimeout]);
    assert_eq!(facts.lines.total, 1);
    assert!(
        asked.load(Ordering::Relaxed) < 110,
        "it went on after it was told to stop"
    );
}

#[test]
fn stop_is_asked_often_and_a_stopped_parser_starts_afresh() {
    let text = "value = call(argument)\n".repeat(2_000);
    let asked = AtomicUsize::new(0);
    let count = || {
        asked.fetch_add(1, Ordering::Relaxed);
        false
    };
    let whole = facts(
        text.as_bytes(),
        Language::Python,
        &Limits::default(),
        &count,
    );
    let looks = asked.load(Ordering::Relaxed);
    assert!(looks > text.len() / 2_000, "asked {looks} times");
    for after in [1, looks / 2, looks - 1] {
        let asked = AtomicUsize::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= after;
        let stopped = facts(text.as_bytes(), Language::Python, &Limits::default(), &stop);
        assert_eq!(kinds(&stopped), [ProblemKind::ParseTimeout]);
        assert_eq!(read(text.as_bytes(), Language::Python), whole);
    }
}

#[test]
fn more_facts_than_allowed_are_left_out_and_said() {
    let text = "def f(): g(h)\n".repeat(50);
    let limits = Limits {
        facts_max: 10,
        ..Limits::default()
    };
    let facts = facts(text.as_bytes(), Language::Python, &limits, &|| false);
    assert_eq!(kinds(&facts), [ProblemKind::TooManyFacts]);
    assert_eq!(
        (
            facts.definitions.len(),
            facts.calls.len(),
            facts.references.len()
        ),
        (10, 10, 10)
    );
}

#[test]
fn problems_are_listed_up_to_their_limit() {
    let text = "x = = 1\n".repeat(500);
    let limits = Limits {
        problems_max: 7,
        ..Limits::default()
    };
    assert_eq!(
        facts(text.as_bytes(), Language::Python, &limits, &|| false)
            .problems
            .len(),
        7
    );
}
