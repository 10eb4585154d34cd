//! What some scanners keep of a text at one place, held below what they have room for.
//!
//! A scanner writes its state into 1,024 bytes at every token, and tree-sitter ends the process when it writes
//! more. Those of Python, YAML and Ruby may: they keep open indents, or the words that end heredocs.
//! Is no lexer: it counts at least what a scanner can have open, and refuses what real code never has.

use std::borrow::Cow;

use crate::language::Language;

/// Indents of one text that differ; each open one does, and Python itself has room for 510 and allows 100.
const PYTHON_INDENTS_MAX: usize = 400;
/// Columns at which blocks begin; at each a list may stand in a map, and there is room for 253 of both.
const YAML_COLUMNS_MAX: usize = 100;
/// Columns are counted in 16 bits there.
const YAML_COLUMN_MAX: usize = 30_000;
/// Bytes of strings and of words that end heredocs, as many as may be open at one place; there is room for 1,022.
const RUBY_OPEN_BYTES_MAX: usize = 900;
/// Bytes of one word: the scanner keeps its length in a byte, and ends the process where that is not the length.
const RUBY_WORD_MAX: usize = 255;
/// Bytes of one of them but for its word.
const RUBY_STRING_BYTES: usize = 5;

/// The byte at which a scanner could have more to keep than it has room for, if there is one.
pub(crate) fn too_many_at(text: &str, language: Language) -> Option<usize> {
    match language {
        Language::Python => too_many(text, PYTHON_INDENTS_MAX, |line, seen| {
            seen.insert(python_indent(line));
            true
        }),
        Language::Yaml => too_many(text, YAML_COLUMNS_MAX, yaml_columns),
        Language::Ruby => ruby_at(text),
        _ => None,
    }
}

/// The text as YAML's scanner may see it, byte for byte in the same places.
///
/// In the middle of a line a mark of a block means something only to its recovery from errors, where each one is
/// a further indent; it is shown letters there.
pub(crate) fn tamed(text: &str) -> Cow<'_, [u8]> {
    let mut shown = Cow::Borrowed(text.as_bytes());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let first = leading(line.as_bytes()).end;
        for (at, byte) in line.bytes().enumerate().skip(first) {
            let rest = line.get(at + 1..).unwrap_or_default();
            let before = line.as_bytes().get(at.wrapping_sub(1)).copied();
            let wild = match byte {
                // Behind a letter or another it is a part of a word, behind `|` of how a text is to be read.
                b'-' => is_apart(rest) && !before.is_some_and(is_inside),
                b'?' => is_apart(rest),
                b'|' | b'>' => !is_end(rest),
                b':' => is_apart(rest) && before.is_some_and(is_wide),
                _ => false,
            };
            if wild && let Some(place) = shown.to_mut().get_mut(start + at) {
                *place = b'x';
            }
        }
        start += line.len();
    }
    shown
}

/// Columns, each once; beyond 16 bits one is taken for another.
#[derive(Default)]
struct Columns {
    seen: Vec<u64>,
    count: usize,
}

impl Columns {
    fn insert(&mut self, column: usize) {
        let column = column & 0xffff;
        let (word, bit) = (column / 64, 1_u64 << (column % 64));
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        if let Some(word) = self.seen.get_mut(word) {
            self.count += usize::from(*word & bit == 0);
            *word |= bit;
        }
    }
}

/// Where the lines have added more than so many different columns, or one beyond all reason.
fn too_many(
    text: &str,
    columns_max: usize,
    add: impl Fn(&[u8], &mut Columns) -> bool,
) -> Option<usize> {
    let mut seen = Columns::default();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if !add(line.as_bytes(), &mut seen) || seen.count > columns_max {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The indent as Python's scanner measures it.
fn python_indent(line: &[u8]) -> usize {
    let mut width = 0;
    for byte in line {
        match byte {
            b' ' => width += 1,
            b'\t' => width += 8,
            0x0c => width = 0,
            _ => break,
        }
    }
    // It counts in 16 bits.
    width & 0xffff
}

/// Note where blocks may begin in a line; false for a place that does not fit into a column.
fn yaml_columns(line: &[u8], seen: &mut Columns) -> bool {
    let run = leading(line);
    run.marks.into_iter().for_each(|mark| seen.insert(mark));
    if run.end < line.len() {
        seen.insert(run.end);
    }
    run.end <= YAML_COLUMN_MAX
}

/// The marks of blocks that a line begins with.
struct Leading {
    marks: Vec<usize>,
    /// Where the rest of the line begins.
    end: usize,
}

fn leading(line: &[u8]) -> Leading {
    let mut marks = Vec::new();
    let mut at = 0;
    loop {
        at += line
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| is_wide(**byte))
            .count();
        let apart = line.get(at + 1).is_none_or(|byte| is_wide(*byte));
        match line.get(at) {
            Some(b'-' | b'?' | b':') if apart => marks.push(at),
            _ => return Leading { marks, end: at },
        }
        at += 1;
    }
}

fn is_wide(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'|' | b'>')
}

