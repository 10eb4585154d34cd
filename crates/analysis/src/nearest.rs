//! Names that somebody may have meant.

use std::collections::BTreeSet;

const NEAREST_MAX: usize = 5;
const NAME_CHARS_MAX: usize = 200;
const SIMILARITY_MIN: f64 = 0.6;

/// The candidates most like `name`, best first, at most five.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted: String = name
        .chars()
        .take(NAME_CHARS_MAX)
        .flat_map(char::to_lowercase)
        .collect();
    let unique: BTreeSet<&str> = candidates.into_iter().collect();
    let mut scored: Vec<(f64, &str)> = unique
        .into_iter()
        .filter(|candidate| is_comparable(candidate.len(), wanted.len()))
        .map(|candidate| (similarity(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= SIMILARITY_MIN)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    scored
        .into_iter()
        .take(NEAREST_MAX)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

/// Lengths further apart than this cannot reach the least similarity.
fn is_comparable(left: usize, right: usize) -> bool {
    left.min(right) * 5 >= left.max(right) * 2
}

fn similarity(left: &str, right: &str) -> f64 {
    if left.len() >= 3 && right.contains(left) {
        return 0.9;
    }
    strsim::normalized_damerau_levenshtein(left, right)
}
