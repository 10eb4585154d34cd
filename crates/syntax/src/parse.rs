//! Bytes to a tree, under limits.
//!
//! Has no clock: the caller's `stop` says when it has been long enough.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tree_sitter::{Point, Range};

use crate::bounded::{self, Parsed, Refusal};
use crate::collect::Embedded;
use crate::dense;
use crate::language::Language;
use crate::levels::{tamed, too_many_at};
use crate::marked::unmarked;
use crate::native;
use crate::outlook::{Outlook, outlook};
use crate::tree::Tree;

/// How much one file may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Milliseconds one file may take; this crate has no clock, so the caller builds `stop` from it.
    pub parse_time_ms_max: u64,
    /// Depth of the syntax tree below which facts are left out.
    pub depth_max: u32,
    /// Facts of one kind (definitions, imports, calls, references, branches) kept for one file.
    pub facts_max: u32,
    /// Problems listed for one file.
    pub problems_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parse_time_ms_max: 1_600,
            depth_max: 2_000,
            facts_max: 1_000_000,
            problems_max: 100,
        }
    }
}

/// Columns beyond this are one to us: a line may be very long, and have many parts.
const COLUMN_MAX: usize = 1 << 14;

/// Why there is no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoTree {
    /// The caller said stop, or the text is longer than a tree can address.
    Stopped,
    /// Parsing needs more memory than a file may take.
    TooLarge,
    /// Nested past all reason, from this byte on.
    TooDeep(usize),
}

/// Parse `text`, or the part of it that is in another language.
///
/// A parser of the language's own reads it where there is one and the text is valid, else tree-sitter.
pub(crate) fn tree(
    text: &str,
    language: Language,
    part: Option<&Embedded>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Tree, NoTree> {
    if i32::try_from(text.len()).is_err() || stop() {
        return Err(NoTree::Stopped);
    }
    let start = part.map_or(0, |part| part.range.start);
    let end = part.map_or(text.len(), |part| part.range.end);
    let looked_at = text.get(start..end).unwrap_or_default();
    let outlook = outlook(looked_at, language);
    if let Some(at) = too_deep_at(outlook, looked_at, language) {
        return Err(NoTree::TooDeep(start + at));
    }
    let native = part
        .is_none()
        .then(|| native::tree(text, language, outlook));
    match native.flatten() {
        Some(tree) => Ok(tree),
        None => by_tree_sitter(text, language, part, stop),
    }
}

/// The byte from which on a text is nested past all reason.
fn too_deep_at(outlook: Outlook, text: &str, language: Language) -> Option<usize> {
    outlook.too_deep_at.or_else(|| too_many_at(text, language))
}

/// Parse with tree-sitter, which reads everything.
fn by_tree_sitter(
    text: &str,
    language: Language,
    part: Option<&Embedded>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Tree, NoTree> {
    parsed(text, language, part, stop, |parsed| {
        Tree::taken(parsed, language)
    })
}

/// Parse with tree-sitter, and return what `take` makes of its tree.
fn parsed<T>(
    text: &str,
    language: Language,
    part: Option<&Embedded>,
    stop: &(dyn Fn() -> bool + Sync),
    take: impl FnOnce(&Parsed<'_>) -> T,
) -> Result<T, NoTree> {
    let closing = language.row().closing;
    let shown = shown(text, language);
    // Right behind the part, so that an error that reaches there has as many lines as it seems to.
    let behind = |part: Range| Range {
        start_byte: text.len(),
        end_byte: text.len() + closing.len(),
        start_point: part.end_point,
        end_point: Point::new(part.end_point.row, part.end_point.column + closing.len()),
    };
    let parts = part.map_or(Vec::new(), |part| {
        let part = included(part, text);
        vec![part, behind(part)]
    });
    // The closing settles what error recovery left open; at the bare end of a text tree-sitter enumerates all
    // readings of it. What lies beyond the end of the text is dropped by whoever reads the tree.
    let source = (shown.as_ref(), closing.as_bytes());
    let limits = bounded::Limits {
        bytes_max: memory_max(text.len()),
        stop,
    };
    let taken = bounded::parse(dense::grammar(language), &parts, source, &limits, take);
    taken.map_err(|refusal| match refusal {
        Refusal::Stopped => NoTree::Stopped,
        Refusal::TooLarge => NoTree::TooLarge,
    })
}

/// How many bytes of memory tree-sitter may take for a text.
///
/// A megabyte of numbers in a list takes 170 to 220 of them, which is the most that sound text does; what is broken
/// takes more of a small one.
fn memory_max(text_bytes: usize) -> usize {
    (64 << 20) + text_bytes.saturating_mul(128).min(256 << 20)
}

/// Where the trees differ that the two parsers of a language give of one text; nothing where they agree, or only one
/// of them reads it.
pub fn parting(text: &str, language: Language) -> Option<String> {
    let tree_sitter = by_tree_sitter(text, language, None, &|| false).ok()?;
    let native = native::tree(text, language, outlook(text, language))?;
    let reads = !tree_sitter.root_node().has_error();
    reads.then(|| native.parting(&tree_sitter)).flatten()
}

/// Where a tree of tree-sitter is read otherwise than its cursor shows it; nothing where both say the same, or there is
/// no tree.
pub fn misread(text: &str, language: Language) -> Option<String> {
    if too_deep_at(outlook(text, language), text, language).is_some() {
        return None;
    }
    parsed(text, language, None, &|| false, Tree::misread).ok()?
}

/// A part of a text as tree-sitter is told of it.
fn included(part: &Embedded, text: &str) -> Range {
    let point = |byte: usize, row: u32| {
        let before = text.get(..byte).unwrap_or_default().as_bytes();
        let line = before.get(before.len().saturating_sub(COLUMN_MAX)..);
        let line = line.unwrap_or_default();
        let column = line.iter().rev().take_while(|byte| **byte != b'\n').count();
        Point::new(row as usize, column)
    };
    Range {
        start_byte: part.range.start,
        end_byte: part.range.end,
        start_point: point(part.range.start, part.start_row),
        end_point: point(part.range.end, part.end_row),
    }
}

/// The text as a grammar gets it, byte for byte in the same places.
///
/// Bash's scanner asks the C library whether a character is a digit, which reads beyond its table for one that is
/// no byte; to it every character beyond ASCII is letters.
fn shown(text: &str, language: Language) -> Cow<'_, [u8]> {
    if language == Language::Yaml {
        tamed(text)
    } else if language == Language::Cpp {
        unmarked(text)
    } else if language == Language::Bash && !text.is_ascii() {
        let ascii = |byte: u8| if byte.is_ascii() { byte } else { b'x' };
        Cow::Owned(text.bytes().map(ascii).collect())
    } else {
        Cow::Borrowed(text.as_bytes())
    }
}
