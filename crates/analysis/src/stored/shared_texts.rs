//! The texts that facts mention, each written once.

use std::borrow::Cow;
use std::collections::HashMap;

use syntax::texts::Texts;

/// The texts of a file, each once.
#[derive(Default)]
pub(super) struct Table<'a> {
    all: Vec<Cow<'a, str>>,
    places: HashMap<&'a str, u32>,
    /// Bytes of all that was mentioned.
    taken: u64,
}

impl<'a> Table<'a> {
    /// Where a text stands among them.
    pub fn place(&mut self, text: &'a str) -> u32 {
        self.take(text.len());
        let next = self.all.len() as u32;
        let place = *self.places.entry(text).or_insert(next);
        if place == next {
            self.all.push(Cow::Borrowed(text));
        }
        place
    }

    /// Count what will be made of texts.
    pub fn take(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes as u64);
    }

    /// All of them; nothing where more was mentioned than can be taken out again.
    pub fn finish(self, size_bytes: u64) -> Option<Vec<Cow<'a, str>>> {
        (self.taken <= taken_max(size_bytes)).then_some(self.all)
    }
}

/// Bytes of names that a file may come to, and how many more for each byte of it.
///
/// In sound facts a name is about as often mentioned as it stands in the text; in damaged ones a long one may be
/// mentioned by everything.
const BYTES_MAX: u64 = 256 << 10;
const TIMES_MAX: u64 = 16;

/// Bytes of names that a file of this size may come to.
fn taken_max(size_bytes: u64) -> u64 {
    BYTES_MAX.saturating_add(size_bytes.saturating_mul(TIMES_MAX))
}

/// The texts of a file while facts are made of them.
pub(super) struct Taken<'a> {
    all: Vec<Cow<'a, str>>,
    left: u64,
}

impl<'a> Taken<'a> {
    pub fn new(all: Vec<Cow<'a, str>>, size_bytes: u64) -> Self {
        let left = taken_max(size_bytes);
        Self { all, left }
    }

    /// Count what is made of texts; nothing where it is too much.
    pub fn take(&mut self, bytes: usize) -> Option<()> {
        self.left = self.left.checked_sub(bytes as u64)?;
        Some(())
    }

    /// The text at a place, as whoever keeps it wants it.
    pub fn text<T: for<'t> From<&'t str>>(&mut self, place: u32) -> Option<T> {
        let text = self.all.get(place as usize)?;
        self.left = self.left.checked_sub(text.len() as u64)?;
        Some(text.as_ref().into())
    }

    /// So many of the first.
    pub fn first(&self, count: usize) -> Option<Texts> {
        Some(self.all.get(..count)?.iter().collect())
    }

    /// The texts at these places.
    pub fn names(&mut self, places: &[u32]) -> Option<Texts> {
        let names = places.iter().map(|place| self.text::<Box<str>>(*place));
        names.collect()
    }
}
