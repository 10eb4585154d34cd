//! What to read for a question: the symbols that fit it best, and their code where there is room.
//!
//! How well words fit and how much a file is used where the words are decide together; both are computed in one
//! fixed order, so the same tree and question give the same answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::facts::{Definition, Span};

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::answers::Answer;
use crate::model::reports::{ExploreResult, ExploredSymbol};
use crate::model::requests::ExploreRequest;
use crate::page::{Frame, cost};
use crate::rank::ranking;
use crate::refresh::hash;
use crate::relevance::{Fitting, relevance};
use crate::scope::Scope;
use crate::visible::{cut, visible};
use crate::words::asked;

/// Symbols that are shown, at most; a model reads no more of them with profit.
const SYMBOLS_MAX: usize = 40;
/// Symbols whose code is shown where there is room.
const BODIES_MAX: usize = 8;
/// Symbols that are named before any code is shown.
const HEADS_FIRST: usize = 10;
/// Files that the map is drawn towards.
const FOCUS_MAX: usize = 12;
/// How much the use of a file adds to what its words are worth, at most.
const USE_SHARE: f64 = 0.5;
/// What each further symbol of a file that is shown already counts.
const AGAIN_SHARE: f64 = 0.92;
const SIGNATURE_BYTES_MAX: usize = 160;
const DOCUMENTATION_BYTES_MAX: usize = 120;

/// The symbols that a question is about, best first, with code where it fits.
///
/// # Errors
/// [`Error::InvalidRequest`] for a question without words; [`Error::NotFound`] for a path or focus that is not
/// there; [`Error::LimitExceeded`] for a budget that nothing fits into; [`Error::Cancelled`].
pub fn explore(
    question: &Question<'_>,
    request: &ExploreRequest,
) -> Result<Answer<ExploreResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let words = asked(&request.question);
    if words.is_empty() {
        return Err(Error::invalid(
            "`question` has no words",
            "ask in words, such as \"where is the session token checked?\"",
        ));
    }
    let relevance = relevance(question, &words, |file| scope.holds(file.path.as_str()))?;
    let best = ranked(question, relevance.fitting)?;
    let unknown: Vec<&str> = relevance
        .found
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(word, _)| word.as_str())
        .collect();
    let total = best.len();
    let frame = question.frame(scope.completeness(index), None, None, request.max_tokens)?;
    let mut pack = Pack::new(question, &frame, total, &unknown)?;
    for fitting in best.iter().take(HEADS_FIRST) {
        pack.head(fitting)?;
    }
    for fitting in best.iter().take(BODIES_MAX) {
        question.control.check()?;
        pack.body(fitting)?;
    }
    for fitting in best.iter().take(SYMBOLS_MAX).skip(HEADS_FIRST) {
        pack.head(fitting)?;
    }
    pack.answer(total)
}

/// Everything that fits, best first: by words, and by how much its file is used near the words.
fn ranked<'a>(
    question: &Question<'a>,
    mut fitting: Vec<Fitting<'a>>,
) -> Result<Vec<Fitting<'a>>, Error> {
    let index = question.index;
    sort(&mut fitting);
    let mut focus = BTreeSet::new();
    for one in &fitting {
        if focus.len() == FOCUS_MAX {
            break;
        }
        focus.insert(one.file);
    }
    if focus.is_empty() {
        return Ok(fitting);
    }
    let ranking = ranking(question, index.graph(question.control)?, &focus)?;
    let highest = ranking.files.iter().copied().fold(0.0, f64::max);
    for one in &mut fitting {
        let rank = ranking.files.get(one.file).copied().unwrap_or(0.0);
        let share = if highest > 0.0 {
            (rank / highest).sqrt()
        } else {
            0.0
        };
        one.score *= 1.0 + USE_SHARE * share;
    }
    sort(&mut fitting);
    // One file should not crowd out the others.
    let mut shown: HashMap<usize, i32> = HashMap::new();
    for one in &mut fitting {
        let count = shown.entry(one.file).or_default();
        one.score *= AGAIN_SHARE.powi((*count).min(60));
        *count += 1;
    }
    sort(&mut fitting);
    Ok(fitting)
}

/// Best first; equals by place.
fn sort(fitting: &mut [Fitting<'_>]) {
    fitting.sort_by(|left, right| {
        let place = |one: &Fitting<'_>| (one.file, one.definition.span);
        right
            .score
            .total_cmp(&left.score)
            .then_with(|| place(left).cmp(&place(right)))
    });
}

/// A symbol that is shown.
struct Shown<'a> {
    definition: &'a Definition,
    place: usize,
    score: f64,
    body: Option<String>,
}

/// An answer as it grows; what is in it never exceeds the budget.
struct Pack<'a> {
    question: &'a Question<'a>,
    frame: &'a Frame,
    used: u64,
    note: String,
    /// By file, in the order of its best symbol; symbols by line.
    files: Vec<(usize, BTreeMap<Span, Shown<'a>>)>,
    count: usize,
}

impl<'a> Pack<'a> {
    fn new(
        question: &'a Question<'a>,
        frame: &'a Frame,
        total: usize,
        unknown: &[&str],
    ) -> Result<Self, Error> {
        let note = match (total, unknown) {
            (0, _) => "no symbol has any of these words; try `search`, or other words\n".to_owned(),
            (_, []) => String::new(),
            (_, unknown) => {
                cut(&format!("no symbol has: {}\n", unknown.join(", ")), 200).into_owned()
            }
        };
        let empty = ExploreResult {
            text: note.clone(),
            symbols: Vec::new(),
            total: total as u64,
        };
        let used = cost(&frame.answer(empty, 0, total))?;
        if used > frame.max_tokens {
            return Err(frame.too_small(used));
        }
        Ok(Self {
            question,
            frame,
            used,
            note,
            files: Vec::new(),
            count: 0,
        })
    }

