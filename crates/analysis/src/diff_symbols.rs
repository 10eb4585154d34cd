//! Which symbols differ between two versions of the tree, and whether that breaks their callers.
//!
//! A symbol is the same by its qualified name in the same file; what is gone in one file and new in another, word
//! for word, has moved. Where a definition is new or gone, those inside it are not told apart.

use std::collections::BTreeMap;

use crate::breaks::{is_reachable, of_head, of_loss};
use crate::chronicle::{head, name};
use crate::engine::Question;
use crate::error::Error;
use crate::metrics::Complexity;
use crate::model::answers::Answer;
use crate::model::past::{
    Breaks, DiffSymbolsRequest, DiffSymbolsResult, SymbolChange, SymbolChangeKind,
    SymbolChangeTotals,
};
use crate::nearest::nearest;
use crate::page::Item;
use crate::past::{ObjectId, Past};
use crate::scope::Scope;
use crate::versions::{Differing, Symbol, differing, symbols_of};
use crate::visible::{cut, visible};

const NAME_BYTES_MAX: usize = 300;
const SIGNATURE_BYTES_MAX: usize = 200;
const SHORT_BYTES: usize = 80;

impl Item for Option<SymbolChange> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(shorten_heads)
    }
}

/// Cut the heads of a change that stands alone and does not fit. False where they are short.
pub fn shorten_heads(change: &mut SymbolChange) -> bool {
    let mut shortened = false;
    for signature in [&mut change.signature_before, &mut change.signature]
        .into_iter()
        .flatten()
    {
        let short = cut(signature, SHORT_BYTES).into_owned();
        shortened |= short.len() < signature.len();
        *signature = short;
    }
    shortened
}

/// The symbols that differ between two commits, or a commit and the files as they are.
///
/// # Errors
/// [`Error::NotFound`] for a revision that does not exist; those of opening the commits, of scope and of paging.
pub fn diff_symbols(
    question: &Question<'_>,
    request: &DiffSymbolsRequest,
) -> Result<Answer<DiffSymbolsResult>, Error> {
    let (past, from) = beginning(question, request.from.as_deref())?;
    let to = request
        .to
        .as_deref()
        .map(|to| revision(&*past, to))
        .transpose()?;
    let scope = Scope::listed(question.index, request.path.as_deref());
    let differing = differing(question, &*past, (from, to), request.path.as_deref())?;
    let scope = match scope {
        Err(error) if differing.files.is_empty() && differing.others.is_empty() => {
            return Err(error);
        }
        scope => scope.ok(),
    };
    let (changes, totals) = changes(question, &*past, &differing)?;
    let mut completeness = scope
        .map(|scope| scope.completeness(question.index))
        .unwrap_or_default();
    completeness.resolved = changes.len() as u64 - totals.perhaps_breaking;
    completeness.unresolved = totals.perhaps_breaking;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    frame.fill(
        changes.len(),
        |position| changes.get(position).map(|one| one.change.clone()),
        |changes| DiffSymbolsResult {
            from: name(from),
            to: to.map_or_else(|| "working tree".to_owned(), name),
            changes: changes.into_iter().flatten().collect(),
            totals,
        },
    )
}

/// The commits, and the one that a comparison begins at: what is checked out, where none is named.
///
/// # Errors
/// Those of opening the commits; [`Error::NotFound`] for a revision that does not exist.
pub fn beginning(
    question: &Question<'_>,
    from: Option<&str>,
) -> Result<(Box<dyn Past>, ObjectId), Error> {
    let (past, checked_out) = head(question.reader.repository)?;
    let from = from.map_or(Ok(checked_out), |from| revision(&*past, from))?;
    Ok((past, from))
}