fn is_apart(rest: &str) -> bool {
    rest.bytes().next().is_none_or(is_wide)
}

/// Whether a block of text may begin at the end of this line: nothing follows but how it is to be read.
fn is_end(rest: &str) -> bool {
    let rest =
        rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || "+-".contains(letter));
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// The line from which on more strings and heredocs may be open than Ruby's scanner can keep, if there is one.
///
/// All heredocs of a line are open behind it, and those of others only where a piece of code stands in a text and
/// does not surely end: with so many pieces, at most those of so many lines more.
fn ruby_at(text: &str) -> Option<usize> {
    let mut pieces = 0;
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        pieces += open_pieces(line);
        match heredoc_bytes(line, text.get(at..).unwrap_or_default()) {
            Some(0) => {}
            Some(bytes) => words.push((bytes, at)),
            None => return Some(at),
        }
        at += line.len();
    }
    words.sort_unstable_by(|left, right| right.cmp(left));
    let open: usize = words.iter().take(pieces + 1).map(|(bytes, _)| bytes).sum();
    let strings = RUBY_STRING_BYTES * (pieces + 1);
    let (_, longest) = words.first()?;
    (open + strings.min(RUBY_OPEN_BYTES_MAX) > RUBY_OPEN_BYTES_MAX).then_some(*longest)
}

/// How many pieces of code in texts begin in a line and may go on.
fn open_pieces(line: &str) -> usize {
    line.match_indices("#{")
        .filter(|(at, _)| !surely_ends(line.as_bytes().get(at + 2..).unwrap_or_default()))
        .count()
}

/// Whether a piece of code ends before anything in it could begin to go on: names, numbers and short strings do.
fn surely_ends(piece: &[u8]) -> bool {
    let mut last = b' ';
    let mut rest = piece;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            // Behind anything but a name it is itself a letter's mark: `?}`.
            b'?' if !(last.is_ascii_alphanumeric()
                || last == b'_'
                || after.first() == Some(&b' ')) =>
            {
                return false;
            }
            b'}' => return true,
            b'"' | b'\'' => {
                let length = rest
                    .iter()
                    .take_while(|each| !matches!(**each, b'\\' | b'#' | b'\n') && **each != byte)
                    .count();
                if rest.get(length) != Some(&byte) {
                    return false;
                }
                rest = rest.get(length + 1..).unwrap_or_default();
            }
            byte if byte.is_ascii_alphanumeric() || b"_.@[](),:!?&|+*-=> ".contains(&byte) => {}
            _ => return false,
        }
        last = byte;
    }
    false
}

/// Bytes that Ruby's scanner keeps of the heredocs that begin in a line, at most; nothing where a word is too long.
///
/// A word in quotes goes on over the ends of lines.
fn heredoc_bytes(line: &str, from_line: &str) -> Option<usize> {
    let mut bytes = 0;
    for (at, _) in line.match_indices("<<") {
        let word = from_line.get(at + 2..).unwrap_or_default();
        let word = word.trim_start_matches(['-', '~']).as_bytes();
        let quoted = word.first().filter(|byte| b"\"'`".contains(byte));
        let mut letters = word.iter().skip(usize::from(quoted.is_some()));
        let ends = |byte: &u8| match quoted {
            Some(quote) => byte == quote,
            None => !(byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii()),
        };
        let length = letters.by_ref().take(RUBY_WORD_MAX + 1).position(ends);
        bytes += 4 + length.or_else(|| (word.len() <= RUBY_WORD_MAX).then_some(word.len()))?;
    }
    Some(bytes)
}
