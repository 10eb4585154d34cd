//! Where words stand in the texts of a repository, whatever they mean there.

use std::collections::BTreeMap;

use syntax::Language;
use syntax::facts::Span;

use crate::engine::Question;
use crate::error::Error;
use crate::index::Record;
use crate::lines::LineCounter;
use crate::refresh::is_binary;
use crate::spread::spread;

const RUN_FILES: usize = 64;

/// Words, and the lines of each that do not count: those of its own definitions.
#[derive(Debug, Default)]
pub struct Sought<'a> {
    own: BTreeMap<&'a str, Vec<(u32, Span)>>,
}

impl<'a> Sought<'a> {
    /// Look for a word, but not in these lines of this file.
    pub fn add(&mut self, word: &'a str, file: u32, own: Span) {
        self.own.entry(word).or_default().push((file, own));
    }
}

/// A place where a word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    path: String,
    line: u32,
}

impl Mention {
    /// `path:line`.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// For each word the first place, by path and line, where a text has it; prose is not looked at.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn mentions<'a>(
    question: &Question<'_>,
    sought: &Sought<'a>,
) -> Result<BTreeMap<&'a str, Mention>, Error> {
    let index = question.index;
    if sought.own.is_empty() {
        return Ok(BTreeMap::new());
    }
    let records = index.records.iter().map(|record| &**record);
    let records: Vec<&Record> = records
        .filter(|record| !is_prose(record.path.as_str()))
        .collect();
    let found = spread(
        &records,
        RUN_FILES,
        question.control,
        || (),
        |(), record| in_file(question, sought, record),
    );
    question.control.check()?;
    let mut first = BTreeMap::new();
    for (record, words) in records.iter().zip(found) {
        for (word, line) in words {
            first.entry(word).or_insert_with(|| Mention {
                path: record.path.as_str().to_owned(),
                line,
            });
        }
    }
    Ok(first)
}

/// Documents, which speak of code and run none.
fn is_prose(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["rst", "txt", "adoc", "po", "pot"].contains(&extension)
        || Language::detect(path, &[]) == Some(Language::Markdown)
}

/// The words of one file, each with its first line that counts.
fn in_file<'a>(
    question: &Question<'_>,
    sought: &Sought<'a>,
    record: &Record,
) -> Vec<(&'a str, u32)> {
    let reader = question.reader;
    let limit = reader.limits.file_size_bytes_max;
    let Ok(bytes) = reader.repository.read(&record.path, limit) else {
        return Vec::new();
    };
    if is_binary(&bytes) {
        return Vec::new();
    }
    let position = question.index.file_position(record.path.as_str());
    let file = position.and_then(|position| u32::try_from(position).ok());
    let mut lines = LineCounter::default();
    let mut found: BTreeMap<&'a str, u32> = BTreeMap::new();
    for (at, word) in words(&bytes) {
        if let Some((word, own)) = sought.own.get_key_value(word)
            && !found.contains_key(word)
        {
            let line = lines.line_at(&bytes, at);
            let is_own = |(of, span): &(u32, Span)| {
                Some(*of) == file && (span.start_line..=span.end_line).contains(&line)
            };
            if !own.iter().any(is_own) {
                found.insert(word, line);
            }
        } else if let Some(side) = pasted(&bytes, at, word) {
            let line = lines.line_at(&bytes, at);
            for whole in sought.own.keys().filter(|whole| side.may_make(whole, word)) {
                found.entry(whole).or_insert(line);
            }
        }
    }
    found.into_iter().collect()
}

/// The shortest part of a pasted word that says anything, unless it is joined at a `_`.
const PASTED_BYTES_MIN: usize = 4;
const JOINED_BYTES_MIN: usize = 2;

/// On which side of `##`, which makes one word of two in macros of C, a part stands.
#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    Behind,
}

impl Side {
    fn may_make(self, whole: &str, part: &str) -> bool {
        match self {
            Self::Before => whole.starts_with(part),
            Self::Behind => whole.ends_with(part),
        }
    }

    fn is_joined(self, part: &str) -> bool {
        match self {
            Self::Before => part.ends_with('_'),
            Self::Behind => part.starts_with('_'),
        }
    }
}

/// The side of `##` on which a word stands, if it is long enough to say anything.
fn pasted(bytes: &[u8], at: usize, word: &str) -> Option<Side> {
    let mut behind = bytes.get(at + word.len()..).unwrap_or_default();
    let mut before = bytes.get(..at).unwrap_or_default();
    while let [b' ' | b'\t', rest @ ..] = behind {
        behind = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = before {
        before = rest;
    }
    let side = if behind.starts_with(b"##") {
        Some(Side::Before)
    } else {
        before.ends_with(b"##").then_some(Side::Behind)
    };
    side.filter(|side| {
        word.len() >= PASTED_BYTES_MIN || side.is_joined(word) && word.len() >= JOINED_BYTES_MIN
    })
}

/// Runs of letters, digits, `_` and `$`, with where they begin.
fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, &str)> {
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || matches!(byte, b'_' | b'$');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let start = at + rest.iter().position(is_part)?;
            let behind = bytes.get(start..)?;
            let end = behind
                .iter()
                .position(|byte| !is_part(byte))
                .map_or(bytes.len(), |length| start + length);
            at = end;
            if let Ok(word) = std::str::from_utf8(bytes.get(start..end)?) {
                return Some((start, word));
            }
        }
    })
}
