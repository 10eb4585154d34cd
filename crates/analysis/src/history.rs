//! The commits that touched a file, a folder or a symbol, and why.
//!
//! A file that was renamed without another change is followed to its earlier name. A symbol is touched where its
//! text differs from what it was before; where it stood under another name, its history begins there.

use std::sync::Arc;

use memchr::memmem;
use syntax::Language;

use crate::chronicle::{Opened, message, name};
use crate::churn::{Churn, Pair};
use crate::dates::day;
use crate::engine::Question;
use crate::error::Error;
use crate::index::Extent;
use crate::ledger::Entry;
use crate::model::answers::Answer;
use crate::model::past::{HistoryRequest, HistoryResult, PastChange, PastCommit};
use crate::page::Item;
use crate::past::{PastReader, Version};
use crate::path::{RepoPath, is_within};
use crate::refresh::is_binary;
use crate::scope::Scope;
use crate::symbols::one_symbol;
use crate::visible::{cut, visible};

const SUBJECT_BYTES_MAX: usize = 160;
const REASON_BYTES_MAX: usize = 400;
const AUTHOR_BYTES_MAX: usize = 80;
const REFERENCES_MAX: usize = 8;

/// A commit and what it did to what was asked for.
struct Step<'a> {
    entry: &'a Arc<Entry>,
    change: PastChange,
    path: String,
    files: Option<u32>,
    pair: Option<Pair>,
}

impl Item for Option<PastCommit> {
    fn shorten(&mut self) -> bool {
        let Some(commit) = self else { return false };
        commit.reason.take().is_some() || !std::mem::take(&mut commit.references).is_empty()
    }
}

/// The commits of a place or symbol, newest first.
///
/// # Errors
/// [`Error::InvalidRequest`] without `symbol` and `path`; those of opening the commits, of names and of paging.
pub fn history(
    question: &Question<'_>,
    request: &HistoryRequest,
) -> Result<Answer<HistoryResult>, Error> {
    let index = question.index;
    let scope = Scope::listed(index, request.path.as_deref());
    let opened = Opened::new(question)?;
    let (steps, symbol, is_uncommitted) = steps(question, request, &opened, scope.as_ref())?;
    let span = opened.span(opened.ledger.commits.iter());
    let mut completeness = scope
        .map(|scope| scope.completeness(index))
        .unwrap_or_default();
    completeness.resolved = span.commits;
    completeness.unresolved = span.unknown;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let page = steps
        .get(frame.offset.min(steps.len())..)
        .unwrap_or_default();
    let pairs: Vec<Pair> = page
        .iter()
        .take(frame.limit)
        .filter_map(|step| step.pair)
        .collect();
    question
        .chronicle
        .compared
        .all(&*opened.past, &pairs, question.control)?;
    let mut reader = opened.past.reader();
    frame.fill(
        steps.len(),
        |position| {
            steps
                .get(position)
                .map(|step| step.answer(question, &opened, &mut *reader))
        },
        |commits| HistoryResult {
            commits: commits.into_iter().flatten().collect(),
            total: steps.len() as u64,
            symbol: symbol.clone(),
            is_uncommitted,
            history: span.clone(),
        },
    )
}

/// The steps of what was asked for, the `id` of a symbol, and whether that is otherwise today.
type Steps<'a> = (Vec<Step<'a>>, Option<String>, bool);

fn steps<'a>(
    question: &Question<'_>,
    request: &HistoryRequest,
    opened: &'a Opened,
    scope: Result<&Scope, &Error>,
) -> Result<Steps<'a>, Error> {
    let index = question.index;
    match &request.symbol {
        Some(symbol) => {
            let found = one_symbol(
                question,
                symbol,
                &Scope::new(index, request.path.as_deref())?,
            )?;
            let wanted = Wanted {
                path: &found.file.path,
                language: found.file.language,
                qualified_name: &found.definition.qualified_name,
            };
            let (steps, is_uncommitted) = wanted.steps(question, opened)?;
            Ok((steps, Some(found.id()), is_uncommitted))
        }
        None => {
            let path = request.path.as_deref().ok_or_else(|| {
                Error::invalid(
                    "history needs `symbol` or `path`",
                    "give a symbol's name or id, or a path",
                )
            })?;
            Ok((place_steps(opened, path, scope)?, None, false))
        }
    }
}

