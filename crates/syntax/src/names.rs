//! Each text once: identifiers of one file as small numbers.

use std::borrow::Cow;

use crate::maps::HashMap;
use crate::source::clip;
use crate::texts::Texts;

/// Longest name that is kept.
pub(crate) const NAME_BYTES_MAX: usize = 400;

/// The names met so far.
#[derive(Default)]
pub(crate) struct Names<'a> {
    index_by_name: HashMap<Cow<'a, str>, u32>,
    names: Texts,
}

impl<'a> Names<'a> {
    /// The number of a name, given on first use.
    pub fn index(&mut self, name: &'a str) -> u32 {
        self.numbered(Cow::Borrowed(clip(name, NAME_BYTES_MAX)))
    }

    /// The number of a name that does not stand in the text as it is.
    pub fn index_made(&mut self, name: String) -> u32 {
        let short = name.len() <= NAME_BYTES_MAX;
        self.numbered(if short {
            Cow::Owned(name)
        } else {
            Cow::Borrowed("")
        })
    }

    fn numbered(&mut self, name: Cow<'a, str>) -> u32 {
        if let Some(known) = self.index_by_name.get(&*name) {
            return *known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(&name);
        self.index_by_name.insert(name, number);
        number
    }

    /// The text of a number.
    pub fn text(&self, index: u32) -> &str {
        self.names.get(index as usize).unwrap_or_default()
    }

    /// All names in order of first use.
    pub fn into_texts(self) -> Texts {
        self.names
    }
}
