//! What the index holds: sizes by language, what was passed over, and what went wrong.

use std::collections::BTreeMap;

use serde::Serialize;
use syntax::facts::ProblemKind;
use syntax::{FrontEnd, Language};

use crate::engine::Question;
use crate::error::Error;
use crate::index::Index;
use crate::model::answers::Answer;
use crate::model::reports::{
    Changed, FileProblem, IndexResult, LanguageTotals, LineTotals, SkippedFile, SkippedTotals,
};
use crate::model::requests::IndexRequest;
use crate::page::{Item, interleave};
use crate::path::RepoPath;
use crate::repository::SkipReason;
use crate::scope::{Scope, matters};

/// One entry of one of the lists.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Language(LanguageTotals),
    Reason(SkippedTotals),
    Skipped(SkippedFile),
    Problem(FileProblem),
}

impl Item for Option<Entry> {}

/// Sizes, skipped files and problems; languages and reasons before single files.
///
/// # Errors
/// [`Error::LimitExceeded`] when not even the totals fit.
pub fn status(
    question: &Question<'_>,
    request: &IndexRequest,
    changed: Option<Changed>,
) -> Result<Answer<IndexResult>, Error> {
    let index = question.index;
    let languages = languages(index);
    let skipped = skipped(index);
    let reasons = reasons(&skipped);
    let problems = problems(index);
    let shown = skipped
        .iter()
        .filter(|file| matters(&file.path, file.reason))
        .count()
        + ASIDE_SHOWN_MAX;
    let shown = shown.min(skipped.len());
    let completeness = Scope::new(index, None)?.completeness(index);
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let mut lists: Vec<(usize, usize)> = (0..languages.len()).map(|at| (0, at)).collect();
    lists.extend((0..reasons.len()).map(|at| (1, at)));
    lists.extend(
        interleave([problems.len(), shown])
            .into_iter()
            .map(|(list, at)| (list + 2, at)),
    );
    let item = |position: usize| match *lists.get(position)? {
        (0, at) => languages.get(at).cloned().map(Entry::Language),
        (1, at) => reasons.get(at).copied().map(Entry::Reason),
        (2, at) => problems.get(at).cloned().map(Entry::Problem),
        (_, at) => skipped.get(at).cloned().map(Entry::Skipped),
    };
    frame.fill(lists.len(), item, |entries| {
        let mut result = totals(index, changed);
        for entry in entries.into_iter().flatten() {
            match entry {
                Entry::Language(totals) => result.languages.push(totals),
                Entry::Reason(totals) => result.skipped_by_reason.push(totals),
                Entry::Skipped(file) => result.skipped.push(file),
                Entry::Problem(problem) => result.problems.push(problem),
            }
        }
        result
    })
}

fn totals(index: &Index, changed: Option<Changed>) -> IndexResult {
    let mut lines = LineTotals::default();
    for file in &index.files {
        lines.total += u64::from(file.lines.total);
        lines.code += u64::from(file.lines.code);
        lines.comment += u64::from(file.lines.comment);
        lines.blank += u64::from(file.lines.blank);
    }
    IndexResult {
        state: if index.pending.is_empty() {
            "ready"
        } else {
            "reading"
        }
        .to_owned(),
        files: index.files.len() as u64,
        bytes: index.files.iter().map(|file| file.size_bytes).sum(),
        lines,
        languages: Vec::new(),
        changed,
        skipped_by_reason: Vec::new(),
        skipped: Vec::new(),
        problems: Vec::new(),
    }
}

fn languages(index: &Index) -> Vec<LanguageTotals> {
    let mut by_language: BTreeMap<Language, LanguageTotals> = BTreeMap::new();
    for file in &index.files {
        let totals = by_language
            .entry(file.language)
            .or_insert_with(|| LanguageTotals {
                language: file.language.name().to_owned(),
                files: 0,
                native: 0,
                bytes: 0,
                lines: 0,
                code: 0,
                comment: 0,
                blank: 0,
                definitions: 0,
            });
        totals.files += 1;
        totals.native += u64::from(file.front_end == FrontEnd::Native);
        totals.bytes += file.size_bytes;
        totals.lines += u64::from(file.lines.total);
        totals.code += u64::from(file.lines.code);
        totals.comment += u64::from(file.lines.comment);
        totals.blank += u64::from(file.lines.blank);
        totals.definitions += file.definitions.len() as u64;
    }
    let mut languages: Vec<LanguageTotals> = by_language.into_values().collect();
    languages.sort_by(|left, right| {
        right
            .code
            .cmp(&left.code)
            .then_with(|| left.language.cmp(&right.language))
    });
    languages
}

/// Of files that could not have mattered, only a few examples are shown.
const ASIDE_SHOWN_MAX: usize = 5;

/// Files passed over: those that could have mattered first, then by path.
fn skipped(index: &Index) -> Vec<SkippedFile> {
    let listed = index
        .skipped
        .iter()
        .map(|file| (file.path.as_str(), file.reason, file.size_bytes));
    let passed = index.records.iter().filter_map(|record| {
        Some((
            record.path.as_str(),
            record.skip_reason()?,
            record.size_bytes,
        ))
    });
    let mut skipped: Vec<SkippedFile> = listed
        .chain(passed)
        .map(|(path, reason, size_bytes)| SkippedFile {
            path: path.to_owned(),
            reason,
            size_bytes,
        })
        .collect();
    skipped.sort_by(|left, right| {
        let aside = |file: &SkippedFile| !matters(&file.path, file.reason);
        aside(left)
            .cmp(&aside(right))
            .then_with(|| left.path.cmp(&right.path))
    });
    skipped
}

fn reasons(skipped: &[SkippedFile]) -> Vec<SkippedTotals> {
    let mut by_reason: BTreeMap<SkipReason, SkippedTotals> = BTreeMap::new();
    for file in skipped {
        let reason = file.reason;
        let totals = by_reason.entry(reason).or_insert(SkippedTotals {
            reason,
            count: 0,
            bytes: 0,
        });
        totals.count += 1;
        totals.bytes += file.size_bytes;
    }
    by_reason.into_values().collect()
}

fn problems(index: &Index) -> Vec<FileProblem> {
    let mut problems = Vec::new();
    for file in &index.files {
        let mut by_kind: BTreeMap<ProblemKind, (u32, u32)> = BTreeMap::new();
        for problem in &file.problems {
            let (line, count) = by_kind.entry(problem.kind).or_insert((problem.line, 0));
            *line = (*line).min(problem.line);
            *count += 1;
        }
        let path = file.path.as_str();
        problems.extend(
            by_kind
                .into_iter()
                .map(|(kind, (line, count))| FileProblem {
                    path: path.to_owned(),
                    kind,
                    line,
                    count,
                }),
        );
    }
    problems
}

/// What changed from one list of files and hashes to another, both sorted by path.
pub fn difference(before: &[(RepoPath, [u8; 16])], now: &[(RepoPath, [u8; 16])]) -> Changed {
    let mut changed = Changed::default();
    let mut known = before.iter().peekable();
    for (path, hash) in now {
        while known.next_if(|(before, _)| before < path).is_some() {
            changed.removed += 1;
        }
        match known.next_if(|(before, _)| before == path) {
            None => changed.added += 1,
            Some((_, before)) => changed.modified += u64::from(before != hash),
        }
    }
    changed.removed += known.count() as u64;
    changed
}
