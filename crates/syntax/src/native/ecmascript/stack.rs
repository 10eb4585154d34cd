//! Room for a parser that recurses.
//!
//! oxc's parser makes a level of stack for whatever stands in another thing, and nothing in a text tells how deep that
//! goes but reading it: text between elements looks like code, and a semicolon does not end a chain of `else if`.
//! But each level has a token of its own, so as many tokens as there are bound it, and stack that is not used costs
//! nothing.

/// Stack that a bracket may take, and any other token; the most that was seen is half of it.
const BRACKET_BYTES: usize = 8 << 10;
const TOKEN_BYTES: usize = 2 << 10;
/// Stack that is taken at most; texts that could need more are tree-sitter's.
const STACK_BYTES_MAX: usize = 512 << 20;
/// What is always kept.
const LEAST_BYTES: usize = 256 << 10;

/// Do something with as much stack as a text could need to be parsed; nothing where that is too much.
pub(super) fn large_enough<T>(text: &str, done: impl FnOnce() -> T) -> Option<T> {
    let bytes = LEAST_BYTES + bytes_needed(text.as_bytes());
    (bytes <= STACK_BYTES_MAX).then(|| stacker::maybe_grow(bytes, bytes, done))
}

/// The stack that the tokens of a text could take if each stood in the one before.
fn bytes_needed(text: &[u8]) -> usize {
    let mut bytes = 0;
    let mut in_word = false;
    for byte in text {
        let is_word =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii();
        bytes += match byte {
            _ if is_word => TOKEN_BYTES * usize::from(!in_word),
            b'(' | b'[' | b'{' | b'<' | b'`' => BRACKET_BYTES,
            // They end something, or stand between things side by side.
            b')' | b']' | b'}' | b'>' | b'.' | b',' | b';' | b'"' | b'\'' | b'#' | b'@' => 0,
            _ if byte.is_ascii_whitespace() => 0,
            _ => TOKEN_BYTES,
        };
        in_word = is_word;
    }
    bytes
}
