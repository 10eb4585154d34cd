//! What speaks for looking closely at a change: what it is, how far it reaches, what tests it, and its past.
//!
//! Puts the answers of other tools together for one diff; every number is one of theirs or says how it is counted.

mod past;
mod reach;

use std::collections::BTreeSet;

use serde::Serialize;
use syntax::is_function;

use crate::chronicle::{Opened, name};
use crate::coupling;
use crate::diff_symbols::{Changed, beginning, changes, shorten_heads};
use crate::engine::Question;
use crate::error::Error;
use crate::metrics::Complexity;
use crate::model::answers::Answer;
use crate::model::change_risk::{
    BySureness, ChangeRiskRequest, ChangeRiskResult, ChangeRiskSummary, ChangedFile, ChangedSymbol,
    MissingFile,
};
use crate::model::past::SymbolChangeKind;
use crate::model::tests_for::TestFile;
use crate::names::Names;
use crate::page::{Item, interleave};
use crate::scope::Scope;
use crate::testing::is_test;
use crate::tests_for::{concerned, counted, file_nodes, shorten_functions, symbol_nodes};
use crate::versions::{Differing, differing};

use past::History;
use reach::{Reach, Web};

/// One entry of one of the lists.
#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Row {
    Symbol(ChangedSymbol),
    File(ChangedFile),
    Missing(MissingFile),
    Test(TestFile),
}

impl Item for Option<Row> {
    fn shorten(&mut self) -> bool {
        match self {
            Some(Row::Symbol(symbol)) => shorten_heads(&mut symbol.change),
            Some(Row::Test(test)) => shorten_functions(test),
            Some(Row::File(_) | Row::Missing(_)) | None => false,
        }
    }
}

/// The lists of an answer.
struct Lists {
    symbols: Vec<ChangedSymbol>,
    files: Vec<ChangedFile>,
    missing: Vec<MissingFile>,
    tests: Vec<TestFile>,
}

/// Symbols whose reach is told one by one; a larger change is told as a whole.
const FOLLOWED_MAX: usize = 500;

/// What speaks for looking closely at what changed since a commit.
///
/// # Errors
/// Those of opening the commits; [`Error::NotFound`] for a revision that does not exist; those of paging;
/// [`Error::Cancelled`].
pub fn change_risk(
    question: &Question<'_>,
    request: &ChangeRiskRequest,
) -> Result<Answer<ChangeRiskResult>, Error> {
    let (past, from) = beginning(question, request.from.as_deref())?;
    let differing = differing(question, &*past, (from, None), None)?;
    let (changed, totals) = changes(question, &*past, &differing)?;
    let reached = reached(question, request.depth, &differing, &changed)?;
    let opened = Opened::new(question)?;
    let history = History::new(question, &opened);
    let lists = Lists {
        symbols: reached.by_symbol,
        files: history.files(&differing)?,
        missing: history.missing(&paths(&differing)),
        tests: reached.tests,
    };
    let summary = ChangeRiskSummary {
        changes: totals,
        reached: reached.all,
        ..lists.summary(&changed)
    };
    let mut completeness = Scope::new(question.index, None)?.completeness(question.index);
    completeness.resolved = reached.resolved + changed.len() as u64 - totals.perhaps_breaking;
    completeness.unresolved = reached.unresolved + totals.perhaps_breaking;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let empty = ChangeRiskResult {
        from: name(from),
        formula: formula(request.depth),
        summary,
        symbols: Vec::new(),
        files: Vec::new(),
        missing: Vec::new(),
        tests: Vec::new(),
        history: opened.span(opened.ledger.commits.iter()),
    };
    let rows = lists.rows();
    let item = |position: usize| rows.get(position).cloned().flatten();
    frame.fill(rows.len(), item, |rows| filled(&empty, rows))
}

/// What a change reaches.
struct Reached {
    by_symbol: Vec<ChangedSymbol>,
    all: BySureness,
    tests: Vec<TestFile>,
    resolved: u64,
    unresolved: u64,
}

fn reached(
    question: &Question<'_>,
    depth: u32,
    differing: &Differing,
    changed: &[Changed],
) -> Result<Reached, Error> {
    let index = question.index;
    let calls = index.calls(question.control)?;
    let names = Names::new(index, index.graph(question.control)?);
    let nodes: Vec<Vec<u32>> = changed
        .iter()
        .map(|one| symbol_nodes(index, calls, &names, &one.change))
        .collect();
    let mut starts = file_nodes(index, calls, differing);
    starts.extend(nodes.iter().flatten());
    let web = Web::new(question, calls, &names, &starts, depth)?;
    let (tests, _, _) = concerned(question, calls, &names, &starts, depth)?;
    let all: Vec<u32> = starts.into_iter().collect();
    Ok(Reached {
        by_symbol: symbols(question, &web, changed, &nodes)?,
        all: web.reach(&all).symbols,
        tests,
        resolved: web.resolved,
        unresolved: web.unresolved,
    })
}