/// The commits that touched a file or folder; one that is there today, or that any commit knew.
fn place_steps<'a>(
    opened: &'a Opened,
    asked: &str,
    scope: Result<&Scope, &Error>,
) -> Result<Vec<Step<'a>>, Error> {
    let path = RepoPath::new(asked.trim());
    let everything = matches!(asked.trim(), "" | "." | "./");
    let path = if everything {
        String::new()
    } else {
        path?.as_str().to_owned()
    };
    if opened.ledger.paths.position(&path).is_some() {
        return Ok(file_steps(opened, &path));
    }
    let mut steps = Vec::new();
    for entry in &opened.ledger.commits {
        let paths = entry
            .touches()
            .iter()
            .map(|touch| opened.ledger.paths.text(touch.path));
        let count = paths.filter(|touched| is_within(touched, &path)).count();
        if count > 0 {
            steps.push(Step {
                entry,
                change: PastChange::Modified,
                path: path.clone(),
                files: u32::try_from(count).ok(),
                pair: None,
            });
        }
    }
    match scope {
        Err(error) if steps.is_empty() => Err(error.clone()),
        _ => Ok(steps),
    }
}

/// The commits that touched a file, through renames that changed nothing else.
fn file_steps<'a>(opened: &'a Opened, path: &str) -> Vec<Step<'a>> {
    let paths = &opened.ledger.paths;
    let mut at = paths.position(path);
    let mut steps = Vec::new();
    for entry in &opened.ledger.commits {
        let Some(touch) = entry.touches().iter().find(|touch| Some(touch.path) == at) else {
            continue;
        };
        let origin = touch
            .after
            .filter(|_| touch.before.is_none())
            .and_then(|after| {
                let same = |other: &&crate::ledger::Touch| {
                    other.after.is_none() && other.before == Some(after)
                };
                entry.touches().iter().find(same)
            });
        let change = match (touch.before, touch.after, origin) {
            (_, _, Some(_)) => PastChange::Renamed,
            (None, _, None) => PastChange::Added,
            (_, None, None) => PastChange::Removed,
            (Some(_), Some(_), None) => PastChange::Modified,
        };
        steps.push(Step {
            entry,
            change,
            path: paths.text(touch.path).to_owned(),
            files: None,
            pair: Some((
                origin.map_or(touch.before, |origin| origin.before),
                touch.after,
            )),
        });
        if let Some(origin) = origin {
            at = Some(origin.path);
        }
    }
    steps
}

/// A symbol whose past is looked for.
struct Wanted<'a> {
    path: &'a RepoPath,
    language: Language,
    qualified_name: &'a str,
}

impl Wanted<'_> {
    /// The commits that changed the symbol's text, and whether it is otherwise today.
    fn steps<'a>(
        &self,
        question: &Question<'_>,
        opened: &'a Opened,
    ) -> Result<(Vec<Step<'a>>, bool), Error> {
        let mut reader = opened.past.reader();
        let size_bytes_max = question.reader.limits.file_size_bytes_max;
        let now = question
            .reader
            .repository
            .read(self.path, size_bytes_max)
            .ok();
        let now = now.and_then(|bytes| self.text(question, &bytes));
        let mut text: Option<Vec<u8>> = None;
        let mut is_first = true;
        let mut is_uncommitted = now.is_some();
        let mut steps = Vec::new();
        for mut step in file_steps(opened, self.path.as_str()) {
            question.control.check()?;
            let Some((before, after)) = step.pair else {
                continue;
            };
            if is_first {
                text = self.read(question, &mut *reader, after);
                is_uncommitted = text != now;
                is_first = false;
            }
            let Some(current) = text.take() else { break };
            let content = before.and_then(|before| reader.content(before.id, size_bytes_max));
            // What stands there word for word need not be parsed.
            if content
                .as_deref()
                .is_some_and(|content| memmem::find(content, &current).is_some())
            {
                if step.change == PastChange::Renamed {
                    steps.push(step);
                }
                text = Some(current);
                continue;
            }
            text = content.and_then(|content| self.text(question, &content));
            step.change = if text.is_some() {
                PastChange::Modified
            } else {
                PastChange::Added
            };
            steps.push(step);
        }
        Ok((steps, is_uncommitted))
    }

    fn read(
        &self,
        question: &Question<'_>,
        reader: &mut dyn PastReader,
        version: Option<Version>,
    ) -> Option<Vec<u8>> {
        let content = reader.content(version?.id, question.reader.limits.file_size_bytes_max)?;
        self.text(question, &content)
    }

    /// The symbol's text in a version of its file.
    fn text(&self, question: &Question<'_>, content: &[u8]) -> Option<Vec<u8>> {
        if is_binary(content) {
            return None;
        }
        let file =
            question
                .reader
                .parse(Extent::Declared, self.path.clone(), self.language, content);
        let definition = file
            .definitions
            .iter()
            .find(|one| one.qualified_name == self.qualified_name)?;
        let span = definition.span.start_byte as usize..definition.span.end_byte as usize;
        content.get(span).map(<[u8]>::to_vec)
    }
}

