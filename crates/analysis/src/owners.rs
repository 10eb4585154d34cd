//! On whom files hang: authors by degree of authorship, and the bus factor, after Avelino and others (2016).
//!
//! A person is an address; the name is the one of their newest commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::ledger::{Entry, Ledger};
use crate::logarithm::logarithm;

/// Share of the highest degree from which on somebody is an author of a file.
pub const AUTHOR_SHARE: f64 = 0.75;
/// Share of files without an author from which on a project has lost its knowledge.
pub const ORPHAN_SHARE: f64 = 0.5;

/// Who changed a path how often, and who made it.
#[derive(Debug, Default)]
pub struct Work {
    /// Changes by person.
    pub changes: BTreeMap<u32, u32>,
    creator: Option<u32>,
}

/// The people of some commits.
pub struct People {
    names: Vec<Arc<str>>,
    commits: Vec<u32>,
    by_address: HashMap<Arc<str>, u32>,
}

/// What hangs on a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub person: u32,
    /// Files of which they are an author.
    pub files: u32,
    /// Files that nobody else is an author of.
    pub alone: u32,
}

impl People {
    /// The people of commits that are given newest first.
    #[must_use]
    pub fn new<'a>(commits: impl Iterator<Item = &'a Arc<Entry>>) -> Self {
        let mut people = Self {
            names: Vec::new(),
            commits: Vec::new(),
            by_address: HashMap::new(),
        };
        for entry in commits {
            let address = if entry.author_email.is_empty() {
                &entry.author_name
            } else {
                &entry.author_email
            };
            let fresh = u32::try_from(people.names.len()).unwrap_or(u32::MAX);
            let person = *people
                .by_address
                .entry(Arc::clone(address))
                .or_insert(fresh);
            if person == fresh {
                people.names.push(Arc::clone(&entry.author_name));
                people.commits.push(0);
            }
            if let Some(count) = people.commits.get_mut(person as usize) {
                *count += 1;
            }
        }
        people
    }

    /// The person who wrote a commit.
    #[must_use]
    pub fn of(&self, entry: &Entry) -> u32 {
        let address = if entry.author_email.is_empty() {
            &entry.author_name
        } else {
            &entry.author_email
        };
        self.by_address.get(address).copied().unwrap_or(u32::MAX)
    }

    /// Their name.
    #[must_use]
    pub fn name(&self, person: u32) -> &str {
        self.names.get(person as usize).map_or("", |name| name)
    }

    /// Their commits.
    #[must_use]
    pub fn commits(&self, person: u32) -> u32 {
        self.commits.get(person as usize).copied().unwrap_or(0)
    }
}

/// Who worked on each path, by its position.
#[must_use]
pub fn work<'a>(
    ledger: &Ledger,
    people: &People,
    commits: impl Iterator<Item = &'a Arc<Entry>>,
) -> Vec<Work> {
    let mut work: Vec<Work> = Vec::new();
    work.resize_with(ledger.paths.count(), Work::default);
    for entry in commits {
        let person = people.of(entry);
        for touch in entry.touches() {
            let Some(work) = work.get_mut(touch.path as usize) else {
                continue;
            };
            *work.changes.entry(person).or_default() += 1;
            if touch.before.is_none() {
                // Newest first: the last one seen is the first there was.
                work.creator = Some(person);
            }
        }
    }
    work
}

impl Work {
    /// Commits that changed the path.
    #[must_use]
    pub fn revisions(&self) -> u32 {
        self.changes.values().sum()
    }

    /// Who changed it most often, and how often; of equals, the one with the newest commit.
    #[must_use]
    pub fn main(&self) -> Option<(u32, u32)> {
        let most = self
            .changes
            .iter()
            .max_by_key(|(person, count)| (**count, std::cmp::Reverse(**person)))?;
        Some((*most.0, *most.1))
    }

    /// Its authors.
    fn authors(&self) -> Vec<u32> {
        let all = self.revisions();
        let degrees: Vec<(u32, f64)> = self
            .changes
            .iter()
            .map(|(person, own)| (*person, self.degree(*person, *own, all - own)))
            .collect();
        let highest = degrees
            .iter()
            .map(|(_, degree)| *degree)
            .fold(f64::MIN, f64::max);
        let is_author = |degree: f64| degree > AUTHOR_SHARE * highest;
        degrees
            .into_iter()
            .filter(|(_, degree)| is_author(*degree))
            .map(|(person, _)| person)
            .collect()
    }

    /// Degree of authorship: first authorship, own changes, changes of others.
    fn degree(&self, person: u32, own: u32, others: u32) -> f64 {
        let first = f64::from(u8::from(self.creator == Some(person)));
        3.293 + 1.098 * first + 0.164 * f64::from(own) - 0.321 * logarithm(1.0 + f64::from(others))
    }
}

/// How many people must leave until more than half of the files have no author, and what hangs on whom.
///
/// People come most files first; of equals, those with more commits.
#[must_use]
pub fn bus_factor<'a>(people: &People, files: impl Iterator<Item = &'a Work>) -> (u32, Vec<Share>) {
    let authors: Vec<Vec<u32>> = files
        .map(Work::authors)
        .filter(|authors| !authors.is_empty())
        .collect();
    let mut gone: BTreeSet<u32> = BTreeSet::new();
    let mut left: Vec<&Vec<u32>> = authors.iter().collect();
    let mut factor = 0;
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of files are far below 2^53"
    )]
    let is_lost = |left: usize| (authors.len() - left) as f64 > ORPHAN_SHARE * authors.len() as f64;
    while !left.is_empty() && !is_lost(left.len()) {
        // The one on whom most of what is left hangs goes next.
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for person in left
            .iter()
            .flat_map(|authors| authors.iter())
            .filter(|person| !gone.contains(person))
        {
            *counts.entry(*person).or_default() += 1;
        }
        let next = counts.iter().max_by_key(|(person, count)| {
            (
                **count,
                people.commits(**person),
                std::cmp::Reverse(people.name(**person)),
            )
        });
        let Some((person, _)) = next else { break };
        gone.insert(*person);
        factor += 1;
        left.retain(|authors| !authors.iter().all(|author| gone.contains(author)));
    }
    (factor, shares(people, &authors))
}

/// What hangs on whom, most files first.
fn shares(people: &People, authors: &[Vec<u32>]) -> Vec<Share> {
    let mut shares: BTreeMap<u32, Share> = BTreeMap::new();
    for authors in authors {
        for person in authors {
            let share = shares.entry(*person).or_insert(Share {
                person: *person,
                files: 0,
                alone: 0,
            });
            share.files += 1;
            share.alone += u32::from(authors.len() == 1);
        }
    }
    let mut shares: Vec<Share> = shares.into_values().collect();
    let rank = |share: &Share| (share.files, people.commits(share.person));
    shares.sort_by(|left, right| {
        rank(right)
            .cmp(&rank(left))
            .then_with(|| people.name(left.person).cmp(people.name(right.person)))
    });
    shares
}