/// The commit that a name stands for.
///
/// # Errors
/// [`Error::NotFound`] with names like it.
pub fn revision(past: &dyn Past, asked: &str) -> Result<ObjectId, Error> {
    past.commit_named(asked)?.ok_or_else(|| {
        let names = past.names();
        let shallow = if past.is_shallow() {
            "; the clone is shallow, so older commits are not here"
        } else {
            ""
        };
        Error::NotFound {
            message: format!(
                "there is no revision \"{}\"{shallow}",
                cut(&visible(asked), 100)
            ),
            hint: Some("give a branch, a tag, a commit, HEAD~3 or worktree:NAME".to_owned()),
            nearest: nearest(asked, names.iter().map(String::as_str)),
        }
    })
}

/// All changes, those that break callers first, and how many there are of each kind.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn changes(
    question: &Question<'_>,
    past: &dyn Past,
    differing: &Differing,
) -> Result<(Vec<Changed>, SymbolChangeTotals), Error> {
    let mut found = Found::default();
    for (before, after) in symbols_of(question, past, &differing.files)? {
        found.compare(&before, &after);
    }
    found.join_moved();
    let mut changes = found.changes;
    let elsewhere: BTreeMap<String, String> = found
        .fresh
        .iter()
        .rev()
        .map(|symbol| (symbol.definition.name.clone(), symbol.path.clone()))
        .collect();
    changes.extend(found.gone.iter().map(|symbol| gone(symbol, &elsewhere)));
    changes.extend(found.fresh.into_iter().map(|symbol| fresh(&symbol)));
    changes.sort_by(|left, right| {
        let key = |one: &Changed| {
            let change = &one.change;
            (
                change.breaks,
                change.path.clone(),
                change.line,
                change.qualified_name.clone(),
            )
        };
        key(left).cmp(&key(right))
    });
    let mut totals = SymbolChangeTotals {
        files: differing.files.len() as u64,
        other_files: differing.others.len() as u64,
        ..SymbolChangeTotals::default()
    };
    for Changed { change, .. } in &changes {
        *match change.change {
            SymbolChangeKind::Added => &mut totals.added,
            SymbolChangeKind::Removed => &mut totals.removed,
            SymbolChangeKind::Moved => &mut totals.moved,
            SymbolChangeKind::Signature => &mut totals.signature,
            SymbolChangeKind::Body => &mut totals.body,
        } += 1;
        match change.breaks {
            Breaks::Yes => totals.breaking += 1,
            Breaks::Unknown => totals.perhaps_breaking += 1,
            Breaks::No => {}
        }
    }
    Ok((changes, totals))
}

/// A change, and how complex the function was before and is after, where it is one.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The change.
    pub change: SymbolChange,
    /// Before; none where it is new.
    pub before: Option<Complexity>,
    /// After; none where it is gone.
    pub after: Option<Complexity>,
}

/// What differs, while it is put together.
#[derive(Default)]
struct Found {
    changes: Vec<Changed>,
    gone: Vec<Symbol>,
    fresh: Vec<Symbol>,
}

impl Found {
    /// Compare the symbols of one file.
    fn compare(&mut self, before: &[Symbol], after: &[Symbol]) {
        let key = |symbol: &Symbol| (symbol.definition.qualified_name.clone(), symbol.ordinal);
        let old: BTreeMap<_, &Symbol> = before.iter().map(|symbol| (key(symbol), symbol)).collect();
        let new: BTreeMap<_, &Symbol> = after.iter().map(|symbol| (key(symbol), symbol)).collect();
        for symbol in before
            .iter()
            .filter(|symbol| !new.contains_key(&key(symbol)))
        {
            let above_is_gone = symbol
                .parent
                .as_ref()
                .is_some_and(|parent| !new.contains_key(parent));
            if !above_is_gone {
                self.gone.push(symbol.clone());
            }
        }
        for symbol in after {
            match old.get(&key(symbol)) {
                None => {
                    let above_is_new = symbol
                        .parent
                        .as_ref()
                        .is_some_and(|parent| !old.contains_key(parent));
                    if !above_is_new {
                        self.fresh.push(symbol.clone());
                    }
                }
                Some(old) => self.changes.extend(changed(old, symbol)),
            }
        }
    }

