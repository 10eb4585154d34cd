//! Where the next page begins, bound to the request and the tree it belongs to.

use crate::error::Error;

/// What a cursor must agree with: the tree, the tool and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding(String);

impl Binding {
    /// Bind to everything that decides the sequence of results.
    #[must_use]
    pub fn new(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher.finalize().to_hex().chars().take(12).collect())
    }

    /// The cursor that begins at `offset`.
    #[must_use]
    pub fn cursor(&self, offset: usize) -> String {
        format!("{}.{offset}", self.0)
    }

    /// The offset that a cursor stands for; none is the beginning.
    ///
    /// # Errors
    /// [`Error::StaleCursor`] when it was made for another sequence, [`Error::InvalidRequest`] when it is none.
    pub fn offset(&self, cursor: Option<&str>) -> Result<usize, Error> {
        let Some(cursor) = cursor else { return Ok(0) };
        let parsed = cursor
            .split_once('.')
            .and_then(|(tag, offset)| Some((tag, offset.parse().ok()?)));
        let (tag, offset) = parsed
            .filter(|(tag, _)| tag.len() == self.0.len())
            .ok_or_else(|| {
                Error::invalid(
                    "`cursor` is not one of ours",
                    "give `next_cursor` of the answer before, unchanged",
                )
            })?;
        if tag == self.0 {
            Ok(offset)
        } else {
            Err(Error::StaleCursor)
        }
    }
}