fn filled(empty: &ChangeRiskResult, rows: Vec<Option<Row>>) -> ChangeRiskResult {
    let mut result = empty.clone();
    for row in rows.into_iter().flatten() {
        match row {
            Row::Symbol(symbol) => result.symbols.push(symbol),
            Row::File(file) => result.files.push(file),
            Row::Missing(file) => result.missing.push(file),
            Row::Test(test) => result.tests.push(test),
        }
    }
    result
}

/// All paths that differ.
fn paths(differing: &Differing) -> BTreeSet<&str> {
    let with_facts = differing.files.iter().map(|file| file.path.as_str());
    let others = differing.others.iter().map(|(path, _, _)| path.as_str());
    with_facts.chain(others).collect()
}

/// The symbols that changed, those that break callers first, then those that reach most.
fn symbols(
    question: &Question<'_>,
    web: &Web<'_>,
    changed: &[Changed],
    nodes: &[Vec<u32>],
) -> Result<Vec<ChangedSymbol>, Error> {
    let mut symbols = Vec::with_capacity(changed.len());
    for (at, (one, nodes)) in changed.iter().zip(nodes).enumerate() {
        question.control.check()?;
        let reach = (at < FOLLOWED_MAX && !nodes.is_empty() && is_followed(question, one))
            .then(|| web.reach(nodes));
        let Reach {
            symbols: reached,
            tests,
        } = reach.unwrap_or_default();
        symbols.push(ChangedSymbol {
            test: is_test(&one.change.path) || web.is_of_tests(nodes),
            change: one.change.clone(),
            cyclomatic_before: one.before.map(|complexity| complexity.cyclomatic),
            cyclomatic: one.after.map(|complexity| complexity.cyclomatic),
            reached: reach.map(|_| reached),
            tests: reach.map(|_| tests),
        });
    }
    let surely = |one: &ChangedSymbol| {
        one.reached
            .map_or(0, |reached| reached.exact + reached.likely)
    };
    // Stable: equals stay by path and line.
    symbols.sort_by_key(|one| (one.change.breaks, std::cmp::Reverse(surely(one))));
    Ok(symbols)
}

fn is_followed(question: &Question<'_>, one: &Changed) -> bool {
    let index = question.index;
    let file = index.file_position(&one.change.path);
    let file = file.and_then(|at| index.files.get(at));
    file.is_some_and(|file| syntax::usage::follows(file.language))
}

impl Lists {
    /// The change in numbers, as far as they follow from the lists.
    fn summary(&self, changed: &[Changed]) -> ChangeRiskSummary {
        let tests = counted(&self.tests, 0);
        let is_there = |one: &&ChangedSymbol| one.change.change != SymbolChangeKind::Removed;
        let there = self.symbols.iter().filter(is_there);
        let is_untested = |one: &&ChangedSymbol| {
            let surely = one.tests.map(|tests| tests.exact + tests.likely);
            is_function(one.change.kind) && !one.test && surely == Some(0)
        };
        let complexity =
            |one: Option<Complexity>| one.map_or(0, |complexity| u64::from(complexity.cyclomatic));
        let lines = |count: fn(&ChangedFile) -> Option<u32>| {
            let counts = self.files.iter().filter_map(count);
            counts.map(u64::from).sum()
        };
        ChangeRiskSummary {
            added: lines(|file| file.added),
            removed: lines(|file| file.removed),
            uncounted: self
                .files
                .iter()
                .filter(|file| file.added.is_none())
                .count() as u64,
            cyclomatic_before: changed.iter().map(|one| complexity(one.before)).sum(),
            cyclomatic: changed.iter().map(|one| complexity(one.after)).sum(),
            tests: BySureness {
                exact: tests.exact,
                likely: tests.likely,
                possible: tests.possible,
            },
            untested: there.clone().filter(is_untested).count() as u64,
            not_followed: there.filter(|one| one.reached.is_none()).count() as u64,
            missing: self.missing.len() as u64,
            ..ChangeRiskSummary::default()
        }
    }

    /// The entries of all lists, in turn.
    fn rows(self) -> Vec<Option<Row>> {
        let lengths = [
            self.symbols.len(),
            self.files.len(),
            self.missing.len(),
            self.tests.len(),
        ];
        let row = |(list, at): (usize, usize)| match list {
            0 => self.symbols.get(at).cloned().map(Row::Symbol),
            1 => self.files.get(at).cloned().map(Row::File),
            2 => self.missing.get(at).cloned().map(Row::Missing),
            _ => self.tests.get(at).cloned().map(Row::Test),
        };
        interleave(lengths).into_iter().map(row).collect()
    }
}

/// How the numbers are computed.
fn formula(depth: u32) -> String {
    format!(
        "reached = users within {depth} steps, each by its surest way; untested = changed functions with no sure or \
         likely test among them; score = revisions x complexity (cyclomatic, summed over functions); main_share = \
         revisions of the main author / revisions; missing = degree from {}% over {} shared and {} mean revisions, \
         commits of more than {} paths left out; confidence = shared / revisions of the changed file",
        coupling::DEGREE_MIN,
        coupling::SHARED_MIN,
        coupling::REVISIONS_MIN,
        coupling::CHANGESET_MAX
    )
}
