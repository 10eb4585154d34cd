//! What a question about earlier versions starts from: the commits, and how much of them is known.

use std::sync::Arc;

use crate::churn::Compared;
use crate::dates::day;
use crate::engine::Question;
use crate::error::Error;
use crate::ledger::{Done, Entry, Ledger, Reach, Shelf};
use crate::model::past::HistorySpan;
use crate::past::{ObjectId, Past, PastReader};
use crate::repository::Repository;

/// Letters of a commit's name that are shown.
const NAME_LETTERS: usize = 12;

/// What is kept of earlier versions between calls. It is found again from the commits at any time.
#[derive(Debug, Default)]
pub struct Chronicle {
    ledgers: Shelf,
    /// Contents that were compared.
    pub compared: Compared,
}

/// The commits of a repository, opened for one question.
pub struct Opened {
    /// Reads them.
    pub past: Box<dyn Past>,
    /// What they did.
    pub ledger: Arc<Ledger>,
}

impl Opened {
    /// Open the commits that lead to what is checked out.
    ///
    /// # Errors
    /// Those of [`head`] and of [`Shelf::ledger`].
    pub fn new(question: &Question<'_>) -> Result<Self, Error> {
        let (past, head) = head(question.reader.repository)?;
        let limits = question.reader.limits;
        let count = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
        let reach = Reach {
            commits_max: count(limits.history_commits_max),
            touches_max: count(limits.history_touches_max),
        };
        let ledger = question
            .chronicle
            .ledgers
            .ledger(&*past, head, reach, question.control)?;
        Ok(Self { past, ledger })
    }

    /// How much of the past these commits are.
    #[must_use]
    pub fn span<'a>(&self, commits: impl Iterator<Item = &'a Arc<Entry>>) -> HistorySpan {
        let mut span = HistorySpan {
            head: name(self.ledger.head),
            is_cut: self.ledger.is_cut,
            is_shallow: self.ledger.is_shallow,
            ..HistorySpan::default()
        };
        let mut ends: Option<(i64, i64)> = None;
        for entry in commits {
            match entry.done {
                Done::Merged => span.merges += 1,
                Done::Touched(_) => span.commits += 1,
                Done::Unknown | Done::TooMuch | Done::Unreadable => {
                    span.commits += 1;
                    span.unknown += 1;
                }
            }
            let time = entry.author_time_s;
            ends = Some(ends.map_or((time, time), |(first, last)| {
                (first.min(time), last.max(time))
            }));
        }
        (span.first, span.last) = ends
            .map(|(first, last)| (day(first), day(last)))
            .unwrap_or_default();
        span
    }
}

/// Open what was committed, and say which commit is checked out.
///
/// # Errors
/// Those of [`Repository::past`]; [`Error::NotFound`] before the first commit.
pub fn head(repository: &dyn Repository) -> Result<(Box<dyn Past>, ObjectId), Error> {
    let past = repository.past()?;
    let head = past.head().ok_or_else(|| Error::NotFound {
        message: "the repository has no commit yet, or what is checked out cannot be found"
            .to_owned(),
        hint: Some("commit something, or check out a branch, and ask again".to_owned()),
        nearest: Vec::new(),
    })?;
    Ok((past, head))
}

/// A commit's name as it is shown.
#[must_use]
pub fn name(id: ObjectId) -> String {
    id.to_string().chars().take(NAME_LETTERS).collect()
}

/// A reader that asks nothing of the past but one commit's message.
///
/// # Errors
/// Those of [`PastReader::commit`].
pub fn message(reader: &mut dyn PastReader, id: ObjectId) -> Result<String, Error> {
    reader.commit(id).map(|commit| commit.message)
}
