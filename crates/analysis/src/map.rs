//! A ranked map of the repository in a number of tokens.
//!
//! Chooses and draws; what is important is decided in `rank`.

use std::collections::{BTreeMap, BTreeSet};

use syntax::facts::{Definition, Span};

use crate::engine::Question;
use crate::error::Error;
use crate::index::{Index, SourceFile};
use crate::model::answers::Answer;
use crate::model::reports::{RankedFile, RepoMapResult};
use crate::model::requests::RepoMapRequest;
use crate::nearest::nearest;
use crate::page::cost;
use crate::rank::{Ranked, ranking};
use crate::scope::Scope;
use crate::visible::cut;

const SIGNATURE_BYTES_MAX: usize = 120;

/// The most important files with their most used definitions.
///
/// # Errors
/// [`Error::NotFound`] for a focus that is neither a path nor a name; [`Error::Cancelled`].
pub fn repo_map(
    question: &Question<'_>,
    request: &RepoMapRequest,
) -> Result<Answer<RepoMapResult>, Error> {
    let index = question.index;
    let graph = index.graph(question.control)?;
    let focus = focus(index, request.focus.as_deref().unwrap_or_default())?;
    let ranking = ranking(question, graph, &focus.files)?;
    let sequence = sequence(index, &focus, &ranking.files, &ranking.definitions);
    let completeness = Scope::new(index, None)?.completeness(index);
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let draw = |count: usize| {
        let result = drawn(
            index,
            &ranking.files,
            sequence.get(..count).unwrap_or_default(),
        );
        frame.answer(result, count, sequence.len())
    };
    // More entries never cost less, so the largest number that fits is found by halving.
    let most = usize::try_from(frame.max_tokens)
        .unwrap_or(usize::MAX)
        .min(sequence.len());
    let (mut fits, mut too_many) = (0, most + 1);
    while too_many - fits > 1 {
        question.control.check()?;
        let middle = fits + (too_many - fits) / 2;
        if cost(&draw(middle))? <= frame.max_tokens {
            fits = middle
        } else {
            too_many = middle
        }
    }
    let answer = draw(fits);
    let used = cost(&answer)?;
    if used > frame.max_tokens || (fits == 0 && !sequence.is_empty()) {
        Err(frame.too_small(used))
    } else {
        Ok(answer)
    }
}

/// Where the reader stands.
#[derive(Default)]
struct Focus {
    /// Files that were named, and those of symbols that were.
    files: BTreeSet<usize>,
    /// Symbols that were named, by file and position.
    symbols: BTreeSet<(usize, usize)>,
}

/// Files by path, or symbols by `id`, qualified name or name.
fn focus(index: &Index, asked: &[String]) -> Result<Focus, Error> {
    let mut focus = Focus::default();
    for text in asked {
        if let Ok(scope) = Scope::new(index, Some(text)) {
            let files = scope.files(index).map(|(position, _)| position);
            focus.files.extend(files);
            continue;
        }
        let symbols = named(index, text.trim());
        if symbols.is_empty() {
            let names = index.files.iter().flat_map(|file| &file.definitions);
            let paths = index.files.iter().map(|file| file.path.as_str());
            return Err(Error::NotFound {
                message: format!(
                    "`focus` names \"{}\", which is no path and no symbol",
                    cut(text, 100)
                ),
                hint: Some("give paths, or names of symbols".to_owned()),
                nearest: nearest(
                    text,
                    paths.chain(names.map(|definition| definition.name.as_str())),
                ),
            });
        }
        focus.files.extend(symbols.iter().map(|(file, _)| *file));
        focus.symbols.extend(symbols);
    }
    Ok(focus)
}

/// The symbols of a name: in one file where it says so, else those whose qualified name ends in it.
fn named(index: &Index, text: &str) -> Vec<(usize, usize)> {
    let (path, name) = match text.rsplit_once("::") {
        Some((path, name)) if index.file_position(path).is_some() => (Some(path), name.to_owned()),
        _ => (None, text.replace("::", ".")),
    };
    let ending = format!(".{name}");
    let mut found = Vec::new();
    for (file, source) in index.files.iter().enumerate() {
        if path.is_some_and(|path| path != source.path.as_str()) {
            continue;
        }
        for (position, definition) in source.definitions.iter().enumerate() {
            let own = &definition.qualified_name;
            if *own == name || own.ends_with(&ending) {
                found.push((file, position));
            }
        }
    }
    found
}