    /// What is gone here and new there is one symbol that moved.
    fn join_moved(&mut self) {
        let key = |symbol: &Symbol| {
            (
                symbol.definition.qualified_name.clone(),
                symbol.definition.kind,
                symbol.text,
            )
        };
        let mut gone: BTreeMap<_, Vec<Symbol>> = BTreeMap::new();
        for symbol in self.gone.drain(..) {
            gone.entry(key(&symbol)).or_default().push(symbol);
        }
        for symbol in std::mem::take(&mut self.fresh) {
            match gone.get_mut(&key(&symbol)).and_then(Vec::pop) {
                Some(before) => self.changes.push(moved(&before, &symbol)),
                None => self.fresh.push(symbol),
            }
        }
        self.gone = gone.into_values().flatten().collect();
    }
}

fn draft(symbol: &Symbol, change: SymbolChangeKind) -> SymbolChange {
    SymbolChange {
        change,
        qualified_name: cut(&symbol.definition.qualified_name, NAME_BYTES_MAX).into_owned(),
        kind: symbol.definition.kind,
        path: visible(&symbol.path).into_owned(),
        line: symbol.definition.span.start_line,
        signature: Some(cut(&symbol.definition.signature, SIGNATURE_BYTES_MAX).into_owned()),
        signature_before: None,
        path_before: None,
        breaks: Breaks::No,
        reason: None,
    }
}

/// A symbol that is gone; one whose name is new elsewhere may still be inherited or handed on from there.
fn gone(symbol: &Symbol, elsewhere: &BTreeMap<String, String>) -> Changed {
    let (breaks, reason) = match (
        of_loss(&symbol.definition),
        elsewhere.get(&symbol.definition.name),
    ) {
        ((Breaks::Yes, _), Some(path)) => (
            Breaks::Unknown,
            Some(format!(
                "it is gone here, and its name is new in {}",
                visible(path)
            )),
        ),
        ((breaks, reason), _) => (breaks, reason.map(str::to_owned)),
    };
    let draft = draft(symbol, SymbolChangeKind::Removed);
    let change = SymbolChange {
        signature: None,
        signature_before: draft.signature,
        breaks,
        reason,
        ..draft
    };
    Changed {
        change,
        before: symbol.complexity,
        after: None,
    }
}

fn fresh(symbol: &Symbol) -> Changed {
    Changed {
        change: draft(symbol, SymbolChangeKind::Added),
        before: None,
        after: symbol.complexity,
    }
}

fn between(before: &Symbol, after: &Symbol, change: SymbolChange) -> Changed {
    Changed {
        change,
        before: before.complexity,
        after: after.complexity,
    }
}

fn moved(before: &Symbol, after: &Symbol) -> Changed {
    let reachable = is_reachable(&before.definition);
    let change = SymbolChange {
        path_before: Some(visible(&before.path).into_owned()),
        breaks: if reachable {
            Breaks::Unknown
        } else {
            Breaks::No
        },
        reason: reachable.then(|| "importers may name the file it was in".to_owned()),
        ..draft(after, SymbolChangeKind::Moved)
    };
    between(before, after, change)
}

fn changed(before: &Symbol, after: &Symbol) -> Option<Changed> {
    if before.definition.signature != after.definition.signature
        || before.definition.visibility != after.definition.visibility
        || before.definition.kind != after.definition.kind
    {
        let (breaks, reason) = of_head(after.language, &before.definition, &after.definition);
        let change = SymbolChange {
            signature_before: Some(
                cut(&before.definition.signature, SIGNATURE_BYTES_MAX).into_owned(),
            ),
            breaks,
            reason: reason.map(str::to_owned),
            ..draft(after, SymbolChangeKind::Signature)
        };
        return Some(between(before, after, change));
    }
    let body = || between(before, after, draft(after, SymbolChangeKind::Body));
    (before.text != after.text).then(body)
}
