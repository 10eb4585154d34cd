//! Lines of a text that match, and how they are shown.
//!
//! Works on bytes, a chunk of whole lines at a time; knows neither files nor requests.

use regex::bytes::Regex;

use crate::visible::{floor_boundary, visible};

/// Bytes of a line that are shown, round the match.
const SHOWN_BYTES_MAX: usize = 200;
const SHOWN_BYTES_BEFORE: usize = 60;
/// Between two looks at the cancel switch.
const CHUNK_BYTES: usize = 64 * 1024;

/// The end of the line in which a chunk's last byte stands.
pub fn chunk_end(bytes: &[u8], start: usize) -> usize {
    let least = start.saturating_add(CHUNK_BYTES).min(bytes.len());
    let rest = bytes.get(least..).unwrap_or_default();
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |end| least + end + 1)
}

/// A match and the line it begins in, by bytes of the chunk; the line end is not part of the line.
pub struct Matched {
    /// First byte of the line.
    pub line_start: usize,
    /// Where its end stands.
    pub line_end: usize,
    /// First byte of the match.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// The next line that matches by itself.
pub fn next_match(pattern: &Regex, chunk: &[u8], mut from: usize) -> Option<Matched> {
    while from <= chunk.len() {
        let matched = pattern.find_at(chunk, from)?;
        let before = chunk.get(..matched.start())?;
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let behind = chunk.get(matched.start()..)?;
        let line_end = behind
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(chunk.len(), |end| matched.start() + end);
        // Behind the last line end stands no line.
        if line_start == chunk.len() {
            return None;
        }
        if matched.end() <= line_end {
            return Some(Matched {
                line_start,
                line_end,
                start: matched.start(),
                end: matched.end(),
            });
        }
        // The match runs over the line's end; the line alone may still match.
        let line = chunk.get(line_start..line_end)?;
        if let Some(alone) = pattern.find(line) {
            return Some(Matched {
                line_start,
                line_end,
                start: line_start + alone.start(),
                end: line_start + alone.end(),
            });
        }
        from = line_end + 1;
    }
    None
}

/// Counts line ends on the way, so that a file is counted once.
#[derive(Default)]
pub struct LineCounter {
    counted_to: usize,
    line_ends: u32,
}

impl LineCounter {
    /// The line, from 1, at a position not before the last one asked for.
    pub fn line_at(&mut self, bytes: &[u8], position: usize) -> u32 {
        let between = bytes.get(self.counted_to..position).unwrap_or_default();
        let line_ends = between.iter().filter(|byte| **byte == b'\n').count();
        self.line_ends += u32::try_from(line_ends).unwrap_or(u32::MAX);
        self.counted_to = position;
        self.line_ends + 1
    }
}

/// The part of a line round a match, without the indentation of a line that fits.
pub fn excerpt(line: &[u8], match_start: usize) -> String {
    // Only the surroundings are decoded: a line may be as long as a file.
    let from = if line.len() <= SHOWN_BYTES_MAX {
        0
    } else {
        match_start.saturating_sub(SHOWN_BYTES_BEFORE)
    };
    let window = line
        .get(from..line.len().min(from + SHOWN_BYTES_MAX + 4))
        .unwrap_or_default();
    // A window may begin inside a character.
    let whole = window
        .iter()
        .take(3)
        .take_while(|byte| from > 0 && (**byte & 0xC0) == 0x80)
        .count();
    let text = String::from_utf8_lossy(window.get(whole..).unwrap_or_default());
    let cut_end = from + window.len() < line.len();
    let end = if cut_end {
        floor_boundary(&text, SHOWN_BYTES_MAX)
    } else {
        text.len()
    };
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    shown.push_str(&visible(text.get(..end).unwrap_or_default()));
    if cut_end {
        shown.push('…');
    }
    shown
}
