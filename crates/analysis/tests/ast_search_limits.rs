//! What patterns and texts that mean ill may cost.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use analysis::{Clock, Control, Engine, Error, Format, Limits, Memory};
use proptest::prelude::*;
use serde_json::json;
use support::{Tree, path, table};

#[test]
fn a_pattern_that_costs_too_much_ends_and_says_so() {
    let ones = "1, ".repeat(30_000);
    let list = format!("x = [{ones}5, {ones}]\n");
    let mut deep = String::from("x");
    let mut nested = String::from("x");
    for _ in 0..40 {
        deep = format!("f($$$, {deep})");
        nested = format!("f(1, {nested})");
    }
    for (source, pattern) in [(list, "[$$$A, 5, $$$B, zzz]"), (nested, deep.as_str())] {
        let source = format!("zzz = 1\n{source}\n");
        let tree = Tree::new([("a.py", source.as_str())]);
        let answer = tree.ask(
            "ast_search",
            &json!({"pattern": pattern, "language": "python"}),
        );
        assert_eq!(answer["completeness"]["partial"], 1, "{pattern}");
        let names: Vec<String> = (0..5).map(|number| format!("{number}.py")).collect();
        let many = Tree::new(names.iter().map(|name| (name.as_str(), source.as_str())));
        let refused = many.refused(
            "ast_search",
            &json!({"pattern": pattern, "language": "python"}),
        );
        assert_eq!(refused.code, "LIMIT_EXCEEDED");
    }
}

#[test]
fn code_that_is_deeper_than_a_stack_is_compared_without_one() {
    let chain = vec!["x"; 100_000].join(" + ");
    let source = format!("{chain} == {chain}\n");
    let tree = Tree::new([("a.py", source.as_str()), ("b.py", "y == y\n")]);
    let answer = tree.ask(
        "ast_search",
        &json!({"pattern": "$A == $A", "language": "python"}),
    );
    assert_eq!(
        table(&answer["result"]["matches"], &["path", "text"]),
        ["b.py y == y"]
    );
    assert_eq!(answer["completeness"]["partial"], 1);
}

/// A clock that moves on at each look, and cancels a call at one of them.
struct Impatient {
    looks: AtomicU64,
    cancel_at: u64,
    control: Control,
}

impl Clock for Impatient {
    fn now_ms(&self) -> u64 {
        if self.looks.fetch_add(1, Ordering::Relaxed) >= self.cancel_at {
            self.control.cancel();
        }
        0
    }
}

#[test]
fn a_search_that_is_cancelled_ends_within_a_file() {
    let memory = Arc::new(Memory::new("tree"));
    memory.write(path("a.py"), "f(1)\n".repeat(50_000));
    let control = Control::new();
    let clock = Arc::new(Impatient {
        looks: AtomicU64::new(0),
        cancel_at: u64::MAX,
        control: control.clone(),
    });
    let request = br#"{"pattern": "f($A)", "language": "python", "limit": 1}"#;
    let ask = |clock: Arc<Impatient>, control: &Control| {
        let engine = Engine::new(memory.clone(), clock, Limits::default());
        engine.call("ast_search", request, Format::Json, control)
    };
    assert!(ask(clock.clone(), &control).is_ok());
    let looks = clock.looks.load(Ordering::Relaxed);
    let hasty = Arc::new(Impatient {
        looks: AtomicU64::new(0),
        cancel_at: looks - 2,
        control: control.clone(),
    });
    assert_eq!(ask(hasty.clone(), &control), Err(Error::Cancelled));
    assert!(hasty.looks.load(Ordering::Relaxed) <= looks);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever is given as a pattern, there is an answer or a refusal, and no fault.
    #[test]
    fn no_pattern_ends_an_engine(pattern in r"[$A_a(){}\[\]:;,.'+= \n<>-]{0,24}", at in 0_usize..6) {
        let (name, language) = [
            ("a.py", "python"), ("a.js", "javascript"), ("a.rs", "rust"), ("a.c", "c"), ("a.php", "php"), ("a.sh", "bash"),
        ][at];
        let tree = Tree::new([(name, "a(1); A = {a: [a, a.a]}; if (a) { a(a); }\n")]);
        let request = json!({"pattern": pattern, "language": language}).to_string();
        let answer = tree.engine.call("ast_search", request.as_bytes(), Format::Json, &Control::new());
        prop_assert!(!matches!(answer, Err(Error::Internal { .. })), "{answer:?}");
    }
}
