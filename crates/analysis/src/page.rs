//! Cutting a sequence of results to a page that keeps its budget.

use serde::Serialize;

use crate::cursor::Binding;
use crate::error::Error;
use crate::model::answers::{Answer, Completeness, Tree};
use crate::tokens::estimate;

/// The outside of an answer, and how large it may become.
pub struct Frame {
    /// The tree that is spoken of.
    pub tree: Tree,
    /// What is not known; `omitted` is filled in here.
    pub completeness: Completeness,
    /// What cursors are bound to; none where a tool has no pages.
    pub binding: Option<Binding>,
    /// Where the page begins.
    pub offset: usize,
    /// Most results of a page.
    pub limit: usize,
    /// Most tokens of the answer.
    pub max_tokens: u64,
}

/// A result that can be made smaller when it stands first and does not fit.
pub trait Item: Serialize {
    /// Leave out what is worth least. False when nothing is left to leave out.
    fn shorten(&mut self) -> bool {
        false
    }
}

impl Item for String {}

impl Frame {
    /// An answer with as many of `total` results as fit.
    ///
    /// `item` makes one result; `result` puts those of the page together.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] when not even one result fits, so that a caller who pages always moves on.
    pub fn fill<T: Item, R: Serialize>(
        &self,
        total: usize,
        mut item: impl FnMut(usize) -> T,
        result: impl Fn(Vec<T>) -> R,
    ) -> Result<Answer<R>, Error> {
        self.fill_within(total, |position, _| Ok(item(position)), result)
    }

    /// Like [`Self::fill`], with results that are made to the tokens that are left.
    ///
    /// # Errors
    /// Those of [`Self::fill`] and of `item`.
    pub fn fill_within<T: Item, R: Serialize>(
        &self,
        total: usize,
        mut item: impl FnMut(usize, u64) -> Result<T, Error>,
        result: impl Fn(Vec<T>) -> R,
    ) -> Result<Answer<R>, Error> {
        let offset = self.offset.min(total);
        let mut used = cost(&self.answer(result(Vec::new()), offset, total))?;
        let mut items: Vec<T> = Vec::new();
        for position in (offset..total).take(self.limit) {
            let mut next = item(position, self.max_tokens.saturating_sub(used))?;
            let mut next_cost = cost(&next)? + 1;
            while items.is_empty() && used + next_cost > self.max_tokens && next.shorten() {
                next_cost = cost(&next)? + 1;
            }
            if used + next_cost > self.max_tokens {
                if items.is_empty() {
                    return Err(self.too_small(used + next_cost));
                }
                break;
            }
            used += next_cost;
            items.push(next);
        }
        if used > self.max_tokens {
            return Err(self.too_small(used));
        }
        let end = offset + items.len();
        Ok(self.answer(result(items), end, total))
    }

    /// An answer whose page ends before `end`.
    pub fn answer<R>(&self, result: R, end: usize, total: usize) -> Answer<R> {
        let omitted = total.saturating_sub(end) as u64;
        let next_cursor = self
            .binding
            .as_ref()
            .filter(|_| omitted > 0)
            .map(|binding| binding.cursor(end));
        let completeness = Completeness {
            omitted,
            ..self.completeness
        };
        Answer {
            result,
            tree: self.tree.clone(),
            completeness,
            next_cursor,
        }
    }

    /// The error for a budget that is too small for an answer of `needed` tokens.
    pub fn too_small(&self, needed: u64) -> Error {
        // Rounded up: the rest of the answer, and the next item, are longer than this one perhaps.
        let enough = needed.saturating_mul(5).div_ceil(400).saturating_mul(100);
        Error::LimitExceeded {
            what: "the smallest answer in tokens".to_owned(),
            limit: self.max_tokens,
            hint: Some(format!(
                "repeat the request with `max_tokens`: {}",
                enough.max(self.max_tokens + 100)
            )),
        }
    }
}

/// Tokens of a value as JSON.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn cost<T: Serialize>(value: &T) -> Result<u64, Error> {
    let text = serde_json::to_string(value).map_err(|fault| Error::Internal {
        message: fault.to_string(),
    })?;
    Ok(estimate(&text))
}

/// Walk several lists in turn: the first of each, the second of each, and so on.
#[must_use]
pub fn interleave<const LISTS: usize>(lengths: [usize; LISTS]) -> Vec<(usize, usize)> {
    let rounds = lengths.iter().copied().max().unwrap_or(0);
    (0..rounds)
        .flat_map(|round| {
            lengths
                .into_iter()
                .enumerate()
                .map(move |(list, length)| (list, length, round))
        })
        .filter(|(_, length, round)| round < length)
        .map(|(list, _, round)| (list, round))
        .collect()
}
