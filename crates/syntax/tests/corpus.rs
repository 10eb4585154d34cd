//! Small files of each language with the facts that they give, side by side.
//!
//! `UPDATE_EXPECT=1 cargo test -p syntax --test corpus` writes what is; read the difference before it is kept.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reads files, and fails by panicking"
)]

mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use syntax::{FileFacts, Language, Limits, Tier, facts};

struct Case {
    language: Language,
    feature: String,
    path: PathBuf,
    facts: FileFacts,
}

fn corpus() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut cases = Vec::new();
    for language in Language::ALL {
        for feature in folders(&root.join(language.name())) {
            for path in folders(&feature) {
                let name = path.to_str().unwrap().to_owned();
                if name.ends_with(".facts") {
                    continue;
                }
                let source = std::fs::read(&path).unwrap();
                assert_eq!(Language::detect(&name, &source), Some(language), "{name}");
                let facts = facts(&source, language, &Limits::default(), &|| false);
                let feature = feature.file_name().unwrap().to_str().unwrap().to_owned();
                cases.push(Case {
                    language,
                    feature,
                    path,
                    facts,
                });
            }
        }
    }
    cases
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

// requirement: E3
#[test]
fn each_file_gives_the_facts_beside_it() {
    for case in corpus() {
        let beside = case.path.with_extension("facts");
        expect_file![beside].assert_eq(&shown::shown(&case.facts));
    }
}

#[test]
fn all_facts_belong_to_one_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let languages = folders(&root).into_iter().filter(|path| path.is_dir());
    let all = languages.flat_map(|language| folders(&language));
    let kept: Vec<PathBuf> = all
        .flat_map(|feature| folders(&feature))
        .filter(|path| path.extension().is_some_and(|end| end == "facts"))
        .collect();
    let mut expected: Vec<PathBuf> = corpus()
        .iter()
        .map(|case| case.path.with_extension("facts"))
        .collect();
    expected.sort();
    assert_eq!(kept, expected);
}

// requirement: E2
#[test]
fn each_language_has_files_for_all_that_it_offers() {
    let mut features: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for case in corpus() {
        features
            .entry(case.language.name())
            .or_default()
            .insert(case.feature);
    }
    assert_eq!(features.len(), Language::ALL.len());
    for (language, found) in features {
        let row = Language::named(language).expect("a name is a name");
        let mut offered: BTreeSet<&str> = row.offers().iter().copied().collect();
        offered.extend(["broken", "lines"]);
        // There is no text that is not Markdown.
        if row == Language::Markdown {
            offered.remove("broken");
        }
        assert!(found.iter().eq(offered), "{language} has {found:?}");
    }
}

// requirement: E2
#[test]
fn names_are_followed_in_every_language_of_tier_a() {
    for language in Language::ALL {
        let is_followed = syntax::usage::follows(language);
        assert_eq!(is_followed, language.tier() == Tier::A, "{language:?}");
    }
}

#[test]
fn the_queries_of_each_language_find_something() {
    for case in corpus() {
        let facts = &case.facts;
        let count = match case.feature.as_str() {
            "branches" => facts.branches.len(),
            "broken" => facts.problems.len(),
            "calls" => facts.calls.len(),
            "definitions" if case.language.tier() == Tier::B => facts.definitions.len(),
            "definitions" => facts.definitions.len().min(facts.references.len()),
            "imports" => facts.imports.len(),
            // Markdown has no comments of its own.
            "lines" => {
                (facts.lines.comment + u32::from(case.language == Language::Markdown)) as usize
            }
            other => panic!("no such feature: {other}"),
        };
        assert!(count > 0, "{} gives nothing", case.path.display());
    }
}

/// Valid source that a grammar does not take.
const BEYOND_THE_GRAMMAR: [(&str, &str); 7] = [
    ("c/branches/state.c", "a range of cases"),
    ("c/lines/mixed.c", "text that the preprocessor drops"),
    ("cpp/calls/engine.cpp", "an operator called by its name"),
    ("cpp/imports/includes.cpp", "`__has_include`"),
    ("javascript/lines/mixed.js", "a comment in HTML style"),
    (
        "kotlin/definitions/Shapes.kt",
        "an annotation after a class without a body",
    ),
    ("sql/definitions/schema.sql", "a constraint with a name"),
];

#[test]
fn only_broken_files_have_problems() {
    let mut beyond = Vec::new();
    for case in corpus() {
        let clean = case.facts.problems.is_empty() && case.facts.error_bytes == 0;
        let path = case.path.to_str().unwrap();
        if case.feature == "broken" {
            assert!(!clean, "{path}");
        } else if !clean {
            beyond.push(path.rsplit_once("corpus/").unwrap().1.to_owned());
        }
    }
    beyond.sort();
    assert!(
        beyond
            .iter()
            .eq(BEYOND_THE_GRAMMAR.iter().map(|(path, _)| path)),
        "{beyond:#?}"
    );
}

// requirement: E12
#[test]
fn definitions_are_found_beside_errors() {
    for case in corpus().into_iter().filter(|case| case.feature == "broken") {
        assert!(
            !case.facts.definitions.is_empty(),
            "{}",
            case.path.display()
        );
    }
}
