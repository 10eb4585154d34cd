//! How complex code is, by function, type, file and package.
//!
//! Cyclomatic complexity as radon counts it: one, and one for each decision point of the function's own code;
//! nested functions count for themselves. `default` and `_` are no decision.
//! Cognitive complexity is that of Sonar's paper. What every number counts stands in `docs/metrics.md`.

mod counts;
mod formulas;
mod groups;
mod packages;
mod types;

use syntax::facts::Span;

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::answers::Answer;
use crate::model::metrics::{
    ComplexityResult, ComplexitySummary, FunctionComplexity, GroupComplexity, RankCounts,
};
use crate::model::requests::{ComplexityRequest, MetricsDetail, MetricsOf, MetricsSort};
use crate::page::Item;
use crate::scope::Scope;
use crate::symbols::{Found, one_symbol};

use counts::{Counts, Tally};
pub use packages::{Edges, coupling_of};

const DEFINITION: &str = "cyclomatic as radon counts it; cognitive as in Sonar's paper";

/// A row of either list.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(untagged)]
enum Row {
    Function(FunctionComplexity),
    Group(GroupComplexity),
}

impl Item for Option<Row> {
    /// An explanation that does not fit loses its end; `cognitive` is the sum of all of it.
    fn shorten(&mut self) -> bool {
        match self {
            Some(Row::Function(FunctionComplexity {
                increments: Some(increments),
                ..
            })) => increments.pop().is_some(),
            Some(Row::Function(_) | Row::Group(_)) | None => false,
        }
    }
}

/// What was measured of one function.
#[derive(Debug, Clone, Copy)]
struct Measured<'a> {
    found: Found<'a>,
    index: usize,
    tally: Tally,
}

/// The functions, types, files or folders of a place or symbol, most complex first.
///
/// # Errors
/// [`Error::NotFound`] for a path or symbol that is not there; [`Error::InvalidRequest`] for an explanation of what
/// is no function; those of paging.
pub fn complexity(
    question: &Question<'_>,
    request: &ComplexityRequest,
) -> Result<Answer<ComplexityResult>, Error> {
    if request.explain && request.of != MetricsOf::Functions {
        return Err(Error::invalid(
            "`explain` is about functions",
            "ask with `of`: \"functions\", or without `explain`",
        ));
    }
    let index = question.index;
    let mut scope = Scope::new(index, request.path.as_deref())?;
    let mut within = None;
    if let Some(symbol) = &request.symbol {
        let found = one_symbol(question, symbol, &scope)?;
        scope = Scope::new(index, Some(found.file.path.as_str()))?;
        within = Some(found.definition.span);
    }
    let mut measured = measured(question, &scope, within)?;
    let summary = summary(&measured);
    let minimum = request.minimum.unwrap_or(0);
    let frame = question.frame(
        scope.completeness(index),
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let result = |rows| result(rows, &summary);
    if request.of != MetricsOf::Functions {
        let groups = groups::groups(question, request, &scope, within)?;
        return frame.fill(
            groups.len(),
            |position| groups.get(position).cloned().map(Row::Group),
            result,
        );
    }
    let rank = |one: &Measured<'_>| match request.sort {
        MetricsSort::Cyclomatic => one.tally.decisions + 1,
        MetricsSort::Cognitive => one.tally.cognitive,
    };
    measured.retain(|one| rank(one) >= minimum);
    // Stable: equals stay by path and place.
    measured.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    frame.fill(
        measured.len(),
        |position| {
            let one = measured.get(position)?;
            Some(Row::Function(one.answer(request)))
        },
        result,
    )
}

/// The functions of a place, those of a symbol where one is given.
fn measured<'a>(
    question: &Question<'a>,
    scope: &'a Scope,
    within: Option<Span>,
) -> Result<Vec<Measured<'a>>, Error> {
    let mut measured = Vec::new();
    for (_, file) in scope.files(question.index) {
        question.control.check()?;
        measured.extend(functions(file).filter(|one| {
            let span = one.found.definition.span;
            within.is_none_or(|outer| {
                outer.start_byte <= span.start_byte && span.end_byte <= outer.end_byte
            })
        }));
    }
    Ok(measured)
}

