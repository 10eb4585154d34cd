//! The past of files that changed: how often, by whom, and along with what.

use std::collections::{BTreeMap, BTreeSet};

use crate::chronicle::Opened;
use crate::coupling::{Coupled, coupled, is_manifest};
use crate::dates::day;
use crate::engine::Question;
use crate::error::Error;
use crate::line_diff::line_counts;
use crate::metrics;
use crate::model::change_risk::{ChangedFile, FileChange, MissingFile};
use crate::owners::{People, Work, work};
use crate::refresh::is_binary;
use crate::spread::spread;
use crate::versions::{Differing, Side};
use crate::visible::{cut, visible};

const NAME_BYTES_MAX: usize = 80;
/// Files that one thread takes at a time.
const RUN: usize = 8;

/// What was committed, as far as it says something of a change.
pub struct History<'a> {
    question: &'a Question<'a>,
    opened: &'a Opened,
    people: People,
    work: Vec<Work>,
    /// When each path was last changed.
    last_s: Vec<Option<i64>>,
}

impl<'a> History<'a> {
    /// Look through the commits.
    #[must_use]
    pub fn new(question: &'a Question<'a>, opened: &'a Opened) -> Self {
        let commits = &opened.ledger.commits;
        let people = People::new(commits.iter());
        let mut last_s: Vec<Option<i64>> = vec![None; opened.ledger.paths.count()];
        for entry in commits {
            for touch in entry.touches() {
                if let Some(slot) = last_s.get_mut(touch.path as usize) {
                    *slot = (*slot).max(Some(entry.author_time_s));
                }
            }
        }
        Self {
            question,
            opened,
            work: work(&opened.ledger, &people, commits.iter()),
            people,
            last_s,
        }
    }

    /// Files that differ, with their lines and their past, by score and revisions.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn files(&self, differing: &Differing) -> Result<Vec<ChangedFile>, Error> {
        let with_facts = differing
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.before, file.after));
        let others = differing.others.iter();
        let others = others.map(|(path, before, after)| (path.as_str(), *before, *after));
        let all: Vec<(&str, Side, Side)> = with_facts.chain(others).collect();
        let control = self.question.control;
        let lines = spread(
            &all,
            RUN,
            control,
            || self.opened.past.reader(),
            |reader, (path, before, after)| {
                let mut content = |side: &Side| match side {
                    Side::Absent => Some(Vec::new()),
                    Side::Committed(_) | Side::Now => {
                        side.content(self.question, &mut **reader, path)
                    }
                };
                let (before, after) = (content(before)?, content(after)?);
                let is_text = !is_binary(&before) && !is_binary(&after);
                is_text.then(|| line_counts(&before, &after))
            },
        );
        control.check()?;
        let mut files: Vec<ChangedFile> = all
            .iter()
            .zip(lines)
            .map(|((path, before, after), lines)| self.file(path, (*before, *after), lines))
            .collect();
        files.sort_by(|one, other| {
            let rank = |file: &ChangedFile| (file.score, file.revisions);
            rank(other)
                .cmp(&rank(one))
                .then_with(|| one.path.cmp(&other.path))
        });
        Ok(files)
    }

    fn file(
        &self,
        path: &str,
        (before, after): (Side, Side),
        lines: Option<(u32, u32)>,
    ) -> ChangedFile {
        let position = self.opened.ledger.paths.position(path);
        let at = position.map(|position| position as usize);
        let work = at.and_then(|at| self.work.get(at));
        let main = work.and_then(Work::main);
        let revisions = work.map_or(0, Work::revisions);
        let index = self.question.index;
        let source = index.file_position(path).and_then(|at| index.files.get(at));
        let complexity = source.map(|source| metrics::total(source));
        let complexity = complexity.filter(|complexity| *complexity > 0 && after != Side::Absent);
        let last_s = at.and_then(|at| self.last_s.get(at).copied().flatten());
        ChangedFile {
            path: visible(path).into_owned(),
            change: match (before, after) {
                (Side::Absent, _) => FileChange::Added,
                (_, Side::Absent) => FileChange::Removed,
                _ => FileChange::Modified,
            },
            added: lines.map(|(added, _)| added),
            removed: lines.map(|(_, removed)| removed),
            revisions,
            complexity,
            score: complexity.map(|complexity| complexity * u64::from(revisions)),
            authors: work.map_or(0, |work| {
                u32::try_from(work.changes.len()).unwrap_or(u32::MAX)
            }),
            main_author: main.map(|(person, _)| {
                cut(&visible(self.people.name(person)), NAME_BYTES_MAX).into_owned()
            }),
            main_share: main.map(|(_, own)| share(own, revisions)),
            last_change: last_s.map(day),
        }
    }

    /// Files that are there, usually change along with one that changed, and did not.
    #[must_use]
    pub fn missing(&self, changed: &BTreeSet<&str>) -> Vec<MissingFile> {
        let paths = &self.opened.ledger.paths;
        let commits = self.opened.ledger.commits.iter().map(|entry| &**entry);
        let mut best: BTreeMap<&str, MissingFile> = BTreeMap::new();
        for pair in coupled(commits, paths.count()) {
            for (one, other, revisions) in both_ways(&pair) {
                let (one, other) = (paths.text(one), paths.text(other));
                let is_missing = changed.contains(one)
                    && !changed.contains(other)
                    && self.question.index.record(other).is_some();
                if !is_missing {
                    continue;
                }
                let found = MissingFile {
                    path: visible(other).into_owned(),
                    changes_with: visible(one).into_owned(),
                    shared: pair.shared,
                    revisions,
                    confidence: share(pair.shared, revisions),
                    degree: pair.degree(),
                    is_manifest: is_manifest(one) || is_manifest(other),
                };
                match best.get_mut(other) {
                    Some(known) if comes_before(&found, known) => *known = found,
                    Some(_) => {}
                    None => {
                        best.insert(other, found);
                    }
                }
            }
        }
        let mut missing: Vec<MissingFile> = best.into_values().collect();
        missing.sort_by(|one, other| order(one, other).then_with(|| one.path.cmp(&other.path)));
        missing
    }
}

fn both_ways(pair: &Coupled) -> [(u32, u32, u32); 2] {
    [
        (pair.one, pair.other, pair.one_revisions),
        (pair.other, pair.one, pair.other_revisions),
    ]
}

fn comes_before(one: &MissingFile, other: &MissingFile) -> bool {
    let order = order(one, other).then_with(|| one.changes_with.cmp(&other.changes_with));
    order.is_lt()
}

fn order(one: &MissingFile, other: &MissingFile) -> std::cmp::Ordering {
    let manifests = one.is_manifest.cmp(&other.is_manifest);
    manifests
        .then_with(|| other.confidence.total_cmp(&one.confidence))
        .then_with(|| other.shared.cmp(&one.shared))
}

fn share(part: u32, whole: u32) -> f64 {
    (f64::from(part) / f64::from(whole.max(1)) * 100.0).round() / 100.0
}
