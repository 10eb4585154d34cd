//! How much a block is worth to a search: terms in telling places, rare terms and all terms together count most.
//!
//! BM25 over fields, as `relevance` has it for words of questions, with matches in place of words. A match that
//! begins and ends where words of names do counts more than one inside a word, and one in an import counts little.

use regex::bytes::Regex;
use syntax::facts::Definition;

use crate::index::Record;
use crate::path::is_aside;
use crate::relevance::{ASIDE_SHARE, Field, SATURATION, rarity};

use super::blocks::Block;
use super::matching::{Found, Line};
use super::wanted::Wanted;

/// What a file counts in which the terms stand far apart.
const FILE_SHARE: f64 = 0.5;
/// What a match inside a word counts.
const INSIDE_SHARE: f64 = 0.4;
/// What a match in an import counts.
const IMPORT_SHARE: f64 = 0.1;

// Lengths are in bytes.
const NAME: Field = Field {
    weight: 5.0,
    usual: 14.0,
};
const PARENTS: Field = Field {
    weight: 2.0,
    usual: 14.0,
};
const PATH: Field = Field {
    weight: 1.5,
    usual: 30.0,
};
const DOCUMENTATION: Field = Field {
    weight: 2.5,
    usual: 50.0,
};
const SIGNATURE: Field = Field {
    weight: 0.7,
    usual: 50.0,
};
/// Counted in lines: a block has no line that is not there.
const BODY: Field = Field {
    weight: 1.0,
    usual: 20.0,
};

/// What a match in a line counts, before its length is known.
#[must_use]
pub fn strength(line: &Line<'_>, found: Found, is_import: bool) -> f64 {
    let whole = if is_whole(line.text, found.start, found.end) {
        1.0
    } else {
        INSIDE_SHARE
    };
    if is_import {
        whole * IMPORT_SHARE
    } else {
        whole
    }
}

/// Whether a match begins and ends where words of names do: `token` in `check_token` and `checkToken`.
fn is_whole(text: &[u8], start: usize, end: usize) -> bool {
    let at = |position: usize| text.get(position).copied().unwrap_or(b' ');
    let before = start.checked_sub(1).map_or(b' ', at);
    let is_inside = |left: u8, right: u8| {
        left.is_ascii_alphanumeric()
            && right.is_ascii_alphanumeric()
            && !(left.is_ascii_lowercase() && right.is_ascii_uppercase())
    };
    let first = !is_inside(before, at(start));
    let last = end == 0 || !is_inside(at(end - 1), at(end));
    first && last
}

/// What each term is worth in a block whose lines make `counts`.
#[must_use]
pub fn weights(
    wanted: &Wanted,
    record: &Record,
    definition: Option<&Definition>,
    counts: &[f64],
    lines: u32,
) -> Vec<f64> {
    let path = record.path.as_str();
    let terms = wanted.terms.iter().zip(counts);
    let weight = |(term, count): (&Regex, &f64)| {
        if *count <= 0.0 {
            return 0.0;
        }
        // A paragraph is no more telling for being short.
        let least = if definition.is_some() { 1 } else { 20 };
        let mut sum = BODY.worth(*count, f64::from(lines.max(least)));
        sum += in_field(term, path, &PATH);
        if let Some(definition) = definition {
            let parents = definition
                .qualified_name
                .strip_suffix(definition.name.as_str())
                .unwrap_or_default();
            let documentation = definition.documentation.as_deref().unwrap_or_default();
            sum += in_field(term, &definition.name, &NAME);
            sum += in_field(term, parents, &PARENTS);
            sum += in_field(term, documentation, &DOCUMENTATION);
            sum += in_field(term, &definition.signature, &SIGNATURE);
        }
        sum
    };
    terms.map(weight).collect()
}

fn in_field(term: &Regex, text: &str, field: &Field) -> f64 {
    let text = text.as_bytes();
    let mut count = 0.0;
    for found in term.find_iter(text) {
        count += if is_whole(text, found.start(), found.end()) {
            1.0
        } else {
            INSIDE_SHARE
        };
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "lengths of names are far below 2^53"
    )]
    let length = text.len() as f64;
    if count > 0.0 {
        field.worth(count, length)
    } else {
        0.0
    }
}

/// What blocks are worth, once it is known how rare each term is.
pub struct Scores<'a> {
    wanted: &'a Wanted,
    rarity: Vec<f64>,
}

impl<'a> Scores<'a> {
    /// From the number of files that have each term, and of all files.
    #[must_use]
    pub fn new(wanted: &'a Wanted, files_with: &[u64], files: u64) -> Self {
        let rarity = files_with.iter().map(|count| rarity(*count, files));
        Self {
            wanted,
            rarity: rarity.collect(),
        }
    }

    /// What a block is worth, from 0 to 1.
    #[must_use]
    pub fn of(&self, block: &Block<'_>) -> f64 {
        let (mut sum, mut covered, mut all) = (0.0, 0.0, 0.0);
        let terms = self
            .rarity
            .iter()
            .zip(&block.weights)
            .zip(&self.wanted.is_positive);
        for ((rarity, weight), _) in terms.filter(|(_, is_positive)| **is_positive) {
            all += rarity;
            if *weight > 0.0 {
                sum += rarity * weight / (SATURATION + weight);
                covered += rarity;
            }
        }
        let is_aside = is_aside(block.record.path.as_str()) && !self.wanted.is_about_tests;
        let mut share = if is_aside { ASIDE_SHARE } else { 1.0 };
        if block.is_file {
            share *= FILE_SHARE;
        }
        if all > 0.0 {
            // One that has all terms is worth more than one that has a rare one often.
            share * (sum / all) * (covered / all)
        } else {
            0.0
        }
    }
}
