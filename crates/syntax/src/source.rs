//! Bytes to text in which every byte keeps its place.
//!
//! Valid UTF-8 is borrowed. Where something has to be replaced, it is replaced by as many bytes,
//! so that spans hold for the file as it is on disk.

use std::borrow::Cow;

/// A file's text, and whether it had to be mended.
pub(crate) struct Source<'a> {
    /// The text; as long as the bytes were.
    pub text: Cow<'a, str>,
    /// First line with bytes that are not UTF-8.
    pub invalid_line: Option<u32>,
    /// The bytes are UTF-16, which is not read.
    pub utf_16: bool,
}

impl<'a> Source<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let utf_16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let (text, invalid_line) = match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let lines = before.iter().filter(|byte| **byte == b'\n').count();
                (
                    Cow::Owned(mended(bytes)),
                    Some(u32::try_from(lines + 1).unwrap_or(u32::MAX)),
                )
            }
        };
        Self {
            text: with_line_ends(text),
            invalid_line,
            utf_16,
        }
    }
}

/// Each byte that is not part of a character becomes a question mark.
fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// A file whose only line ends are carriage returns, as old Macintoshes wrote them, gets line feeds.
fn with_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if bytes.contains(&b'\r') && !bytes.contains(&b'\n') {
        Cow::Owned(text.replace('\r', "\n"))
    } else {
        text
    }
}

/// The longest beginning of `text` that fits `length_max` bytes and ends between two characters.
pub(crate) fn clip(text: &str, length_max: usize) -> &str {
    (0..=length_max.min(text.len()))
        .rev()
        .find_map(|end| text.get(..end))
        .unwrap_or_default()
}

/// The longest end of `text` that fits `length_max` bytes and begins between two characters.
pub(crate) fn clip_start(text: &str, length_max: usize) -> &str {
    (text.len().saturating_sub(length_max)..=text.len())
        .find_map(|start| text.get(start..))
        .unwrap_or_default()
}
