//! What was committed, in brief: who, when, and which paths became what.
//!
//! Commit by commit, without a line of text; what a commit did is found once and kept.
//! Merges count as no change of their own, as in `git log`.

use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::control::Control;
use crate::error::Error;
use crate::past::{Change, Commit, ObjectId, Past, PastReader, Version};
use crate::spread::spread;

/// Commits that one thread takes at a time: neighbours have most of their trees in common.
const RUN: usize = 64;

/// The commits that lead to one, newest first.
#[derive(Debug)]
pub struct Ledger {
    /// The commit that they lead to.
    pub head: ObjectId,
    /// The commits, by time, newest first.
    pub commits: Vec<Arc<Entry>>,
    /// Each path that was ever touched, once.
    pub paths: Arc<Interner>,
    /// There are commits before these: the limit was reached.
    pub is_cut: bool,
    /// There are commits before these: the clone is shallow.
    pub is_shallow: bool,
}

/// One commit in brief.
#[derive(Debug)]
pub struct Entry {
    /// Its name.
    pub id: ObjectId,
    /// The commits it was made on.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author_name: Arc<str>,
    /// Who wrote it, as an address.
    pub author_email: Arc<str>,
    /// When it was written, in seconds since 1970.
    pub author_time_s: i64,
    /// When it was committed, in seconds since 1970.
    pub commit_time_s: i64,
    /// What it did.
    pub done: Done,
}

/// What a commit did to the paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// These touches.
    Touched(Vec<Touch>),
    /// It is a merge.
    Merged,
    /// Its parent is not here: the clone is shallow.
    Unknown,
    /// More than the limit.
    TooMuch,
    /// Objects are missing or damaged.
    Unreadable,
}

/// A path that a commit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// The path, by its position among the paths.
    pub path: u32,
    /// What it was; absent where the path is new.
    pub before: Option<Version>,
    /// What it became; absent where the path is gone.
    pub after: Option<Version>,
}

/// Texts that are kept once, by position.
#[derive(Debug, Default, Clone)]
pub struct Interner {
    texts: Vec<Arc<str>>,
    positions: HashMap<Arc<str>, u32>,
}

/// What was read before; the next look goes on from there.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    ledger: Option<Arc<Ledger>>,
    entries: HashMap<ObjectId, Arc<Entry>>,
    paths: Arc<Interner>,
    people: Interner,
}

/// How far a look goes.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Commits that are looked at, newest first.
    pub commits_max: usize,
    /// Paths of one commit.
    pub touches_max: usize,
}

impl Entry {
    /// The paths it changed; none where that is not known.
    #[must_use]
    pub fn touches(&self) -> &[Touch] {
        match &self.done {
            Done::Touched(touches) => touches,
            Done::Merged | Done::Unknown | Done::TooMuch | Done::Unreadable => &[],
        }
    }
}

impl Interner {
    /// The text at a position.
    #[must_use]
    pub fn text(&self, position: u32) -> &str {
        self.texts.get(position as usize).map_or("", |text| text)
    }

    /// The position of a text that was kept.
    #[must_use]
    pub fn position(&self, text: &str) -> Option<u32> {
        self.positions.get(text).copied()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    fn keep(&mut self, text: &str) -> u32 {
        if let Some(position) = self.positions.get(text) {
            return *position;
        }
        let position = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.positions.insert(text, position);
        position
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        let position = self.keep(text);
        self.texts
            .get(position as usize)
            .map_or_else(|| Arc::from(text), Arc::clone)
    }
}

impl Shelf {
    /// The commits that lead to `head`. What was read before is not read again.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; what was read until then is kept. [`Error::Unreadable`] where the head itself is
    /// missing.
    pub fn ledger(
        &self,
        past: &dyn Past,
        head: ObjectId,
        reach: Reach,
        control: &Control,
    ) -> Result<Arc<Ledger>, Error> {
        let mut entries = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(ledger) = kept.ledger.as_ref().filter(|ledger| ledger.head == head) {
                return Ok(Arc::clone(ledger));
            }
            kept.entries.clone()
        };
        let walk = walk(past, head, reach.commits_max, &entries, control)?;
        control.set_total(walk.fresh.len() as u64);
        let read = spread(
            &walk.fresh,
            RUN,
            control,
            || past.reader(),
            |reader, commit| changes(&mut **reader, commit, reach.touches_max),
        );
        let is_complete = read.len() == walk.fresh.len();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        let paths = Arc::make_mut(&mut kept.paths);
        for (commit, changes) in walk.fresh.iter().zip(read) {
            let entry = entry(commit, changes, paths, &mut kept.people);
            entries.insert(commit.id, Arc::new(entry));
        }
        if !is_complete {
            kept.entries.extend(entries);
            return Err(Error::Cancelled);
        }
        let commits: Vec<Arc<Entry>> = walk
            .order
            .iter()
            .filter_map(|id| entries.get(id).cloned())
            .collect();
        let ledger = Arc::new(Ledger {
            head,
            commits,
            paths: Arc::clone(&kept.paths),
            is_cut: walk.is_cut,
            is_shallow: past.is_shallow(),
        });
        // What no longer leads to the head is let go.
        kept.entries = ledger
            .commits
            .iter()
            .map(|entry| (entry.id, Arc::clone(entry)))
            .collect();
        kept.ledger = Some(Arc::clone(&ledger));
        Ok(ledger)
    }
}

