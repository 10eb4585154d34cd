//! The estimate is held against a real vocabulary.

use analysis::tokens::estimate;
use proptest::prelude::*;
use tiktoken_rs::o200k_base_singleton;

fn actual(text: &str) -> u64 {
    o200k_base_singleton().encode_ordinary(text).len() as u64
}

/// Source of this crate and of the grammars' queries: code, prose and data at hand wherever the test runs.
const SOURCES: [&str; 8] = [
    include_str!("../src/engine.rs"),
    include_str!("../src/search.rs"),
    include_str!("../src/map.rs"),
    include_str!("../src/resolve/python.rs"),
    include_str!("../src/model/answers.rs"),
    include_str!("../Cargo.toml"),
    include_str!("../clippy.toml"),
    include_str!("../../../Cargo.lock"),
];

/// Pages of about a thousand bytes.
fn pages(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(1_000)
        .map(|page| page.iter().collect())
        .collect()
}

#[test]
fn no_page_of_source_costs_more_than_estimated() {
    let mut seen = 0;
    for page in SOURCES
        .iter()
        .flat_map(|source| pages(source))
        .filter(|page| page.len() > 300)
    {
        let json = serde_json::to_string(&page).expect("text is JSON");
        for text in [&page, &json] {
            let (estimated, actual) = (estimate(text), actual(text));
            assert!(estimated >= actual, "{estimated} < {actual} for {text}");
            assert!(
                estimated <= actual * 3,
                "{estimated} is far above {actual} for {text}"
            );
        }
        seen += 1;
    }
    assert!(seen > 50, "only {seen} pages were there to look at");
}

#[test]
fn languages_beyond_ascii_are_not_underestimated() {
    for text in [
        "Где проверяется токен защиты от подделки запросов?",
        "どこで検証されるのか、そしてなぜ失敗するのか",
        "أين يتم التحقق من الرمز",
        "👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀",
        "Größenänderung für übermäßig große Dateien",
    ] {
        assert!(estimate(text) >= actual(text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hashes_and_random_marks_are_not_underestimated(
        hashes in proptest::collection::vec("[0-9a-f]{32}|[A-Za-z0-9+/]{44}", 20),
        marks in "[!-/:-@\\[-`{-~]{300}",
        words in proptest::collection::vec("[a-z]{1,9}", 200),
    ) {
        for text in [hashes.join(" "), marks, words.join(" ")] {
            prop_assert!(estimate(&text) >= actual(&text), "{}", text);
        }
    }

    #[test]
    fn a_cut_never_makes_a_text_cheaper(left in "\\PC{0,40}", right in "\\PC{0,40}") {
        let whole = format!("{left}{right}");
        prop_assert!(estimate(&whole) <= estimate(&left) + estimate(&right));
    }
}
