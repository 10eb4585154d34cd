//! From a window that two places share to the stretches that are duplicates.

use std::collections::{HashMap, HashSet};

use syntax::tokens::TokenKind;

use super::windows::Stream;

/// Longest stretch that is followed.
const RUN_TOKENS_MAX: u32 = 10_000;

/// Longest row of a table.
const ROW_TOKENS_MAX: u32 = 24;
/// How much of a table goes on like the row before.
const REPETITIVE_PERCENT_MIN: u64 = 75;

/// A stretch in two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first token on the left.
    pub left: u32,
    /// Its first token on the right.
    pub right: u32,
    /// Its tokens.
    pub length: u32,
}

/// Grow a shared place as far as the shapes are the same; not before `floor`, and not into itself.
#[must_use]
pub fn grown(
    left: &Stream,
    right: &Stream,
    at: (u32, u32),
    floor: u32,
    same_file: bool,
) -> Stretch {
    let (mut start, mut other) = at;
    while start > floor
        && other > 0
        && left.shape(start - 1).is_some()
        && left.shape(start - 1) == right.shape(other - 1)
    {
        start -= 1;
        other -= 1;
    }
    let mut length = 0;
    let length_max = if same_file {
        other.saturating_sub(start).min(RUN_TOKENS_MAX)
    } else {
        RUN_TOKENS_MAX
    };
    while length < length_max
        && left.shape(start + length).is_some()
        && left.shape(start + length) == right.shape(other + length)
    {
        length += 1;
    }
    Stretch {
        left: start,
        right: other,
        length,
    }
}

/// Where two places are alike again for some tokens after they parted, with the shortest gaps.
#[must_use]
pub fn bridged(
    left: &Stream,
    right: &Stream,
    end: (u32, u32),
    gap_max: u32,
    tokens_min: u32,
) -> Option<(u32, u32)> {
    let alike = |from: u32, to: u32| {
        (0..tokens_min).all(|at| {
            let shape = left.shape(from + at);
            shape.is_some() && shape == right.shape(to + at)
        })
    };
    (1..=gap_max)
        .flat_map(|gaps| (0..=gaps).map(move |one| (one, gaps - one)))
        .map(|(one, other)| (end.0 + one, end.1 + other))
        .find(|(from, to)| alike(*from, *to))
}

/// Cut a stretch into those that are the same token by token.
#[must_use]
pub fn exact(left: &Stream, right: &Stream, of: Stretch) -> Vec<Stretch> {
    cut(of, |at| {
        left.token(of.left + at) == right.token(of.right + at)
    })
}

/// Cut a stretch into those in which each name on the left stands for one name on the right.
#[must_use]
pub fn renamed(left: &Stream, right: &Stream, of: Stretch) -> Vec<Stretch> {
    let mut forth: HashMap<u16, u16> = HashMap::new();
    let mut back: HashMap<u16, u16> = HashMap::new();
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 0..of.length {
        let (Some((kind, from)), Some((_, to))) =
            (left.token(of.left + at), right.token(of.right + at))
        else {
            break;
        };
        if kind != TokenKind::Name {
            continue;
        }
        let same =
            *forth.entry(from).or_insert(to) == to && *back.entry(to).or_insert(from) == from;
        if !same {
            parts.push(part(of, start, at));
            start = at;
            forth = HashMap::from([(from, to)]);
            back = HashMap::from([(to, from)]);
        }
    }
    parts.push(part(of, start, of.length));
    parts
}

/// Whether two places are the same token by token.
#[must_use]
pub fn is_exact(left: &Stream, right: &Stream, of: Stretch) -> bool {
    (0..of.length).all(|at| left.token(of.left + at) == right.token(of.right + at))
}

/// Whether there are so many different shapes that it is code and no table.
#[must_use]
pub fn is_varied(stream: &Stream, start: u32, length: u32, shapes_min: usize) -> bool {
    let mut shapes = HashSet::new();
    (start..start + length).any(|at| {
        shapes.insert(stream.shape(at));
        shapes.len() >= shapes_min
    })
}

/// Whether most of it is one short row of shapes over and over: a table, or assignments in a row.
#[must_use]
pub fn is_repetitive(stream: &Stream, start: u32, length: u32) -> bool {
    (1..=ROW_TOKENS_MAX.min(length / 2)).any(|row| {
        let alike = (start..start + length - row)
            .filter(|at| stream.shape(*at) == stream.shape(*at + row))
            .count();
        alike as u64 * 100 >= u64::from(length - row) * REPETITIVE_PERCENT_MIN
    })
}

fn cut(of: Stretch, holds: impl Fn(u32) -> bool) -> Vec<Stretch> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 0..of.length {
        if !holds(at) {
            parts.push(part(of, start, at));
            start = at + 1;
        }
    }
    parts.push(part(of, start, of.length));
    parts
}

fn part(of: Stretch, start: u32, end: u32) -> Stretch {
    Stretch {
        left: of.left + start,
        right: of.right + start,
        length: end.saturating_sub(start),
    }
}
