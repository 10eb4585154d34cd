//! Where a repository is worked on: files by revisions and complexity, pairs that change together, people.
//!
//! Everything but `churn` is known from the commits alone; `churn` compares contents, each pair of them once.

use std::sync::Arc;

use serde::Serialize;

use crate::chronicle::Opened;
use crate::churn::{Churn, Pair};
use crate::coupling::{Coupled, coupled, is_manifest};
use crate::dates::{day, months_between};
use crate::engine::Question;
use crate::error::Error;
use crate::formulas::formula;
use crate::ledger::Entry;
use crate::metrics;
use crate::model::answers::Answer;
use crate::model::past::{
    CoupledFiles, FileHistory, HistorySpan, HotspotsRequest, HotspotsResult, HotspotsView,
    PersonFiles,
};
use crate::owners::{self, People, Work, bus_factor};
use crate::page::Item;
use crate::scope::Scope;
use crate::visible::{cut, visible};

const DAY_S: i64 = 24 * 60 * 60;
const NAME_BYTES_MAX: usize = 80;

/// One row of one of the lists.
#[derive(Serialize)]
#[serde(untagged)]
enum Row {
    File(FileHistory),
    Pair(CoupledFiles),
    Person(PersonFiles),
}

impl Item for Option<Row> {}

/// A row before its texts are looked up.
#[derive(Clone, Copy)]
enum Draft {
    File(FileDraft),
    Pair(Coupled),
    Person(owners::Share),
}

#[derive(Clone, Copy, Default)]
struct FileDraft {
    path: u32,
    complexity: Option<u64>,
    last_s: i64,
    lines: Option<Lines>,
}

#[derive(Clone, Copy, Default)]
struct Lines {
    added: u64,
    removed: u64,
    uncounted: u32,
}

/// The files, pairs or people of a place, by the view that was asked for.
///
/// # Errors
/// Those of opening the commits, of scope and of paging.
pub fn hotspots(
    question: &Question<'_>,
    request: &HotspotsRequest,
) -> Result<Answer<HotspotsResult>, Error> {
    let scope = Scope::listed(question.index, request.path.as_deref())?;
    let opened = Opened::new(question)?;
    let newest = opened
        .ledger
        .commits
        .iter()
        .map(|entry| entry.author_time_s)
        .max()
        .unwrap_or(0);
    let oldest = request.days.map_or(i64::MIN, |days| {
        newest.saturating_sub(i64::from(days) * DAY_S)
    });
    let commits: Vec<&Arc<Entry>> = opened
        .ledger
        .commits
        .iter()
        .filter(|entry| entry.author_time_s >= oldest)
        .collect();
    let people = People::new(commits.iter().copied());
    let view = View {
        question,
        work: owners::work(&opened.ledger, &people, commits.iter().copied()),
        opened: &opened,
        scope: &scope,
        commits: &commits,
        people: &people,
        newest,
    };
    let (rows, factor) = view.rows(request.view)?;
    let span = opened.span(commits.iter().copied());
    let mut completeness = scope.completeness(question.index);
    completeness.resolved = span.commits;
    completeness.unresolved = span.unknown;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| rows.get(position).and_then(|draft| view.row(*draft));
    frame.fill(rows.len(), item, |rows| {
        filled(rows, request.view, factor, &span)
    })
}

fn filled(
    rows: Vec<Option<Row>>,
    view: HotspotsView,
    bus_factor: Option<u32>,
    span: &HistorySpan,
) -> HotspotsResult {
    let mut result = HotspotsResult {
        view,
        formula: formula(view),
        files: Vec::new(),
        pairs: Vec::new(),
        people: Vec::new(),
        bus_factor,
        history: span.clone(),
    };
    for row in rows.into_iter().flatten() {
        match row {
            Row::File(file) => result.files.push(file),
            Row::Pair(pair) => result.pairs.push(pair),
            Row::Person(person) => result.people.push(person),
        }
    }
    result
}

/// The past as seen from a scope.
struct View<'a> {
    question: &'a Question<'a>,
    opened: &'a Opened,
    scope: &'a Scope,
    commits: &'a [&'a Arc<Entry>],
    people: &'a People,
    work: Vec<Work>,
    newest: i64,
}