/// One step of growth of the map: a file, or a file with one more definition.
#[derive(Clone, Copy)]
struct Step<'a> {
    file: usize,
    definition: Option<&'a Definition>,
}

/// The symbols of the focus, then definitions in order of weight; behind them the files that nobody uses, by rank.
fn sequence<'a>(
    index: &'a Index,
    focus: &Focus,
    ranks: &[f64],
    definitions: &[Ranked<'a>],
) -> Vec<Step<'a>> {
    let asked = focus.symbols.iter().filter_map(|(file, position)| {
        let definition = index.files.get(*file)?.definitions.get(*position)?;
        Some((*file, definition))
    });
    let asked: Vec<(usize, &Definition)> = asked.collect();
    let spans: BTreeSet<(usize, Span)> =
        asked.iter().map(|(file, one)| (*file, one.span)).collect();
    let ranked = definitions.iter().map(|one| (one.file, one.definition));
    let ranked = ranked.filter(|(file, one)| !spans.contains(&(*file, one.span)));
    let mut steps: Vec<Step<'_>> = asked
        .iter()
        .copied()
        .chain(ranked)
        .map(|(file, definition)| Step {
            file,
            definition: Some(definition),
        })
        .collect();
    let used: BTreeSet<usize> = steps.iter().map(|step| step.file).collect();
    let mut rest: Vec<usize> = (0..index.files.len())
        .filter(|position| !used.contains(position))
        .collect();
    rest.sort_by(|left, right| {
        let rank = |position: usize| ranks.get(position).copied().unwrap_or(0.0);
        rank(*right)
            .total_cmp(&rank(*left))
            .then_with(|| left.cmp(right))
    });
    steps.extend(rest.into_iter().map(|file| Step {
        file,
        definition: None,
    }));
    steps
}

/// Files by rank, each with its definitions by line.
fn drawn(index: &Index, ranks: &[f64], steps: &[Step<'_>]) -> RepoMapResult {
    let mut by_file: BTreeMap<usize, BTreeMap<(Span, &str), &Definition>> = BTreeMap::new();
    for step in steps {
        let definitions = by_file.entry(step.file).or_default();
        let Some(file) = index.files.get(step.file) else {
            continue;
        };
        // A definition is shown under those that it stands in.
        let mut shown = step.definition;
        while let Some(definition) = shown {
            definitions.insert((definition.span, definition.name.as_str()), definition);
            shown = definition
                .parent
                .and_then(|parent| file.definitions.get(parent as usize));
        }
    }
    let mut files: Vec<_> = by_file.into_iter().collect();
    let rank = |position: usize| ranks.get(position).copied().unwrap_or(0.0);
    files.sort_by(|left, right| {
        rank(right.0)
            .total_cmp(&rank(left.0))
            .then_with(|| left.0.cmp(&right.0))
    });
    let highest = ranks.iter().copied().fold(0.0, f64::max);
    let mut result = RepoMapResult {
        text: String::new(),
        files: Vec::new(),
    };
    for (position, definitions) in files {
        let Some(file) = index.files.get(position) else {
            continue;
        };
        draw_file(&mut result.text, file, definitions.into_values());
        let share = if highest > 0.0 {
            rank(position) / highest
        } else {
            0.0
        };
        let rank = (share * 1_000.0).round() / 1_000.0;
        result.files.push(RankedFile {
            path: file.path.as_str().to_owned(),
            rank,
        });
    }
    result
}

fn draw_file<'a>(
    text: &mut String,
    file: &SourceFile,
    definitions: impl Iterator<Item = &'a Definition>,
) {
    text.push_str(file.path.as_str());
    text.push('\n');
    for definition in definitions {
        let depth = file.depth(definition).min(8);
        for _ in 0..depth {
            text.push_str("  ");
        }
        let line = definition.span.start_line;
        text.push_str(&format!(
            "{line}: {}\n",
            cut(&definition.signature, SIGNATURE_BYTES_MAX)
        ));
    }
}
