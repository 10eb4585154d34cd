//! How complex functions are.
//!
//! Cyclomatic complexity as radon counts it: one, and one for each decision point of the function's own code;
//! nested functions count for themselves. `default` and `_` are no decision.

use syntax::facts::{Branch, BranchKind, Definition, DefinitionKind};

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::answers::Answer;
use crate::model::reports::{ComplexityResult, ComplexitySummary, FunctionComplexity, RankCounts};
use crate::model::requests::ComplexityRequest;
use crate::page::Item;
use crate::scope::Scope;
use crate::symbols::{Found, one_symbol};

const DEFINITION: &str = "cyclomatic as radon counts it";

impl Item for Option<FunctionComplexity> {}

/// What was measured of one function.
#[derive(Debug, Clone, Copy)]
struct Measured<'a> {
    found: Found<'a>,
    cyclomatic: u32,
    nesting_max: u32,
}

/// The functions of a place or symbol, most complex first.
///
/// # Errors
/// [`Error::NotFound`] for a path or symbol that is not there; those of paging.
pub fn complexity(
    question: &Question<'_>,
    request: &ComplexityRequest,
) -> Result<Answer<ComplexityResult>, Error> {
    let index = question.index;
    let mut scope = Scope::new(index, request.path.as_deref())?;
    let mut within = None;
    if let Some(symbol) = &request.symbol {
        let found = one_symbol(index, symbol, &scope)?;
        scope = Scope::new(index, Some(found.file.path.as_str()))?;
        within = Some(found.definition.span);
    }
    let mut measured: Vec<Measured<'_>> = Vec::new();
    for (_, file) in scope.files(index) {
        question.control.check()?;
        measured.extend(functions(file).filter(|one| {
            let span = one.found.definition.span;
            within.is_none_or(|outer| {
                outer.start_byte <= span.start_byte && span.end_byte <= outer.end_byte
            })
        }));
    }
    let summary = summary(&measured);
    measured.retain(|one| one.cyclomatic >= request.minimum.unwrap_or(0));
    // Stable: equals stay by path and place.
    measured.sort_by_key(|one| std::cmp::Reverse(one.cyclomatic));
    let frame = question.frame(
        scope.completeness(index),
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    frame.fill(
        measured.len(),
        |position| measured.get(position).map(Measured::answer),
        |functions| ComplexityResult {
            definition: DEFINITION.to_owned(),
            functions: functions.into_iter().flatten().collect(),
            summary: summary.clone(),
        },
    )
}

/// The cyclomatic complexity of all functions of a file together.
#[must_use]
pub fn total(file: &SourceFile) -> u64 {
    functions(file).map(|one| u64::from(one.cyclomatic)).sum()
}

/// The functions and methods of a file in source order, measured in one pass over its branches.
fn functions(file: &SourceFile) -> impl Iterator<Item = Measured<'_>> {
    let mut counts = vec![(1_u32, 0_u32); file.definitions.len()];
    for branch in &file.branches {
        let Some(owner) = branch.owner else { continue };
        if let Some((cyclomatic, nesting_max)) = counts.get_mut(owner as usize) {
            *cyclomatic += u32::from(is_decision(branch.kind));
            *nesting_max = (*nesting_max).max(nesting(branch));
        }
    }
    file.definitions
        .iter()
        .zip(counts)
        .filter(|(definition, _)| is_function(definition))
        .map(move |(definition, (cyclomatic, nesting_max))| Measured {
            found: Found { file, definition },
            cyclomatic,
            nesting_max,
        })
}

fn is_function(definition: &Definition) -> bool {
    matches!(
        definition.kind,
        DefinitionKind::Function | DefinitionKind::Method
    )
}

fn is_decision(kind: BranchKind) -> bool {
    match kind {
        BranchKind::If
        | BranchKind::ElseIf
        | BranchKind::Loop
        | BranchKind::LoopElse
        | BranchKind::Case
        | BranchKind::Catch
        | BranchKind::TryElse
        | BranchKind::Ternary
        | BranchKind::BooleanOperator
        | BranchKind::Comprehension
        | BranchKind::ComprehensionIf
        | BranchKind::Assert
        | BranchKind::TryOperator => true,
        BranchKind::DefaultCase => false,
    }
}

/// How deep the code inside a branch stands.
fn nesting(branch: &Branch) -> u32 {
    match branch.kind {
        BranchKind::If
        | BranchKind::ElseIf
        | BranchKind::Loop
        | BranchKind::LoopElse
        | BranchKind::Catch
        | BranchKind::Ternary => branch.nesting + 1,
        BranchKind::Case
        | BranchKind::DefaultCase
        | BranchKind::TryElse
        | BranchKind::BooleanOperator
        | BranchKind::Comprehension
        | BranchKind::ComprehensionIf
        | BranchKind::Assert
        | BranchKind::TryOperator => branch.nesting,
    }
}

fn summary(measured: &[Measured<'_>]) -> ComplexitySummary {
    let mut ranks = RankCounts::default();
    for one in measured {
        *match one.cyclomatic {
            0..=5 => &mut ranks.a,
            6..=10 => &mut ranks.b,
            11..=20 => &mut ranks.c,
            21..=30 => &mut ranks.d,
            31..=40 => &mut ranks.e,
            41.. => &mut ranks.f,
        } += 1;
    }
    let functions = measured.len() as u64;
    let total: u64 = measured.iter().map(|one| u64::from(one.cyclomatic)).sum();
    let hundredths = (total * 100 + functions / 2)
        .checked_div(functions)
        .unwrap_or(0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean of complexities is far below 2^53"
    )]
    let mean = hundredths as f64 / 100.0;
    let max = measured.iter().map(|one| one.cyclomatic).max().unwrap_or(0);
    ComplexitySummary {
        functions,
        mean,
        max,
        total,
        by_rank: ranks,
    }
}

impl Measured<'_> {
    fn answer(&self) -> FunctionComplexity {
        let symbol = self.found.symbol();
        FunctionComplexity {
            name: symbol.name,
            qualified_name: symbol.qualified_name,
            kind: symbol.kind,
            path: symbol.path,
            line: symbol.line,
            end_line: symbol.end_line,
            cyclomatic: self.cyclomatic,
            nesting_max: self.nesting_max,
            lines: symbol.end_line.saturating_sub(symbol.line) + 1,
            parameters: self.found.definition.parameter_count.unwrap_or(0),
        }
    }
}
