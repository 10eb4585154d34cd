//! Token streams in memory, and the windows of them that are compared.

use syntax::tokens::{TokenKind, TokenStream};

/// Tokens of a window. A duplicate of `WINDOW + SAMPLE - 1` tokens always shares one that is kept.
const WINDOW: usize = 15;
const WINDOW_TOKENS: u32 = 15;

/// The tokens of one file; 9 bytes each.
pub struct Stream {
    kinds: Vec<TokenKind>,
    texts: Vec<u16>,
    lines: Vec<u32>,
}

/// A window that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Of its tokens without names.
    pub shape: u64,
    /// Of its tokens as they are; equal windows stand side by side.
    pub exact: u32,
    /// The file.
    pub file: u32,
    /// Its first token.
    pub start: u32,
}

impl Stream {
    /// Read a stream.
    #[must_use]
    pub fn new(stream: &TokenStream) -> Self {
        let tokens = stream.size_bytes() / 2;
        let mut read = Self {
            kinds: Vec::with_capacity(tokens),
            texts: Vec::with_capacity(tokens),
            lines: Vec::with_capacity(tokens),
        };
        for token in stream.tokens() {
            read.kinds.push(token.kind);
            read.texts.push(token.text);
            read.lines.push(token.line);
        }
        read
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// A token's kind and text.
    #[must_use]
    pub fn token(&self, at: u32) -> Option<(TokenKind, u16)> {
        let at = at as usize;
        Some((*self.kinds.get(at)?, *self.texts.get(at)?))
    }

    /// A token without its name.
    #[must_use]
    pub fn shape(&self, at: u32) -> Option<(TokenKind, u16)> {
        let (kind, text) = self.token(at)?;
        Some(match kind {
            TokenKind::Fixed => (kind, text),
            TokenKind::Name | TokenKind::Number | TokenKind::Text => (kind, 0),
        })
    }

    /// A token's line.
    #[must_use]
    pub fn line(&self, at: u32) -> Option<u32> {
        self.lines.get(at as usize).copied()
    }

    /// The windows of least hash among so many neighbours that a duplicate of `tokens_min` shares one.
    pub fn windows(&self, file: u32, tokens_min: u32, keep: &mut impl FnMut(Window)) {
        let sample = (tokens_min as usize).saturating_sub(WINDOW - 1).max(1);
        let count = (self.len() + 1).saturating_sub(WINDOW);
        let shapes = rolling(count, |at| {
            let (kind, text) = self.shape(at).unwrap_or((TokenKind::Fixed, 0));
            mixed(kind as u64 * 0x1_0000 + u64::from(text))
        });
        // A queue of those that may be the least of the neighbours to come.
        let mut waiting: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
        let mut last = None;
        for (at, hash) in shapes.iter().enumerate() {
            while waiting
                .back()
                .is_some_and(|back| shapes.get(*back).is_some_and(|back| back >= hash))
            {
                waiting.pop_back();
            }
            waiting.push_back(at);
            while waiting.front().is_some_and(|front| front + sample <= at) {
                waiting.pop_front();
            }
            let least = waiting.front().copied().filter(|_| at + 1 >= sample);
            if least != last
                && let Some(start) = least
                && let Some(shape) = shapes.get(start)
            {
                last = least;
                let start = u32::try_from(start).unwrap_or(u32::MAX);
                keep(Window {
                    shape: *shape,
                    exact: self.exact(start),
                    file,
                    start,
                });
            }
        }
    }

    fn exact(&self, start: u32) -> u32 {
        let mut hash = 0_u64;
        for at in start..start + WINDOW_TOKENS {
            let (kind, text) = self.token(at).unwrap_or((TokenKind::Fixed, 0));
            hash = mixed(hash ^ (kind as u64 * 0x1_0000 + u64::from(text)));
        }
        u32::try_from(hash >> 32).unwrap_or(u32::MAX)
    }
}

/// The hash of every window, each from the one before.
fn rolling(count: usize, token: impl Fn(u32) -> u64) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut highest = 1_u64;
    for _ in 1..WINDOW {
        highest = highest.wrapping_mul(BASE);
    }
    let at = |index: usize| token(u32::try_from(index).unwrap_or(u32::MAX));
    let mut hashes = Vec::with_capacity(count);
    let mut hash = 0_u64;
    for index in 0..WINDOW.min(count.saturating_mul(WINDOW)) {
        hash = hash.wrapping_mul(BASE).wrapping_add(at(index));
    }
    for start in 0..count {
        hashes.push(mixed(hash));
        let without = hash.wrapping_sub(at(start).wrapping_mul(highest));
        hash = without.wrapping_mul(BASE).wrapping_add(at(start + WINDOW));
    }
    hashes
}

/// Spread a number over all bits.
fn mixed(number: u64) -> u64 {
    let mut number = number ^ (number >> 31);
    number = number.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number ^= number >> 29;
    number.wrapping_mul(0x94d0_49bb_1331_11eb) ^ (number >> 32)
}
