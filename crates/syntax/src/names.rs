//! Each text once: identifiers of one file as small numbers.

use std::collections::HashMap;

use crate::source::clip;

/// Longest name that is kept.
pub(crate) const NAME_BYTES_MAX: usize = 400;

/// The names met so far.
#[derive(Default)]
pub(crate) struct Names<'a> {
    index_by_name: HashMap<&'a str, u32>,
    names: Vec<Box<str>>,
}

impl<'a> Names<'a> {
    /// The number of a name, given on first use.
    pub fn index(&mut self, name: &'a str) -> u32 {
        let name = clip(name, NAME_BYTES_MAX);
        *self.index_by_name.entry(name).or_insert_with(|| {
            self.names.push(name.into());
            u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The text of a number.
    pub fn text(&self, index: u32) -> &str {
        self.names.get(index as usize).map_or("", |name| name)
    }

    /// All names in order of first use.
    pub fn into_vec(self) -> Vec<Box<str>> {
        self.names
    }
}
