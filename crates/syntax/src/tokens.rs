//! The tokens of a file in a form that duplicates can be found in: kind, a hash of the text, and where lines end.
//!
//! Comments, white space and closing brackets are left out. Tokens of one text are the same in every language of a
//! family, as they are named by their text and not by a grammar.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::columns::Bytes;

const LINE: u8 = 0;
const NAME: u8 = 1;
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const WORD: u8 = 4;
/// Longest step between two lines that one byte holds.
const STEP_MAX: u32 = 255;

/// What a token is, for a comparison that does not look at names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// An identifier.
    Name,
    /// A number or a constant.
    Number,
    /// A text.
    Text,
    /// Everything else: it is what it is.
    Fixed,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloneToken {
    /// What it is.
    pub kind: TokenKind,
    /// Stands for its text; of names and texts of equal length one in 65,536 pairs is taken for the same.
    pub text: u16,
    /// Line, 1-based.
    pub line: u32,
}

/// The tokens of a file, two bytes each or so.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TokenStream(Vec<u8>);

impl TokenStream {
    /// How many bytes it takes.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.0.len()
    }

    /// Give back what was taken and is not used.
    pub fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The tokens in source order. Damaged bytes give other tokens, never more than there are bytes.
    pub fn tokens(&self) -> impl Iterator<Item = CloneToken> {
        let mut bytes = self.0.iter().copied();
        let mut line = 1_u32;
        std::iter::from_fn(move || {
            loop {
                let first = bytes.next()?;
                let kind = match first {
                    LINE => {
                        line = line.saturating_add(u32::from(bytes.next()?));
                        continue;
                    }
                    NAME => TokenKind::Name,
                    NUMBER => TokenKind::Number,
                    TEXT => TokenKind::Text,
                    WORD => {
                        let text = 0x100 | u16::from(bytes.next()?);
                        return Some(CloneToken {
                            kind: TokenKind::Fixed,
                            text,
                            line,
                        });
                    }
                    sign => {
                        return Some(CloneToken {
                            kind: TokenKind::Fixed,
                            text: u16::from(sign),
                            line,
                        });
                    }
                };
                let text = u16::from_le_bytes([bytes.next()?, bytes.next()?]);
                return Some(CloneToken { kind, text, line });
            }
        })
    }
}

/// A stream while it is written.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    line: u32,
}

impl Writer {
    /// A keyword or sign.
    pub fn fixed(&mut self, text: &str, line: u32) {
        self.go_to(line);
        match text.as_bytes() {
            [sign @ b'!'..=b'~'] => self.bytes.push(*sign),
            _ => self.bytes.extend([WORD, hash(text).to_le_bytes()[0]]),
        }
    }

    /// A name or literal.
    pub fn operand(&mut self, text: &str, is_string: bool, line: u32) {
        self.go_to(line);
        let first = text.chars().next().unwrap_or(' ');
        let constant = matches!(
            text,
            "true" | "false" | "True" | "False" | "None" | "null" | "nil" | "undefined"
        );
        let kind = if is_string {
            TEXT
        } else if constant || first.is_ascii_digit() {
            NUMBER
        } else {
            NAME
        };
        self.bytes.push(kind);
        self.bytes.extend(hash(text).to_le_bytes());
    }

    pub fn finish(self) -> TokenStream {
        TokenStream(self.bytes)
    }

    fn go_to(&mut self, line: u32) {
        // The first line is where the reader begins.
        let mut steps = line.saturating_sub(self.line.max(1));
        self.line = self.line.max(line);
        while steps > 0 {
            let step = steps.min(STEP_MAX);
            self.bytes
                .extend([LINE, u8::try_from(step).unwrap_or(u8::MAX)]);
            steps -= step;
        }
    }
}

/// FNV-1a, folded: the same on every machine.
fn hash(text: &str) -> u16 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let [a, b, c, d] = hash.to_le_bytes();
    u16::from_le_bytes([a ^ c, b ^ d])
}

impl fmt::Debug for TokenStream {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "TokenStream({} bytes)", self.0.len())
    }
}

impl Serialize for TokenStream {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for TokenStream {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(Bytes).map(Self)
    }
}
