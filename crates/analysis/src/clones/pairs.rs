//! Pairs of places that are duplicates of one another.

use std::collections::HashSet;

use crate::control::Control;
use crate::error::Error;
use crate::model::clones::{CloneKind, ClonesKind, ClonesRequest};

use super::matches::{Stretch, bridged, exact, grown, is_exact, is_repetitive, is_varied, renamed};
use super::windows::{Stream, Window};

/// Shapes that a duplicate with other names has at least; a table of literals has fewer.
const SHAPES_MIN: usize = 8;
/// Shortest part of a gapped duplicate.
const PART_TOKENS_MIN: u32 = 10;
/// Longest gap between two parts, on either side.
const GAP_TOKENS_MAX: u32 = 30;
/// How much of a gapped duplicate is the same at least, in percent.
const SIMILARITY_MIN: u32 = 70;
/// Of a shape that more windows have, only equal windows are compared: a table has as many as it has rows.
const SAME_SHAPE_MAX: usize = 200;
/// Parts that a gapped duplicate is followed through.
const PARTS_MAX: usize = 100;
const CANDIDATES_PER_LOOK: usize = 4_096;
/// Parts in which all windows and all candidates are sorted: a cancel waits for one of them.
const SHARES: usize = 256;

/// A stretch of tokens of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, by its number.
    pub file: u32,
    /// The first token.
    pub start: u32,
    /// How many.
    pub length: u32,
}

/// Two places and how they are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The first by file and place.
    pub left: Place,
    /// The other.
    pub right: Place,
    /// How they are alike.
    pub kind: CloneKind,
    /// How much is the same, in percent.
    pub similarity: u32,
}

/// Two windows of one shape, sorted by the files and the distance between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    files: (u32, u32),
    distance: i64,
    left: u32,
    right: u32,
}

/// All pairs, by file and place.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn pairs(
    streams: &[Stream],
    request: &ClonesRequest,
    control: &Control,
) -> Result<Vec<Pair>, Error> {
    let mut pairs = Vec::new();
    let shares = candidates(streams, request.tokens_min, control)?;
    for mut candidates in shares.into_iter().filter(|share| !share.is_empty()) {
        control.check()?;
        candidates.sort_unstable();
        candidates.dedup();
        for of_files in candidates.chunk_by(|one, other| one.files == other.files) {
            let Some((numbers, left, right)) = of_files.first().and_then(|first| {
                let left = streams.get(first.files.0 as usize)?;
                Some((first.files, left, streams.get(first.files.1 as usize)?))
            }) else {
                continue;
            };
            let files = Files {
                numbers,
                left,
                right,
                request,
            };
            let stretches = files.stretches(of_files, control)?;
            files.pairs(&stretches, &mut pairs, control)?;
        }
    }
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    pairs.dedup();
    Ok(pairs)
}

/// Windows of one shape, each with the next, equal ones first: chained, not paired. In shares by their first files.
fn candidates(
    streams: &[Stream],
    tokens_min: u32,
    control: &Control,
) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut windows: Vec<Vec<Window>> = vec![Vec::new(); SHARES];
    let mut keep = |window: Window| {
        if let Some(share) = windows.get_mut(usize::from(window.shape.to_be_bytes()[0])) {
            share.push(window);
        }
    };
    for (file, stream) in (0_u32..).zip(streams) {
        control.check()?;
        stream.windows(file, tokens_min, &mut keep);
    }
    let mut candidates: Vec<Vec<Candidate>> = vec![Vec::new(); SHARES];
    for mut share in windows.into_iter().filter(|share| !share.is_empty()) {
        control.check()?;
        share.sort_unstable();
        for alike in share.chunk_by(|one, next| one.shape == next.shape) {
            let crowded = alike.len() > SAME_SHAPE_MAX;
            let found = alike.windows(2).filter_map(|two| match two {
                [one, next] if !crowded || one.exact == next.exact => Some(candidate(one, next)),
                _ => None,
            });
            for candidate in found {
                let at = candidate.files.0 as usize * SHARES / streams.len().max(1);
                if let Some(share) = candidates.get_mut(at) {
                    share.push(candidate);
                }
            }
        }
    }
    Ok(candidates)
}

