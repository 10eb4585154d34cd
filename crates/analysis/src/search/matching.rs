//! The lines of one text in which terms stand, in one pass and in bounded memory.

use crate::error::Error;
use crate::lines::{LineCounter, chunk_end, next_match};

use super::wanted::Wanted;

/// A line with a match.
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// Where it begins in the text.
    pub start_byte: usize,
    /// Its bytes without the line end.
    pub text: &'a [u8],
    /// The first match of each term that stands in it, by term.
    pub found: &'a [Found],
}

/// The first match of a term in a line, by bytes of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The term.
    pub term: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Line<'_> {
    /// Whether a term stands in it.
    #[must_use]
    pub fn has(&self, term: usize) -> bool {
        self.found.iter().any(|found| found.term == term)
    }

    /// Where the first match begins.
    #[must_use]
    pub fn match_start(&self) -> usize {
        let starts = self.found.iter().map(|found| found.start);
        starts.min().unwrap_or(0)
    }
}

/// Visit every line in which a term stands, in order. `check` is asked now and then, and may end it.
///
/// # Errors
/// That of `check`.
pub fn each_line(
    wanted: &Wanted,
    bytes: &[u8],
    check: &dyn Fn() -> Result<(), Error>,
    visit: &mut dyn FnMut(&Line<'_>),
) -> Result<(), Error> {
    let mut lines = LineCounter::default();
    let mut at = 0;
    let mut found: Vec<(usize, usize, Found)> = Vec::new();
    let mut here: Vec<Found> = Vec::new();
    while at < bytes.len() {
        check()?;
        let end = chunk_end(bytes, at);
        let chunk = bytes.get(at..end).unwrap_or_default();
        found.clear();
        for (term, pattern) in wanted.terms.iter().enumerate() {
            let mut from = 0;
            while let Some(matched) = next_match(pattern, chunk, from) {
                from = matched.line_end + 1;
                let place = Found {
                    term,
                    start: matched.start - matched.line_start,
                    end: matched.end - matched.line_start,
                };
                found.push((matched.line_start, matched.line_end, place));
            }
        }
        found.sort_unstable();
        for same in found.chunk_by(|one, other| one.0 == other.0) {
            let Some((line_start, line_end, _)) = same.first() else {
                continue;
            };
            here.clear();
            here.extend(same.iter().map(|(_, _, place)| *place));
            visit(&Line {
                number: lines.line_at(bytes, at + line_start),
                start_byte: at + line_start,
                text: chunk.get(*line_start..*line_end).unwrap_or_default(),
                found: &here,
            });
        }
        at = end;
    }
    Ok(())
}
