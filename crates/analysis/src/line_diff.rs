//! How many lines differ between two texts, counted as git counts them.
//!
//! The shortest edit by Myers, with git's shortcuts where texts are large or repeat themselves: the numbers of
//! `git diff --numstat` depend on them. Compares bytes, line ends included; keeps no line.

use std::collections::HashMap;

use memchr::memchr;

use crate::shortest_edit::{counts, rough_root};

/// A line with at least this many equals on the other side says nothing, however long the text.
const EQUALS_MAX: u32 = 1024;
/// How far round a line its neighbours are looked at.
const WINDOW: usize = 100;
/// How many times more often than not neighbours must be without equals.
const WINDOW_SHARE: usize = 4;

/// Count the lines of `after` that are new and those of `before` that are gone.
#[must_use]
pub fn line_counts(before: &[u8], after: &[u8]) -> (u32, u32) {
    let (prefix, suffix) = common_ends(before, after);
    let middle = |text: &'_ [u8]| prefix..text.len().saturating_sub(suffix);
    let old = before.get(middle(before)).unwrap_or_default();
    let new = after.get(middle(after)).unwrap_or_default();
    if old.is_empty() || new.is_empty() {
        return (count_lines(new), count_lines(old));
    }
    let mut table = Table::default();
    let old: Vec<u32> = lines(old)
        .map(|line| table.enter(line, Side::Old))
        .collect();
    let new: Vec<u32> = lines(new)
        .map(|line| table.enter(line, Side::New))
        .collect();
    if !table
        .equals
        .iter()
        .any(|equals| equals.old > 0 && equals.new > 0)
    {
        return (length(&new), length(&old));
    }
    // Lines outside the middle count as equals too.
    let mut common = 0;
    for part in [before.get(..prefix), before.get(before.len() - suffix..)] {
        for line in lines(part.unwrap_or_default()) {
            common += 1;
            table.meet(line);
        }
    }
    let old_weight = weights(&old, |id| table.equals(id).new, common + old.len());
    let new_weight = weights(&new, |id| table.equals(id).old, common + new.len());
    let (old_kept, new_kept) = (kept(&old, &old_weight), kept(&new, &new_weight));
    let (added, removed) = counts(&old_kept, &new_kept);
    let dropped = |all: &[u32], kept: &[u32]| length(all) - length(kept);
    (
        added + dropped(&new, &new_kept),
        removed + dropped(&old, &old_kept),
    )
}

/// Bytes of the whole lines that both texts begin and end with.
fn common_ends(before: &[u8], after: &[u8]) -> (usize, usize) {
    let equal = before
        .iter()
        .zip(after)
        .take_while(|(left, right)| left == right)
        .count();
    let prefix = before
        .get(..equal)
        .and_then(|same| memchr::memrchr(b'\n', same))
        .map_or(0, |end| end + 1);
    let (old, new) = (
        before.get(prefix..).unwrap_or_default(),
        after.get(prefix..).unwrap_or_default(),
    );
    let equal = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(left, right)| left == right)
        .count();
    let starts_line = |text: &[u8]| {
        let start = text.len() - equal;
        start == 0 || text.get(start - 1) == Some(&b'\n')
    };
    if starts_line(old) && starts_line(new) {
        return (prefix, equal);
    }
    let same = old.get(old.len() - equal..).unwrap_or_default();
    (prefix, memchr(b'\n', same).map_or(0, |end| equal - end - 1))
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        Some(line)
    })
}

fn count_lines(text: &[u8]) -> u32 {
    let ends = memchr::memchr_iter(b'\n', text).count();
    let open = text.last().is_some_and(|last| *last != b'\n');
    u32::try_from(ends)
        .unwrap_or(u32::MAX)
        .saturating_add(u32::from(open))
}

fn length(lines: &[u32]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX)
}

#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// How often a line stands in each text.
#[derive(Clone, Copy, Default)]
struct Equals {
    old: u32,
    new: u32,
}

/// The different lines of the middles, by number.
#[derive(Default)]
struct Table<'a> {
    ids: HashMap<&'a [u8], u32>,
    equals: Vec<Equals>,
    /// Which lengths occur, by their last six bits: most other lines are told apart by that.
    lengths: u64,
}

impl<'a> Table<'a> {
    fn enter(&mut self, line: &'a [u8], side: Side) -> u32 {
        let fresh = u32::try_from(self.equals.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry(line).or_insert(fresh);
        if id == fresh {
            self.equals.push(Equals::default());
            self.lengths |= 1 << (line.len() % 64);
        }
        if let Some(equals) = self.equals.get_mut(id as usize) {
            match side {
                Side::Old => equals.old += 1,
                Side::New => equals.new += 1,
            }
        }
        id
    }

    /// Count a line that stands in both texts outside the middle.
    fn meet(&mut self, line: &[u8]) {
        if self.lengths & (1 << (line.len() % 64)) == 0 {
            return;
        }
        let id = self.ids.get(line);
        if let Some(equals) = id.and_then(|id| self.equals.get_mut(*id as usize)) {
            equals.old += 1;
            equals.new += 1;
        }
    }

    fn equals(&self, id: u32) -> Equals {
        self.equals.get(id as usize).copied().unwrap_or_default()
    }
}

/// What a line says about where it belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It has no equal: it is new or gone.
    Alone,
    /// It has a few.
    Telling,
    /// It has many.
    Common,
}

fn weights(side: &[u32], equals: impl Fn(u32) -> u32, lines_in_all: usize) -> Vec<Weight> {
    let many = u32::try_from(rough_root(lines_in_all))
        .unwrap_or(u32::MAX)
        .min(EQUALS_MAX);
    side.iter()
        .map(|id| match equals(*id) {
            0 => Weight::Alone,
            count if count >= many => Weight::Common,
            _ => Weight::Telling,
        })
        .collect()
}

/// The lines that are compared: those with equals, but for common ones amid lines without.
fn kept(side: &[u32], weights: &[Weight]) -> Vec<u32> {
    side.iter()
        .enumerate()
        .filter(|(at, _)| match weights.get(*at) {
            Some(Weight::Telling) => true,
            Some(Weight::Common) => !is_amid_changes(weights, *at),
            Some(Weight::Alone) | None => false,
        })
        .map(|(_, id)| *id)
        .collect()
}

fn is_amid_changes(weights: &[Weight], at: usize) -> bool {
    let run = |neighbours: &mut dyn Iterator<Item = &Weight>| {
        let (mut alone, mut common) = (0, 1);
        for weight in neighbours.take(WINDOW) {
            match weight {
                Weight::Alone => alone += 1,
                Weight::Common => common += 1,
                Weight::Telling => break,
            }
        }
        (alone, common)
    };
    let (above, behind) = weights.split_at(at);
    let (alone_above, common_above) = run(&mut above.iter().rev());
    if alone_above == 0 {
        return false;
    }
    let (alone_behind, common_behind) = run(&mut behind.iter().skip(1));
    let (alone, common): (usize, usize) =
        (alone_above + alone_behind, common_above + common_behind);
    alone_behind > 0 && common * WINDOW_SHARE < common + alone
}
