//! Repository text made safe to show: what cannot be seen is spelt out.
//!
//! Control, bidirectional, zero-width and tag characters become `<U+202E>` and the like.
//! Lines stay lines: line feeds and tabs are kept, a carriage return before a line feed is dropped.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character that hides or reorders others spelt out.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let shows = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    // Most text is ASCII and no more, which a look at its bytes tells sooner.
    let is_visible = text.bytes().all(shows)
        || !text
            .chars()
            .any(|character| character == '\r' || is_hidden(character));
    if is_visible {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && matches!(characters.peek(), Some('\n') | None) {
            continue;
        }
        if character == '\r' || is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// The text on one line: like [`visible`], with line ends and tabs spelt out as well.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if character.is_control() || is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether every character of a text can be seen, and stands on one line.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    !text
        .chars()
        .any(|character| character.is_control() || is_hidden(character))
}

/// The text cut at a character boundary to at most `size_bytes_max` bytes, marked where it was cut.
#[must_use]
pub fn cut(text: &str, size_bytes_max: usize) -> Cow<'_, str> {
    if text.len() <= size_bytes_max {
        return Cow::Borrowed(text);
    }
    let end = floor_boundary(text, size_bytes_max.saturating_sub('…'.len_utf8()));
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
}

/// The last character boundary at or before `index`.
#[must_use]
pub fn floor_boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0)
}

fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}'
        | '\u{17B5}' => true,
        '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{E0000}'..='\u{E0FFF}' => true,
        other => other.is_control(),
    }
}
