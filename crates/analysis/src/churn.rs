//! How many lines came and went, content by content.
//!
//! The counts are those of `git log --numstat --no-renames`; a pair of contents is compared once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::control::Control;
use crate::error::Error;
use crate::line_diff::line_counts;
use crate::past::{ObjectId, Past, PastReader, Version, VersionKind};
use crate::spread::spread;

/// Larger contents are not compared.
const CONTENT_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How far into a content a NUL byte makes it binary, as git has it.
const BINARY_PROBE_BYTES: usize = 8_000;
/// Pairs that are kept; above, all are forgotten at once.
const PAIRS_MAX: usize = 4_000_000;
/// Pairs that one thread takes at a time: those of one path are made of each other.
const RUN: usize = 32;

/// Two versions of one path.
pub type Pair = (Option<Version>, Option<Version>);

/// What became of the lines of a path in a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Churn {
    /// So many.
    Lines {
        /// New lines.
        added: u32,
        /// Lines that are gone.
        removed: u32,
    },
    /// One of the contents is binary.
    Binary,
    /// One of the contents is missing or too large.
    Unmeasured,
}

/// Pairs that were compared before.
#[derive(Debug, Default)]
pub struct Compared(Mutex<HashMap<Pair, Churn>>);

impl Compared {
    /// Compare all of these; those of one path should stand together, newest first.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; what was compared until then is kept.
    pub fn all(
        &self,
        past: &dyn Past,
        pairs: &[Pair],
        control: &Control,
    ) -> Result<Vec<Churn>, Error> {
        let known: Vec<Option<Churn>> = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            pairs.iter().map(|pair| kept.get(pair).copied()).collect()
        };
        let fresh: Vec<Pair> = pairs
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(pair, _)| *pair)
            .collect();
        control.set_total(fresh.len() as u64);
        let found = spread(
            &fresh,
            RUN,
            control,
            || Contents::new(past.reader()),
            Contents::compare,
        );
        let is_complete = found.len() == fresh.len();
        {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() + found.len() > PAIRS_MAX {
                kept.clear();
            }
            kept.extend(fresh.iter().copied().zip(found.iter().copied()));
        }
        if !is_complete {
            return Err(Error::Cancelled);
        }
        let mut found = found.into_iter();
        let all = known
            .into_iter()
            .map(|known| known.or_else(|| found.next()).unwrap_or(Churn::Unmeasured));
        Ok(all.collect())
    }
}

/// Contents at hand in one thread.
struct Contents {
    reader: Box<dyn PastReader>,
    /// The last content that stood before: the next one that stands after, where a path goes back in time.
    last: Option<(ObjectId, Vec<u8>)>,
}

impl Contents {
    fn new(reader: Box<dyn PastReader>) -> Self {
        Self { reader, last: None }
    }

    fn compare(&mut self, (before, after): &Pair) -> Churn {
        let last = self.last.take();
        let new = match last.filter(|(id, _)| after.is_some_and(|after| after.id == *id)) {
            Some((_, content)) => Some(content),
            None => self.content(*after),
        };
        let old = self.content(*before);
        let churn = match (&old, &new) {
            (Some(old), Some(new)) => compare(old, new),
            (None, _) | (_, None) => Churn::Unmeasured,
        };
        self.last = before.map(|before| before.id).zip(old);
        churn
    }

    fn content(&mut self, version: Option<Version>) -> Option<Vec<u8>> {
        let Some(version) = version else {
            return Some(Vec::new());
        };
        match version.kind {
            VersionKind::File | VersionKind::Link => {
                self.reader.content(version.id, CONTENT_BYTES_MAX)
            }
            VersionKind::Submodule => {
                Some(format!("Subproject commit {}\n", version.id).into_bytes())
            }
        }
    }
}

/// Count the lines that came and went.
#[must_use]
pub fn compare(before: &[u8], after: &[u8]) -> Churn {
    let is_binary = |content: &[u8]| {
        content
            .iter()
            .take(BINARY_PROBE_BYTES)
            .any(|byte| *byte == 0)
    };
    if is_binary(before) || is_binary(after) {
        return Churn::Binary;
    }
    let (added, removed) = line_counts(before, after);
    Churn::Lines { added, removed }
}