impl Step<'_> {
    fn answer(
        &self,
        question: &Question<'_>,
        opened: &Opened,
        reader: &mut dyn PastReader,
    ) -> PastCommit {
        let message = message(reader, self.entry.id).unwrap_or_default();
        let (subject, reason) = reasons(&message);
        let counted = self.pair.map(|pair| {
            let found = question
                .chronicle
                .compared
                .all(&*opened.past, &[pair], question.control);
            found
                .ok()
                .and_then(|found| found.first().copied())
                .unwrap_or(Churn::Unmeasured)
        });
        let (added, removed) = match counted {
            Some(Churn::Lines { added, removed }) => (Some(added), Some(removed)),
            Some(Churn::Binary | Churn::Unmeasured) | None => (None, None),
        };
        PastCommit {
            commit: name(self.entry.id),
            date: day(self.entry.author_time_s),
            author: cut(&visible(&self.entry.author_name), AUTHOR_BYTES_MAX).into_owned(),
            subject: cut(&visible(subject), SUBJECT_BYTES_MAX).into_owned(),
            reason: reason.map(|reason| cut(&visible(&reason), REASON_BYTES_MAX).into_owned()),
            references: references(&message),
            change: self.change,
            path: visible(&self.path).into_owned(),
            files: self.files,
            added,
            removed,
        }
    }
}

/// The first line of a message, and the first paragraph behind it that is no list of trailers.
fn reasons(message: &str) -> (&str, Option<String>) {
    let mut paragraphs = message.trim().split("\n\n").map(str::trim);
    let first = paragraphs.next().unwrap_or_default();
    let subject = first.lines().next().unwrap_or_default().trim();
    let behind = first
        .split_once('\n')
        .map(|(_, behind)| behind.trim())
        .filter(|behind| !behind.is_empty());
    let reason = behind
        .or_else(|| paragraphs.find(|paragraph| !paragraph.is_empty() && !is_trailers(paragraph)));
    (
        subject,
        reason.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    )
}

fn is_trailers(paragraph: &str) -> bool {
    paragraph.lines().all(|line| {
        line.split_once(": ")
            .is_some_and(|(key, _)| !key.is_empty() && !key.contains(' ') && key.contains('-'))
    })
}

/// `#123`, `GH-123` and `PROJ-123`, each once, as they come.
fn references(message: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in message.split(|character: char| {
        !character.is_ascii_alphanumeric() && !matches!(character, '#' | '-')
    }) {
        let number = |text: &str| {
            !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_ticket = word.split_once('-').is_some_and(|(project, rest)| {
            project.len() >= 2
                && project.bytes().all(|byte| byte.is_ascii_uppercase())
                && !matches!(project, "UTF" | "SHA" | "ISO" | "RFC" | "CVE")
                && number(rest)
        });
        let is_issue = word.strip_prefix('#').is_some_and(number);
        if (is_issue || is_ticket)
            && found.len() < REFERENCES_MAX
            && !found.iter().any(|known| known == word)
        {
            found.push(word.to_owned());
        }
    }
    found
}
