//! Duplicate code: exact, renamed and gapped, across files and the languages of a family.
//!
//! Works on token streams, never on text. Windows of tokens are sampled so that every duplicate of the least length
//! is met; equal windows are chained, not paired, so that a table of literals costs no more than its length.

mod classes;
mod matches;
mod overlap;
mod pairs;
mod windows;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use syntax::{Language, Tier};

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::answers::Answer;
use crate::model::clones::{CloneClass, CloneFragment, ClonesRequest, ClonesResult};
use crate::page::Item;
use crate::scope::Scope;
use crate::visible::cut;

use classes::Class;
use pairs::Place;
use windows::Stream;

impl CloneClass {
    /// Tokens that would go if the code stood in one place.
    fn saved(&self) -> u64 {
        u64::from(self.tokens) * u64::from(self.count.saturating_sub(1))
    }
}

impl Item for Option<CloneClass> {
    /// A class that does not fit loses its last fragments; the count stays.
    fn shorten(&mut self) -> bool {
        match self {
            Some(class) if class.fragments.len() > 2 => {
                class.fragments.pop();
                true
            }
            Some(_) | None => false,
        }
    }
}

/// The duplicates of a place, those that would save most first. Files of tier B count as skipped.
///
/// # Errors
/// [`Error::NotFound`] for a path that is not there; those of paging.
pub fn clones(
    question: &Question<'_>,
    request: &ClonesRequest,
) -> Result<Answer<ClonesResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let asked = scope.files(index).map(|(_, file)| file).filter(|file| {
        request
            .language
            .is_none_or(|language| file.language == language)
    });
    // Of the others no tokens are known.
    let (files, others): (Vec<&SourceFile>, Vec<&SourceFile>) =
        asked.partition(|file| file.language.tier() == Tier::A);
    let (found, tokens) = found(question, request, &files)?;
    let duplicated_lines = duplicated_lines(&found);
    let found = overlap::distinct(found);
    let lines: u64 = files.iter().map(|file| u64::from(file.lines.total)).sum();
    let mut completeness = scope.completeness(index);
    completeness.files = files.len() as u64;
    completeness.skipped += others.len() as u64;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let total = found.len() as u64;
    frame.fill(
        found.len(),
        |position| found.get(position).cloned(),
        |classes| ClonesResult {
            classes: classes.into_iter().flatten().collect(),
            total_classes: total,
            tokens,
            lines,
            duplicated_lines,
        },
    )
}

/// All duplicates among files, those that would save most first, and how many tokens were compared.
fn found(
    question: &Question<'_>,
    request: &ClonesRequest,
    files: &[&SourceFile],
) -> Result<(Vec<CloneClass>, u64), Error> {
    let mut families: BTreeMap<Language, Vec<&SourceFile>> = BTreeMap::new();
    for file in files {
        families
            .entry(family(file.language))
            .or_default()
            .push(file);
    }
    let (mut found, mut tokens) = (Vec::new(), 0);
    for files in families.values() {
        let streams: Vec<Stream> = files.iter().map(|file| Stream::new(&file.tokens)).collect();
        tokens += streams
            .iter()
            .map(|stream| stream.len() as u64)
            .sum::<u64>();
        let pairs = pairs::pairs(&streams, request, question.control)?;
        let classes = classes::classes(&pairs, &streams, question.control)?;
        let mut of_family = Vec::with_capacity(classes.len());
        for class in classes {
            question.control.check()?;
            of_family.push(told(&class, files, &streams));
        }
        of_family.sort_by(|one, other| one.fragments.cmp(&other.fragments));
        found.extend(of_family);
    }
    found.sort_by_key(|class| Reverse(class.saved()));
    Ok((found, tokens))
}

/// The language that stands for all that share a syntax.
fn family(language: Language) -> Language {
    match language {
        Language::TypeScript | Language::Tsx => Language::JavaScript,
        Language::Cpp => Language::C,
        other => other,
    }
}

/// A class as it is told.
fn told(class: &Class, files: &[&SourceFile], streams: &[Stream]) -> CloneClass {
    let fragments: Vec<CloneFragment> = class
        .places
        .iter()
        .filter_map(|place| fragment(place, files, streams))
        .collect();
    let lengths = fragments
        .iter()
        .map(|one| one.end_line - one.start_line + 1);
    let tokens = class.places.iter().map(|place| place.length);
    CloneClass {
        kind: class.kind,
        tokens: tokens.min().unwrap_or(0),
        lines: lengths.min().unwrap_or(0),
        similarity: class.similarity,
        count: u32::try_from(fragments.len()).unwrap_or(u32::MAX),
        fragments,
    }
}

fn fragment(place: &Place, files: &[&SourceFile], streams: &[Stream]) -> Option<CloneFragment> {
    let file = files.get(place.file as usize)?;
    let stream = streams.get(place.file as usize)?;
    let start_line = stream.line(place.start)?;
    let end_line = stream.line(place.start + place.length - 1)?;
    let symbol = file
        .innermost(std::iter::once(start_line))
        .into_iter()
        .next();
    Some(CloneFragment {
        path: file.path.as_str().to_owned(),
        start_line,
        end_line,
        symbol: symbol
            .flatten()
            .map(|definition| cut(&definition.qualified_name, 200).into_owned()),
    })
}

/// Lines that stand in a fragment, each once.
fn duplicated_lines(classes: &[CloneClass]) -> u64 {
    let mut spans: Vec<(&str, u32, u32)> = classes
        .iter()
        .flat_map(|class| &class.fragments)
        .map(|one| (one.path.as_str(), one.start_line, one.end_line))
        .collect();
    spans.sort_unstable();
    let (mut lines, mut at) = (0, ("", 0));
    for (path, start, end) in spans {
        let from = if at.0 == path {
            start.max(at.1 + 1)
        } else {
            start
        };
        lines += u64::from((end + 1).saturating_sub(from));
        at = (path, if at.0 == path { end.max(at.1) } else { end });
    }
    lines
}