impl View<'_> {
    /// The rows of a view in order, and the bus factor where that is the view.
    fn rows(&self, view: HotspotsView) -> Result<(Vec<Draft>, Option<u32>), Error> {
        match view {
            HotspotsView::Hotspots => Ok((self.ranked_by_score(), None)),
            HotspotsView::Coupling => Ok((self.coupled(), None)),
            HotspotsView::BusFactor => {
                let paths = self.drafts();
                let work = paths
                    .iter()
                    .filter_map(|draft| self.work.get(draft.path as usize));
                let (factor, shares) = bus_factor(self.people, work);
                Ok((
                    shares.into_iter().map(Draft::Person).collect(),
                    Some(factor),
                ))
            }
            HotspotsView::Ownership => {
                let authors = |draft: &FileDraft| {
                    self.work
                        .get(draft.path as usize)
                        .map_or(0, |work| work.changes.len())
                };
                Ok((
                    self.files(self.drafts(), |draft| authors(draft) as u64),
                    None,
                ))
            }
            HotspotsView::Age => {
                let age = |draft: &FileDraft| {
                    u64::try_from(self.newest.saturating_sub(draft.last_s)).unwrap_or(0)
                };
                Ok((self.files(self.drafts(), age), None))
            }
            HotspotsView::Churn => {
                let drafts = self.with_lines(self.drafts())?;
                let lines =
                    |draft: &FileDraft| draft.lines.map_or(0, |lines| lines.added + lines.removed);
                Ok((self.files(drafts, lines), None))
            }
        }
    }

    /// Files that are there today and were touched, by when they last were.
    fn drafts(&self) -> Vec<FileDraft> {
        let mut last: Vec<Option<i64>> = vec![None; self.opened.ledger.paths.count()];
        for entry in self.commits {
            for touch in entry.touches() {
                if let Some(slot) = last.get_mut(touch.path as usize) {
                    *slot = Some(slot.map_or(entry.author_time_s, |time: i64| {
                        time.max(entry.author_time_s)
                    }));
                }
            }
        }
        (0_u32..)
            .zip(last)
            .filter_map(|(path, last)| {
                Some(FileDraft {
                    path,
                    last_s: last?,
                    ..FileDraft::default()
                })
            })
            .filter(|draft| self.is_there(draft.path))
            .collect()
    }

    /// Whether a path is of the scope and there today.
    fn is_there(&self, path: u32) -> bool {
        let path = self.opened.ledger.paths.text(path);
        self.scope.holds(path) && self.question.index.record(path).is_some()
    }

    /// Largest key first; equals by path.
    fn files(&self, drafts: Vec<FileDraft>, key: impl Fn(&FileDraft) -> u64) -> Vec<Draft> {
        let mut keyed: Vec<(u64, FileDraft)> = drafts
            .into_iter()
            .map(|draft| (key(&draft), draft))
            .collect();
        let text = |draft: &FileDraft| self.opened.ledger.paths.text(draft.path);
        keyed.sort_by(|left, right| {
            right
                .0
                .cmp(&left.0)
                .then_with(|| text(&left.1).cmp(text(&right.1)))
        });
        keyed
            .into_iter()
            .map(|(_, draft)| Draft::File(draft))
            .collect()
    }

    fn ranked_by_score(&self) -> Vec<Draft> {
        let index = self.question.index;
        let mut drafts = self.drafts();
        for draft in &mut drafts {
            let position = index.file_position(self.opened.ledger.paths.text(draft.path));
            let file = position.and_then(|position| index.files.get(position));
            draft.complexity = file
                .map(|file| metrics::total(file))
                .filter(|complexity| *complexity > 0);
        }
        drafts.retain(|draft| draft.complexity.is_some());
        self.files(drafts, |draft| self.score(draft).unwrap_or(0))
    }

    fn score(&self, draft: &FileDraft) -> Option<u64> {
        let revisions = self.work.get(draft.path as usize)?.revisions();
        Some(draft.complexity? * u64::from(revisions))
    }

    fn coupled(&self) -> Vec<Draft> {
        let commits = self.commits.iter().map(|entry| &***entry);
        let mut pairs = coupled(commits, self.opened.ledger.paths.count());
        pairs.retain(|pair| {
            let there = |path: u32| {
                self.question
                    .index
                    .record(self.opened.ledger.paths.text(path))
                    .is_some()
            };
            there(pair.one)
                && there(pair.other)
                && (self.is_there(pair.one) || self.is_there(pair.other))
        });
        let text = |path: u32| self.opened.ledger.paths.text(path);
        for pair in &mut pairs {
            if text(pair.one) > text(pair.other) {
                std::mem::swap(&mut pair.one, &mut pair.other);
                std::mem::swap(&mut pair.one_revisions, &mut pair.other_revisions);
            }
        }
        pairs.sort_by(|left, right| {
            let rank = |pair: &Coupled| (pair.degree(), pair.one_revisions + pair.other_revisions);
            let texts = |pair: &Coupled| (text(pair.one), text(pair.other));
            rank(right)
                .cmp(&rank(left))
                .then_with(|| texts(left).cmp(&texts(right)))
        });
        pairs.into_iter().map(Draft::Pair).collect()
    }

    /// Count the lines of all revisions of these files, each pair of contents once.
    fn with_lines(&self, mut drafts: Vec<FileDraft>) -> Result<Vec<FileDraft>, Error> {
        let mut place: Vec<Option<usize>> = vec![None; self.opened.ledger.paths.count()];
        for (at, draft) in drafts.iter().enumerate() {
            if let Some(slot) = place.get_mut(draft.path as usize) {
                *slot = Some(at);
            }
        }
        let mut pairs: Vec<(usize, Pair)> = Vec::new();
        for entry in self.commits {
            for touch in entry.touches() {
                let at = place.get(touch.path as usize).copied().flatten();
                pairs.extend(at.map(|at| (at, (touch.before, touch.after))));
            }
        }
        // Stable: the versions of one path stay in their order, newest first.
        pairs.sort_by_key(|(at, _)| *at);
        let only: Vec<Pair> = pairs.iter().map(|(_, pair)| *pair).collect();
        let churns = self.question.chronicle.compared.all(
            &*self.opened.past,
            &only,
            self.question.control,
        )?;
        for ((at, _), churn) in pairs.iter().zip(churns) {
            let Some(draft) = drafts.get_mut(*at) else {
                continue;
            };
            let lines = draft.lines.get_or_insert_default();
            match churn {
                Churn::Lines { added, removed } => {
                    lines.added += u64::from(added);
                    lines.removed += u64::from(removed);
                }
                Churn::Binary | Churn::Unmeasured => lines.uncounted += 1,
            }
        }
        Ok(drafts)
    }

    fn row(&self, draft: Draft) -> Option<Row> {
        let path = |path: u32| visible(self.opened.ledger.paths.text(path)).into_owned();
        match draft {
            Draft::File(draft) => self.file(draft).map(Row::File),
            Draft::Pair(pair) => Some(Row::Pair(CoupledFiles {
                path: path(pair.one),
                other: path(pair.other),
                shared: pair.shared,
                revisions: pair.one_revisions,
                other_revisions: pair.other_revisions,
                degree: pair.degree(),
                confidence: share(pair.shared, pair.one_revisions),
                other_confidence: share(pair.shared, pair.other_revisions),
                lift: hundredths(pair.lift()),
                is_manifest: is_manifest(&path(pair.one)) || is_manifest(&path(pair.other)),
            })),
            Draft::Person(share) => Some(Row::Person(PersonFiles {
                name: self.name(share.person),
                files: share.files,
                alone: share.alone,
                commits: self.people.commits(share.person),
            })),
        }
    }

    fn file(&self, draft: FileDraft) -> Option<FileHistory> {
        let work = self.work.get(draft.path as usize)?;
        let (main, most) = work.main()?;
        Some(FileHistory {
            path: visible(self.opened.ledger.paths.text(draft.path)).into_owned(),
            revisions: work.revisions(),
            complexity: draft.complexity,
            score: self.score(&draft),
            authors: u32::try_from(work.changes.len()).unwrap_or(u32::MAX),
            main_author: self.name(main),
            main_share: share(most, work.revisions()),
            added: draft.lines.map(|lines| lines.added),
            removed: draft.lines.map(|lines| lines.removed),
            uncounted: draft.lines.map(|lines| lines.uncounted),
            age_months: months_between(draft.last_s, self.newest),
            last_change: day(draft.last_s),
        })
    }

    fn name(&self, person: u32) -> String {
        cut(&visible(self.people.name(person)), NAME_BYTES_MAX).into_owned()
    }
}

fn share(part: u32, whole: u32) -> f64 {
    hundredths(f64::from(part) / f64::from(whole.max(1)))
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
