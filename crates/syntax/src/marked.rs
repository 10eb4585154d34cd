//! Macros between `class` and the name of a class of C++, which its grammar takes for the name.
//!
//! Whoever exports a class writes `class EXPORT A {`; read as it stands, the class is a function and has no members.
//! By custom macros are written in capitals. Looks at words alone, so that what stands in a comment is hidden too;
//! the text of a tree is the one that was written.

use std::borrow::Cow;

/// Macros before one name that are hidden.
const MACROS_MAX: usize = 4;

/// Bytes in parentheses or angle brackets that are looked over.
const BRACKETS_MAX: usize = 200;

/// The text with blanks in place of such macros.
pub(crate) fn unmarked(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    let mut shown = Cow::Borrowed(bytes);
    let mut at = 0;
    while at < bytes.len() {
        let word = word_at(bytes, at);
        if word == 0 {
            at += 1;
            continue;
        }
        let end = at + word;
        let keyword = bytes.get(at..end).unwrap_or_default();
        at = end;
        if matches!(keyword, b"class" | b"struct" | b"union")
            && let Some(name) = name_behind(bytes, end, keyword == b"class")
        {
            let hidden = shown.to_mut().get_mut(end..name).unwrap_or_default();
            for byte in hidden.iter_mut().filter(|byte| **byte != b'\n') {
                *byte = b' ';
            }
            at = name;
        }
    }
    shown
}

/// Where the name stands that macros stand before, if a class follows.
///
/// `class EXPORT A;` is one as well, while `struct POINT a;` is a variable.
fn name_behind(bytes: &[u8], start: usize, may_end: bool) -> Option<usize> {
    let mut at = blanks(bytes, start);
    for count in 0..=MACROS_MAX {
        let word = word_at(bytes, at);
        let text = bytes.get(at..at + word).filter(|text| !text.is_empty())?;
        if count > 0 && begins_body(bytes, at + word, may_end) {
            return Some(at);
        }
        let capital =
            |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
        if !text.iter().all(capital) || text.len() < 2 {
            return None;
        }
        at = blanks(bytes, at + word);
        if bytes.get(at) == Some(&b'(') {
            at = blanks(bytes, behind(bytes, at, b')')?);
        }
    }
    None
}

/// Whether the bases or members of a class come next.
fn begins_body(bytes: &[u8], end: usize, may_end: bool) -> bool {
    let mut at = blanks(bytes, end);
    if bytes.get(at) == Some(&b'<') {
        match behind(bytes, at, b'>') {
            Some(end) => at = blanks(bytes, end),
            None => return false,
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.starts_with(b"{")
        || (rest.starts_with(b":") && !rest.starts_with(b"::"))
        || rest.starts_with(b"final")
        || (may_end && rest.starts_with(b";"))
}

fn behind(bytes: &[u8], start: usize, end: u8) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let found = rest.iter().take(BRACKETS_MAX).position(|byte| *byte == end);
    found.map(|length| start + length + 1)
}

fn word_at(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let in_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 0x80;
    rest.iter().take_while(in_word).count()
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}
