//! Looking again at a tree that was listed before, without listing it.
//!
//! A folder whose own times are as they were holds the names that it held, so it is enough to look at each name once.
//! Whatever could change the listing otherwise than by the size and times of a file makes it void, and the tree is
//! listed anew. A link put in the place of a folder is seen at its own name; nothing is opened here, and nothing is
//! told of what lies behind it.

use std::sync::Arc;

use analysis::{Control, Error, Limits, Listing};
use rayon::prelude::*;

use crate::beneath::{Kind, Root, Status};

/// Names that one thread looks at in a row.
const NAMES_PER_TURN: usize = 256;

/// A listing, and what it rests on.
#[derive(Debug)]
pub struct Known {
    listing: Arc<Listing>,
    names: Vec<Name>,
}

/// A name that was looked at: no rule hides it, or it is a file of rules.
#[derive(Debug)]
pub struct Name {
    /// Its path; `""` is the root.
    pub path: String,
    /// What it stood for, where that could be told.
    pub status: Option<Status>,
    /// A file of the listing: its size and times decide nothing but what is said of itself.
    pub listed: bool,
}

/// Something else than the size and times of a listed file has changed.
struct Void;

impl Known {
    pub fn new(listing: Listing, names: Vec<Name>) -> Self {
        Self {
            listing: Arc::new(listing),
            names,
        }
    }

    /// The listing as it was made.
    pub fn listing(&self) -> Arc<Listing> {
        Arc::clone(&self.listing)
    }

    /// The listing as it is now; `None` where only listing anew can tell.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn again(
        &mut self,
        root: &Root,
        limits: &Limits,
        control: &Control,
    ) -> Result<Option<Arc<Listing>>, Error> {
        let turns = self.names.par_chunks_mut(NAMES_PER_TURN).map(|names| {
            control.check()?;
            Ok(changed(names, root, limits))
        });
        let turns: Vec<Result<Vec<(String, Status)>, Void>> =
            turns.collect::<Result<_, Error>>()?;
        for turn in turns {
            let Ok(changes) = turn else {
                return Ok(None);
            };
            for (path, status) in changes {
                self.note(&path, status);
            }
        }
        Ok(Some(self.listing()))
    }

    fn note(&mut self, path: &str, status: Status) {
        let entries = &mut Arc::make_mut(&mut self.listing).entries;
        let place = entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
        if let Some(entry) = place.ok().and_then(|place| entries.get_mut(place)) {
            entry.size_bytes = status.size_bytes;
            entry.stamp = status.stamp;
        }
    }
}

/// Look at names again, and say which listed files have other sizes or times.
fn changed(
    names: &mut [Name],
    root: &Root,
    limits: &Limits,
) -> Result<Vec<(String, Status)>, Void> {
    let mut changes = Vec::new();
    for name in names {
        let now = root.status(&name.path).ok();
        if now == name.status {
            continue;
        }
        match now {
            Some(status)
                if name.listed
                    && status.kind == Kind::File
                    && status.size_bytes <= limits.file_size_bytes_max =>
            {
                name.status = now;
                changes.push((name.path.clone(), status));
            }
            _ => return Err(Void),
        }
    }
    Ok(changes)
}
