//! From pairs of places to classes of places that are duplicates of one another.

use std::collections::{BTreeMap, BTreeSet};

use crate::control::Control;
use crate::error::Error;
use crate::model::clones::CloneKind;

use super::matches::{Stretch, is_exact};
use super::pairs::{Pair, Place};
use super::windows::Stream;

/// Places that a class is carried over to from the longer duplicates that they lie in.
const CARRIED_MAX: usize = 1_000;
/// Longer duplicates before a place that are looked at.
const LOOKED_AT_MAX: usize = 64;

/// Places that are duplicates of one another.
pub struct Class {
    /// How they are alike, at worst.
    pub kind: CloneKind,
    /// How much is the same, at worst.
    pub similarity: u32,
    /// The places, sorted.
    pub places: Vec<Place>,
}

/// Put pairs together that share a place, and carry each class over to where longer duplicates repeat it.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn classes(pairs: &[Pair], streams: &[Stream], control: &Control) -> Result<Vec<Class>, Error> {
    let (numbers, above) = joined(pairs);
    let mut classes: BTreeMap<usize, Class> = BTreeMap::new();
    for pair in pairs {
        let Some(number) = numbers.get(&pair.left) else {
            continue;
        };
        let class = classes.entry(root(&above, *number)).or_insert(Class {
            kind: pair.kind,
            similarity: pair.similarity,
            places: Vec::new(),
        });
        class.kind = class.kind.max(pair.kind);
        class.similarity = class.similarity.min(pair.similarity);
        class.places.extend([pair.left, pair.right]);
    }
    let repeats = repeats(pairs);
    let mut classes: Vec<Class> = classes.into_values().collect();
    for class in &mut classes {
        control.check()?;
        carry(class, &repeats, streams);
    }
    Ok(classes)
}

/// Each side of each pair without gaps, with the other side, by file and place.
fn repeats(pairs: &[Pair]) -> Vec<(Place, Place)> {
    let whole = pairs.iter().filter(|pair| pair.kind != CloneKind::Gapped);
    let mut sides: Vec<(Place, Place)> = whole
        .flat_map(|pair| [(pair.left, pair.right), (pair.right, pair.left)])
        .collect();
    sides.sort_unstable();
    sides
}

/// A place inside a longer duplicate stands on the other side of that too.
fn carry(class: &mut Class, repeats: &[(Place, Place)], streams: &[Stream]) {
    let mut places: BTreeSet<Place> = class.places.iter().copied().collect();
    let mut waiting: Vec<Place> = places.iter().copied().collect();
    let mut carried = 0;
    while let Some(place) = waiting.pop() {
        let behind = repeats
            .partition_point(|(side, _)| (side.file, side.start) <= (place.file, place.start));
        let before = repeats.get(..behind).unwrap_or_default();
        for (side, other) in before.iter().rev().take(LOOKED_AT_MAX) {
            let holds = side.file == place.file
                && side.length > place.length
                && side.start + side.length >= place.start + place.length;
            let there = Place {
                file: other.file,
                start: other.start + place.start.saturating_sub(side.start),
                length: place.length,
            };
            if !holds || overlaps(&places, there) || carried >= CARRIED_MAX {
                continue;
            }
            carried += 1;
            if class.kind == CloneKind::Exact && !same(streams, place, there) {
                class.kind = CloneKind::Renamed;
            }
            places.insert(there);
            waiting.push(there);
        }
    }
    class.places = places.into_iter().collect();
}

/// Whether a place shares a token with those that are known.
fn overlaps(places: &BTreeSet<Place>, one: Place) -> bool {
    let first = |start| Place {
        file: one.file,
        start,
        length: 0,
    };
    let before = places.range(first(0)..first(one.start)).next_back();
    let touches_before = before.is_some_and(|before| before.start + before.length > one.start);
    let within = first(one.start)..first(one.start + one.length);
    touches_before || places.range(within).next().is_some()
}

fn same(streams: &[Stream], one: Place, other: Place) -> bool {
    let stream = |place: Place| streams.get(place.file as usize);
    let (Some(left), Some(right)) = (stream(one), stream(other)) else {
        return false;
    };
    let stretch = Stretch {
        left: one.start,
        right: other.start,
        length: one.length,
    };
    is_exact(left, right, stretch)
}

/// Number the places, and lead each to the first of those that it is paired with.
fn joined(pairs: &[Pair]) -> (BTreeMap<Place, usize>, Vec<usize>) {
    let mut numbers: BTreeMap<Place, usize> = BTreeMap::new();
    for pair in pairs {
        for place in [pair.left, pair.right] {
            let next = numbers.len();
            numbers.entry(place).or_insert(next);
        }
    }
    let mut above: Vec<usize> = (0..numbers.len()).collect();
    for pair in pairs {
        if let (Some(left), Some(right)) = (numbers.get(&pair.left), numbers.get(&pair.right)) {
            let (left, right) = (root(&above, *left), root(&above, *right));
            if let Some(slot) = above.get_mut(left.max(right)) {
                *slot = left.min(right);
            }
        }
    }
    (numbers, above)
}

fn root(above: &[usize], mut one: usize) -> usize {
    while let Some(next) = above.get(one).filter(|next| **next != one) {
        one = *next;
    }
    one
}