    fn file(&self, position: usize) -> Option<&'a SourceFile> {
        self.question.index.files.get(position).map(|file| &**file)
    }

    /// Name a symbol, where there is room.
    fn head(&mut self, fitting: &Fitting<'a>) -> Result<(), Error> {
        let Some(file) = self.file(fitting.file) else {
            return Ok(());
        };
        let known = self
            .files
            .iter()
            .position(|(position, _)| *position == fitting.file);
        let shown = Shown {
            definition: fitting.definition,
            place: self.count,
            score: fitting.score,
            body: None,
        };
        let heading = if known.is_some() {
            String::new()
        } else {
            format!("{}\n", file.path)
        };
        let text = format!("{heading}{}", head_text(fitting.definition));
        let needed = cost(&text)? + cost(&symbol(file, &shown))? + 2;
        if self.used + needed > self.frame.max_tokens {
            return Ok(());
        }
        self.used += needed;
        self.count += 1;
        let at = known.unwrap_or_else(|| {
            self.files.push((fitting.file, BTreeMap::new()));
            self.files.len() - 1
        });
        if let Some((_, symbols)) = self.files.get_mut(at) {
            symbols.insert(fitting.definition.span, shown);
        }
        Ok(())
    }

    /// Add a symbol's code, where it is shown, has room, and does not stand in what is shown already.
    fn body(&mut self, fitting: &Fitting<'a>) -> Result<(), Error> {
        let Some(file) = self.file(fitting.file) else {
            return Ok(());
        };
        let span = fitting.definition.span;
        let Some(at) = self
            .files
            .iter()
            .position(|(position, _)| *position == fitting.file)
        else {
            return Ok(());
        };
        let Some((_, symbols)) = self.files.get(at) else {
            return Ok(());
        };
        let stands_in = |other: &&Shown<'_>| {
            let outer = other.definition.span;
            other.body.is_some()
                && outer.start_byte <= span.start_byte
                && span.end_byte <= outer.end_byte
        };
        if !symbols.contains_key(&span)
            || symbols.values().any(|shown| stands_in(&shown))
            || span.start_line == span.end_line
        {
            return Ok(());
        }
        let Some(body) = self.text(file, span) else {
            return Ok(());
        };
        let needed = cost(&body)? + 1;
        if self.used + needed > self.frame.max_tokens {
            return Ok(());
        }
        self.used += needed;
        let shown = self
            .files
            .get_mut(at)
            .and_then(|(_, symbols)| symbols.get_mut(&span));
        if let Some(shown) = shown {
            shown.body = Some(body);
        }
        Ok(())
    }

    /// The code of a symbol, where the file is still what was ranked.
    fn text(&self, file: &SourceFile, span: Span) -> Option<String> {
        let reader = self.question.reader;
        let bytes = reader
            .repository
            .read(&file.path, reader.limits.file_size_bytes_max)
            .ok()?;
        if hash(&bytes) != file.hash {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let count = (span.end_line - span.start_line + 1) as usize;
        let lines = text
            .lines()
            .skip(span.start_line.saturating_sub(1) as usize)
            .take(count);
        Some(lines.map(|line| format!("{}\n", visible(line))).collect())
    }

    fn answer(self, total: usize) -> Result<Answer<ExploreResult>, Error> {
        let mut text = self.note.clone();
        let mut symbols: Vec<(usize, ExploredSymbol)> = Vec::new();
        for (position, shown) in &self.files {
            let Some(file) = self.file(*position) else {
                continue;
            };
            text.push_str(file.path.as_str());
            text.push('\n');
            for shown in shown.values() {
                text.push_str(&head_text(shown.definition));
                text.push_str(shown.body.as_deref().unwrap_or_default());
                symbols.push((shown.place, symbol(file, shown)));
            }
        }
        symbols.sort_by_key(|(place, _)| *place);
        let result = ExploreResult {
            text,
            symbols: symbols.into_iter().map(|(_, symbol)| symbol).collect(),
            total: total as u64,
        };
        if total > 0 && self.count == 0 {
            return Err(self.frame.too_small(self.used + 100));
        }
        let answer = self.frame.answer(result, self.count, total);
        let used = cost(&answer)?;
        if used > self.frame.max_tokens {
            Err(self.frame.too_small(used))
        } else {
            Ok(answer)
        }
    }
}

fn symbol(file: &SourceFile, shown: &Shown<'_>) -> ExploredSymbol {
    ExploredSymbol {
        id: cut(&file.id(shown.definition), 300).into_owned(),
        score: (shown.score * 100.0).round() / 100.0,
        has_body: shown.body.is_some(),
    }
}

fn head_text(definition: &Definition) -> String {
    let span = definition.span;
    let owner = definition
        .qualified_name
        .strip_suffix(definition.name.as_str())
        .unwrap_or_default();
    let mut text = format!("{}-{}: ", span.start_line, span.end_line);
    if !owner.is_empty() {
        text.push_str(&format!("[{}] ", cut(owner.trim_end_matches('.'), 80)));
    }
    text.push_str(&cut(&definition.signature, SIGNATURE_BYTES_MAX));
    if let Some(documentation) = &definition.documentation {
        text.push_str(&format!(
            "  # {}",
            cut(documentation, DOCUMENTATION_BYTES_MAX)
        ));
    }
    text.push('\n');
    text
}