/// The cyclomatic complexity of all functions of a file together.
#[must_use]
pub fn total(file: &SourceFile) -> u64 {
    functions(file)
        .map(|one| u64::from(one.tally.decisions) + 1)
        .sum()
}

/// How complex a function is, by both measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complexity {
    /// As radon counts it.
    pub cyclomatic: u32,
    /// As in Sonar's paper.
    pub cognitive: u32,
}

/// The complexity of each definition of a file that is a function.
#[must_use]
pub fn complexities(file: &SourceFile) -> Vec<Option<Complexity>> {
    let mut found = vec![None; file.definitions.len()];
    for one in functions(file) {
        if let Some(slot) = found.get_mut(one.index) {
            *slot = Some(Complexity {
                cyclomatic: one.tally.decisions + 1,
                cognitive: one.tally.cognitive,
            });
        }
    }
    found
}

fn result(rows: Vec<Option<Row>>, summary: &ComplexitySummary) -> ComplexityResult {
    let (mut functions, mut groups) = (Vec::new(), Vec::new());
    for row in rows.into_iter().flatten() {
        match row {
            Row::Function(function) => functions.push(function),
            Row::Group(group) => groups.push(group),
        }
    }
    ComplexityResult {
        definition: DEFINITION.to_owned(),
        functions,
        groups,
        summary: summary.clone(),
    }
}

/// The functions and methods of a file in source order.
fn functions(file: &SourceFile) -> impl Iterator<Item = Measured<'_>> {
    let counts = Counts::new(file);
    let all: Vec<Measured<'_>> = counts
        .functions()
        .map(|(index, definition)| Measured {
            found: Found { file, definition },
            index,
            tally: counts.of(index),
        })
        .collect();
    all.into_iter()
}

fn summary(measured: &[Measured<'_>]) -> ComplexitySummary {
    let mut ranks = RankCounts::default();
    let cyclomatic = |one: &Measured<'_>| one.tally.decisions + 1;
    for one in measured {
        *match cyclomatic(one) {
            0..=5 => &mut ranks.a,
            6..=10 => &mut ranks.b,
            11..=20 => &mut ranks.c,
            21..=30 => &mut ranks.d,
            31..=40 => &mut ranks.e,
            41.. => &mut ranks.f,
        } += 1;
    }
    let functions = measured.len() as u64;
    let total: u64 = measured.iter().map(|one| u64::from(cyclomatic(one))).sum();
    let hundredths = (total * 100 + functions / 2)
        .checked_div(functions)
        .unwrap_or(0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean of complexities is far below 2^53"
    )]
    let mean = hundredths as f64 / 100.0;
    let max = measured.iter().map(cyclomatic).max().unwrap_or(0);
    ComplexitySummary {
        functions,
        mean,
        max,
        total,
        by_rank: ranks,
    }
}

impl Measured<'_> {
    fn answer(&self, request: &ComplexityRequest) -> FunctionComplexity {
        let symbol = self.found.symbol();
        let cyclomatic = self.tally.decisions + 1;
        // Only a page of functions needs more than the tally, so their files are counted again.
        let more = request.explain || request.detail == MetricsDetail::All;
        let counts = more.then(|| Counts::new(self.found.file));
        let metrics = counts
            .as_ref()
            .filter(|_| request.detail == MetricsDetail::All)
            .and_then(|counts| counts.space(self.index))
            .map(|space| formulas::metrics(space, cyclomatic, self.tally.variants()));
        let increments = counts
            .as_ref()
            .filter(|_| request.explain)
            .map(|counts| counts.explained(self.index));
        FunctionComplexity {
            name: symbol.name,
            qualified_name: symbol.qualified_name,
            kind: symbol.kind,
            path: symbol.path,
            line: symbol.line,
            end_line: symbol.end_line,
            cyclomatic,
            cognitive: self.tally.cognitive,
            nesting_max: self.tally.nesting_max,
            lines: symbol.end_line.saturating_sub(symbol.line) + 1,
            parameters: self.found.definition.parameter_count.unwrap_or(0),
            metrics,
            increments,
        }
    }
}