struct Walk {
    /// All commits, newest first.
    order: Vec<ObjectId>,
    /// Those that were not known.
    fresh: Vec<Commit>,
    is_cut: bool,
}

/// Follow parents, newest first.
fn walk(
    past: &dyn Past,
    head: ObjectId,
    commits_max: usize,
    known: &HashMap<ObjectId, Arc<Entry>>,
    control: &Control,
) -> Result<Walk, Error> {
    let mut reader = past.reader();
    let mut seen: HashSet<ObjectId> = HashSet::from([head]);
    let mut walk = Walk {
        order: Vec::new(),
        fresh: Vec::new(),
        is_cut: false,
    };
    let mut pending: BinaryHeap<(i64, ObjectId, Option<usize>)> = BinaryHeap::new();
    let mut look = |id: ObjectId, fresh: &mut Vec<Option<Commit>>| match known.get(&id) {
        Some(entry) => Ok((entry.commit_time_s, id, None)),
        None => reader.commit(id).map(|commit| {
            let time = commit.commit_time_s;
            fresh.push(Some(commit));
            (time, id, Some(fresh.len() - 1))
        }),
    };
    let mut fresh: Vec<Option<Commit>> = Vec::new();
    pending.push(look(head, &mut fresh)?);
    while let Some((_, id, position)) = pending.pop() {
        if walk.order.len().is_multiple_of(RUN) {
            control.check()?;
        }
        if walk.order.len() == commits_max {
            walk.is_cut = true;
            break;
        }
        walk.order.push(id);
        let commit = position.and_then(|position| fresh.get_mut(position)?.take());
        let parents = match (&commit, known.get(&id)) {
            (Some(commit), _) => &commit.parents,
            (None, Some(entry)) => &entry.parents,
            (None, None) => continue,
        };
        for parent in parents {
            if seen.insert(*parent) {
                // A parent that is missing ends this line, as in a shallow clone.
                pending.extend(look(*parent, &mut fresh).ok());
            }
        }
        walk.fresh.extend(commit);
    }
    Ok(walk)
}

fn changes(
    reader: &mut dyn PastReader,
    commit: &Commit,
    changes_max: usize,
) -> Result<Option<Vec<Change>>, Done> {
    match (commit.parent_count, commit.parents.first()) {
        (0, _) => Ok(None),
        (1, Some(parent)) => Ok(Some(*parent)),
        (1, None) => Err(Done::Unknown),
        (2.., _) => Err(Done::Merged),
    }
    .and_then(|parent| {
        reader
            .changes(parent, commit.id, changes_max)
            .map_err(|_| Done::Unreadable)
    })
}

fn entry(
    commit: &Commit,
    changes: Result<Option<Vec<Change>>, Done>,
    paths: &mut Interner,
    people: &mut Interner,
) -> Entry {
    let done = match changes {
        Ok(Some(changes)) => Done::Touched(
            changes
                .into_iter()
                .map(|change| Touch {
                    path: paths.keep(&change.path),
                    before: change.before,
                    after: change.after,
                })
                .collect(),
        ),
        Ok(None) => Done::TooMuch,
        Err(done) => done,
    };
    Entry {
        id: commit.id,
        parents: commit.parents.clone(),
        author_name: people.shared(commit.author_name.trim()),
        author_email: people.shared(&commit.author_email.trim().to_lowercase()),
        author_time_s: commit.author_time_s,
        commit_time_s: commit.commit_time_s,
        done,
    }
}