fn candidate(one: &Window, next: &Window) -> Candidate {
    let (one, next) = ((one.file, one.start), (next.file, next.start));
    let (left, right) = (one.min(next), one.max(next));
    Candidate {
        files: (left.0, right.0),
        distance: i64::from(right.1) - i64::from(left.1),
        left: left.1,
        right: right.1,
    }
}

/// Two files, or one with itself.
struct Files<'a> {
    numbers: (u32, u32),
    left: &'a Stream,
    right: &'a Stream,
    request: &'a ClonesRequest,
}

impl Files<'_> {
    /// The stretches that are alike in kind, by place.
    fn stretches(
        &self,
        candidates: &[Candidate],
        control: &Control,
    ) -> Result<Vec<Stretch>, Error> {
        let same_file = self.numbers.0 == self.numbers.1;
        let mut stretches = Vec::new();
        let mut followed = HashSet::new();
        // What was followed on a diagonal is not followed again.
        let (mut diagonal, mut covered) = (None, 0);
        for (at, candidate) in candidates.iter().enumerate() {
            if at.is_multiple_of(CANDIDATES_PER_LOOK) {
                control.check()?;
            }
            if diagonal != Some(candidate.distance) {
                (diagonal, covered) = (Some(candidate.distance), 0);
            }
            if candidate.left < covered {
                continue;
            }
            let place = (candidate.left, candidate.right);
            let whole = grown(self.left, self.right, place, covered, same_file);
            covered = whole.left + whole.length;
            match self.request.kind {
                ClonesKind::Exact => self.keep(exact(self.left, self.right, whole), &mut stretches),
                ClonesKind::Renamed => {
                    self.keep(renamed(self.left, self.right, whole), &mut stretches);
                }
                ClonesKind::Gapped => {
                    control.check()?;
                    self.follow(whole, &mut followed, &mut stretches);
                }
            }
        }
        stretches.sort_by_key(|one| (one.left, one.right, one.length));
        stretches.dedup();
        Ok(stretches)
    }

    /// Keep what is long enough to be a part.
    fn keep(&self, parts: Vec<Stretch>, stretches: &mut Vec<Stretch>) {
        let length_min = PART_TOKENS_MIN.min(self.request.tokens_min);
        stretches.extend(parts.into_iter().filter(|one| one.length >= length_min));
    }

    /// A stretch and those that go on after a gap, as far as they were not followed before.
    fn follow(
        &self,
        whole: Stretch,
        followed: &mut HashSet<(u32, u32)>,
        stretches: &mut Vec<Stretch>,
    ) {
        let same_file = self.numbers.0 == self.numbers.1;
        let mut part = whole;
        for _ in 0..PARTS_MAX {
            // Where it ends tells what it goes on with.
            if !followed.insert((part.left + part.length, part.right + part.length)) {
                self.keep(renamed(self.left, self.right, part), stretches);
                break;
            }
            self.keep(renamed(self.left, self.right, part), stretches);
            let end = (part.left + part.length, part.right + part.length);
            let next = bridged(self.left, self.right, end, GAP_TOKENS_MAX, PART_TOKENS_MIN);
            let Some(next) = next.filter(|_| part.length >= PART_TOKENS_MIN) else {
                break;
            };
            part = grown(self.left, self.right, next, next.0, same_file);
        }
    }

    /// What stretches, which are sorted by place, make: each one goes on the first chain that it follows.
    fn pairs(
        &self,
        stretches: &[Stretch],
        pairs: &mut Vec<Pair>,
        control: &Control,
    ) -> Result<(), Error> {
        if self.request.kind != ClonesKind::Gapped {
            pairs.extend(stretches.iter().filter_map(|one| self.whole(*one)));
            return Ok(());
        }
        let mut open: Vec<Vec<Stretch>> = Vec::new();
        for one in stretches {
            control.check()?;
            // Nothing that comes later is near enough to what has ended before.
            let is_open = |chain: &mut Vec<Stretch>| {
                let ends = chain.last().map_or(0, |last| last.left + last.length);
                ends + GAP_TOKENS_MAX >= one.left
            };
            for chain in open.extract_if(.., |chain| !is_open(chain)) {
                self.close(&chain, pairs);
            }
            let followed = open.iter_mut().find(|chain| {
                let last = chain.last().copied();
                last.is_some_and(|last| self.follows(chain, last, *one))
            });
            match followed {
                Some(chain) => chain.push(*one),
                None => open.push(vec![*one]),
            }
        }
        open.iter().for_each(|chain| self.close(chain, pairs));
        Ok(())
    }

    /// A chain as one duplicate, or each of its parts as one.
    fn close(&self, chain: &[Stretch], pairs: &mut Vec<Pair>) {
        match self.gapped(chain) {
            Some(pair) => pairs.push(pair),
            None => pairs.extend(chain.iter().filter_map(|one| self.whole(*one))),
        }
    }

    /// Whether a part goes on after a chain, with a short gap on either side.
    fn follows(&self, chain: &[Stretch], last: Stretch, next: Stretch) -> bool {
        let gap = |end: u32, start: u32| start.checked_sub(end);
        let near = |gap: Option<u32>| gap.is_some_and(|gap| gap <= GAP_TOKENS_MAX);
        let apart = self.numbers.0 != self.numbers.1
            || chain
                .first()
                .is_some_and(|first| next.left + next.length <= first.right);
        apart
            && near(gap(last.left + last.length, next.left))
            && near(gap(last.right + last.length, next.right))
    }

    /// Several parts as one duplicate, where enough of it is the same.
    fn gapped(&self, chain: &[Stretch]) -> Option<Pair> {
        let (first, last) = (chain.first()?, chain.last()?);
        if chain.len() < 2 {
            return None;
        }
        let same: u32 = chain.iter().map(|one| one.length).sum();
        let left = last.left + last.length - first.left;
        let right = last.right + last.length - first.right;
        let similarity = same.saturating_mul(100) / left.max(right).max(1);
        (same >= self.request.tokens_min && similarity >= SIMILARITY_MIN)
            .then(|| {
                self.pair(
                    (first.left, left),
                    (first.right, right),
                    CloneKind::Gapped,
                    similarity,
                )
            })
            .flatten()
    }

    /// One part as a duplicate, where it is long enough.
    fn whole(&self, one: Stretch) -> Option<Pair> {
        if one.length < self.request.tokens_min {
            return None;
        }
        let kind = if is_exact(self.left, self.right, one) {
            CloneKind::Exact
        } else {
            CloneKind::Renamed
        };
        self.pair((one.left, one.length), (one.right, one.length), kind, 100)
    }

    fn pair(
        &self,
        left: (u32, u32),
        right: (u32, u32),
        kind: CloneKind,
        similarity: u32,
    ) -> Option<Pair> {
        let lines = |stream: &Stream, (start, length): (u32, u32)| {
            let end = stream.line(start + length.saturating_sub(1))?;
            Some(end.saturating_sub(stream.line(start)?) + 1)
        };
        let long = lines(self.left, left)?.min(lines(self.right, right)?) >= self.request.lines_min;
        let varied = kind == CloneKind::Exact
            || (is_varied(self.left, left.0, left.1, SHAPES_MIN)
                && !is_repetitive(self.left, left.0, left.1));
        let place = |file, (start, length)| Place {
            file,
            start,
            length,
        };
        (long && varied).then(|| Pair {
            left: place(self.numbers.0, left),
            right: place(self.numbers.1, right),
            kind,
            similarity,
        })
    }
}
