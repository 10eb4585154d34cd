//! How many tokens a text costs a model, from above.
//!
//! An estimate without a vocabulary: the weights were fitted so that no page of answers, code, hashes or random
//! letters costs more in `o200k_base`; about a third too high on answers, held by a test.
//! It never grows cheaper by cutting: `estimate(a + b) <= estimate(a) + estimate(b)`.

/// Parts of a token, so that a sum is rounded once.
const PARTS: u64 = 100;

/// Runs of marks that are one token each, or cheaper than their parts.
const MARK_PIECES: [&[u8]; 28] = [
    b"\",\"", b"\":\"", b"\":", b"\":{\"", b"\":[{\"", b"\":[\"", b"},{\"", b"\"},\"", b"},\"",
    b"}],\"", b"],\"", b"\"],\"", b"()", b"::", b"):", b"(\"", b"\")", b",\"", b"->", b"//",
    b"...", b"});", b"();", b"\",", b"==", b"\"\"\"", b"{\"", b"\"}",
];
const MARK_PIECE_BYTES_MAX: usize = 5;

/// Tokens that `text` costs at most.
#[must_use]
pub fn estimate(text: &str) -> u64 {
    let mut parts: u64 = 0;
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        let class = Class::of(*first);
        let length = class.run_length(rest);
        let (run, behind) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
        parts += class.run_parts()
            + match class {
                Class::Mark => 85 * mark_pieces(run),
                _ => run.iter().map(|byte| byte_parts(*byte)).sum(),
            };
        rest = behind;
    }
    parts.div_ceil(PARTS)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Digit,
    Blank,
    LineEnd,
    Mark,
    /// Bytes of characters beyond ASCII: at worst a token each.
    Beyond,
}

impl Class {
    fn of(byte: u8) -> Self {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' => Self::Word,
            b'0'..=b'9' => Self::Digit,
            b' ' | b'\t' => Self::Blank,
            b'\n' | b'\r' => Self::LineEnd,
            0x80.. => Self::Beyond,
            _ => Self::Mark,
        }
    }

    /// A word is capitals and then small letters; everything else is a run of its class.
    fn run_length(self, text: &[u8]) -> usize {
        if self == Self::Word {
            let capitals = text
                .iter()
                .take_while(|byte| byte.is_ascii_uppercase())
                .count();
            return text
                .iter()
                .skip(capitals)
                .take_while(|byte| byte.is_ascii_lowercase())
                .count()
                + capitals;
        }
        text.iter()
            .take_while(|byte| Self::of(**byte) == self)
            .count()
    }

    fn run_parts(self) -> u64 {
        match self {
            Self::Word => 36,
            Self::Digit => 105,
            Self::Blank | Self::Mark => 8,
            Self::LineEnd => 50,
            Self::Beyond => 0,
        }
    }
}

fn byte_parts(byte: u8) -> u64 {
    match byte {
        b'A'..=b'Z' => 52,
        // Letters that rarely stand in words are a sign of hashes and random names, which cost most.
        b'k' | b'q' | b'v' | b'z' => 200,
        b'y' => 155,
        b'j' | b'x' => 50,
        b'w' => 42,
        b'a'..=b'z' => 14,
        b'0'..=b'9' => 34,
        b' ' | b'\t' => 16,
        b'\n' | b'\r' => 50,
        _ => PARTS,
    }
}

/// The least number of pieces that a run of marks can be laid out in.
fn mark_pieces(run: &[u8]) -> u64 {
    // Least numbers for the beginnings of the run; a piece looks back only so far.
    let mut least = [0_u64; MARK_PIECE_BYTES_MAX];
    for end in 1..=run.len() {
        let single = least.first().copied().unwrap_or(0) + 1;
        let longer = (2..=MARK_PIECE_BYTES_MAX.min(end)).filter_map(|length| {
            let piece = run.get(end - length..end)?;
            MARK_PIECES
                .contains(&piece)
                .then(|| least.get(length - 1).copied().unwrap_or(0) + 1)
        });
        let best = longer.fold(single, u64::min);
        least.rotate_right(1);
        if let Some(newest) = least.first_mut() {
            *newest = best;
        }
    }
    least.first().copied().unwrap_or(0)
}
