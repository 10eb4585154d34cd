//! One program in each language gives the same numbers, and every part of a number can be explained.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Tree, table};
use syntax::{Language, Tier};

/// A file of `tests/corpus/programs/numbers` and its text.
macro_rules! programs {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../tests/corpus/programs/numbers/", $name)))),+]
    };
}

/// `triage` nests a loop, a chain of `if`s with two runs of operators, and a loop; `named` switches;
/// `factorial` calls itself.
const PROGRAMS: [(&str, &str); 13] = programs![
    "program.py",
    "program.js",
    "program.ts",
    "program.tsx",
    "program.rs",
    "program.go",
    "Program.java",
    "program.c",
    "program.cpp",
    "Program.cs",
    "program.rb",
    "program.php",
    "Program.kt",
];

fn measured(name: &str, program: &str) -> Value {
    let tree = Tree::new([(name, program)]);
    let request = json!({"detail": "all", "explain": true, "max_tokens": 20_000});
    tree.ask("complexity", &request)["result"]["functions"].clone()
}

#[test]
fn every_language_of_tier_a_has_the_program() {
    let there: BTreeSet<Language> = PROGRAMS
        .iter()
        .filter_map(|(name, _)| Language::detect(name, b""))
        .collect();
    let missing: Vec<Language> = Language::ALL
        .into_iter()
        .filter(|language| matches!(language.tier(), Tier::A) && !there.contains(language))
        .collect();
    assert_eq!(missing, []);
}

// requirement: E5, T16
#[test]
fn the_same_program_gives_the_same_numbers_in_every_language() {
    for (name, program) in PROGRAMS {
        let functions = measured(name, program);
        let fields = [
            "name",
            "cyclomatic",
            "cognitive",
            "nesting_max",
            "parameters",
        ];
        let expected = ["triage 7 10 3 2", "named 3 1 1 1", "factorial 2 2 1 1"];
        let told = table(&functions, &fields);
        let told: Vec<String> = told.iter().map(|row| row.to_lowercase()).collect();
        assert_eq!(told, expected, "{name}");
        let metrics: Vec<Value> = functions
            .as_array()
            .into_iter()
            .flatten()
            .map(|function| function["metrics"].clone())
            .collect();
        let variants = |name: &str| -> Vec<u64> {
            metrics
                .iter()
                .filter_map(|metrics| metrics["variants"][name].as_u64())
                .collect()
        };
        assert_eq!(variants("mccabe"), [5, 3, 2], "{name}");
        assert_eq!(variants("modified"), [7, 2, 2], "{name}");
        // Lizard counts Python's `case _`.
        let named = if name.ends_with(".py") { 4 } else { 3 };
        assert_eq!(variants("lizard"), [7, named, 2], "{name}");
        let exits: Vec<_> = metrics
            .iter()
            .map(|metrics| metrics["exits"].as_u64())
            .collect();
        assert_eq!(exits, [Some(1), Some(3), Some(2)], "{name}");
        let assignments = &metrics[0]["abc"]["assignments"];
        let loops = u64::from(name.ends_with(".go"));
        assert_eq!(assignments, &json!(4 + loops), "{name}");
        assert_eq!(metrics[2]["abc"]["branches"], 1, "{name}");
        assert_eq!(metrics[2]["abc"]["conditions"], 1, "{name}");
        metrics
            .iter()
            .for_each(|metrics| holds_together(metrics, name));
    }
}

/// Kinds of lines add up, and there are statements and an index.
fn holds_together(metrics: &Value, name: &str) {
    let loc = &metrics["loc"];
    let part = |kind: &str| loc[kind].as_u64().unwrap_or_default();
    assert_eq!(
        part("ploc") + part("comment_only") + part("blank"),
        part("sloc")
    );
    assert!(part("lloc") > 0, "{name}");
    assert!(metrics["maintainability"]["original"].is_number(), "{name}");
}

// requirement: T16
#[test]
fn every_increment_is_explained() {
    for (name, program) in PROGRAMS {
        let functions = measured(name, program);
        let first = functions[0]["line"].as_u64().unwrap_or_default();
        let increments = functions[0]["increments"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let told: Vec<String> = increments
            .iter()
            .map(|one| {
                let line = one["line"].as_u64().unwrap_or_default() - first;
                format!(
                    "{line} {} {} {}",
                    one["reason"], one["adds"], one["nesting"]
                )
                .replace('"', "")
            })
            .collect();
        let mut told: Vec<&str> = told.iter().map(String::as_str).collect();
        let last = told.pop();
        assert_eq!(
            told,
            [
                "2 loop 1 0",
                "3 if 2 1",
                "3 boolean_run 1 0",
                "3 boolean_run 1 0",
                "5 else_if 1 0",
                "6 loop 3 2",
            ],
            "{name}"
        );
        assert!(
            last.is_some_and(|last| last.ends_with("else 1 0")),
            "{name}"
        );
        for function in functions.as_array().into_iter().flatten() {
            let increments = function["increments"].as_array().into_iter().flatten();
            let sum: u64 = increments.filter_map(|one| one["adds"].as_u64()).sum();
            assert_eq!(Some(sum), function["cognitive"].as_u64(), "{name}");
        }
    }
}
