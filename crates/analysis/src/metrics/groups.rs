//! Types, files and packages: what their functions come to together.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use syntax::facts::Span;
use syntax::measures::Space;

use crate::engine::Question;
use crate::error::Error;
use crate::graph::Graph;
use crate::model::metrics::{GroupComplexity, Metrics, Variants};
use crate::model::requests::{ComplexityRequest, MetricsDetail, MetricsOf, MetricsSort};
use crate::scope::Scope;
use crate::visible::cut;

use super::counts::Counts;
use super::formulas;
use super::packages::{Edges, abstract_types, packages};
use super::types::{Type, design, types};

/// The groups that were asked for, most complex first.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn groups(
    question: &Question<'_>,
    request: &ComplexityRequest,
    scope: &Scope,
    within: Option<Span>,
) -> Result<Vec<GroupComplexity>, Error> {
    let all = request.detail == MetricsDetail::All;
    let mut groups = match request.of {
        MetricsOf::Functions => Vec::new(),
        MetricsOf::Types => of_types(question, scope, within, all)?,
        MetricsOf::Files => of_files(question, scope, all)?,
        MetricsOf::Packages => of_packages(question, scope)?,
    };
    let rank = |group: &GroupComplexity| match request.sort {
        MetricsSort::Cyclomatic => group.cyclomatic,
        MetricsSort::Cognitive => group.cognitive,
    };
    groups.retain(|group| rank(group) >= request.minimum.unwrap_or(0));
    // Stable: equals stay by path and place.
    groups.sort_by_key(|group| Reverse(rank(group)));
    Ok(groups)
}

fn of_types(
    question: &Question<'_>,
    scope: &Scope,
    within: Option<Span>,
    all: bool,
) -> Result<Vec<GroupComplexity>, Error> {
    let graph = question.index.graph(question.control)?;
    let mut groups = Vec::new();
    for (position, file) in scope.files(question.index) {
        question.control.check()?;
        let counts = Counts::new(file);
        for of in types(&counts) {
            if is_within(&counts, &of, within) {
                groups.push(of_type(question, graph, position, &counts, &of, all));
            }
        }
    }
    Ok(groups)
}

fn of_files(
    question: &Question<'_>,
    scope: &Scope,
    all: bool,
) -> Result<Vec<GroupComplexity>, Error> {
    let index = question.index;
    let edges = Edges::new(index, index.graph(question.control)?);
    let mut groups = Vec::new();
    for (position, file) in scope.files(index) {
        question.control.check()?;
        let counts = Counts::new(file);
        let members = BTreeSet::from([u32::try_from(position).unwrap_or(u32::MAX)]);
        let mut sum = Sum::default();
        sum.file(&counts);
        let space = file.measures.spaces.first().filter(|_| all);
        let mut group = sum.group(file.path.as_str(), "file");
        group.metrics = space.map(|space| whole(space, &sum, &counts));
        group.coupling = Some(edges.coupling(&members, abstract_types(&counts)));
        groups.push(group);
    }
    Ok(groups)
}

fn of_packages(question: &Question<'_>, scope: &Scope) -> Result<Vec<GroupComplexity>, Error> {
    let index = question.index;
    let edges = Edges::new(index, index.graph(question.control)?);
    let mut groups = Vec::new();
    for (folder, members) in packages(index) {
        question.control.check()?;
        let mut sum = Sum::default();
        let mut abstracts = (0, 0);
        let files = members
            .iter()
            .filter_map(|member| index.files.get(*member as usize));
        for file in files.filter(|file| scope.holds(file.path.as_str())) {
            let counts = Counts::new(file);
            sum.file(&counts);
            let (some, types) = abstract_types(&counts);
            abstracts = (abstracts.0 + some, abstracts.1 + types);
        }
        if sum.files == 0 {
            continue;
        }
        let name = if folder.is_empty() { "." } else { folder };
        let mut group = sum.group(name, "package");
        group.coupling = Some(edges.coupling(&members, abstracts));
        groups.push(group);
    }
    Ok(groups)
}

fn is_within(counts: &Counts<'_>, of: &Type, within: Option<Span>) -> bool {
    let Some(outer) = within else { return true };
    of.parts.iter().any(|part| {
        counts.file.definitions.get(*part).is_some_and(|one| {
            outer.start_byte <= one.span.start_byte && one.span.end_byte <= outer.end_byte
        })
    })
}

fn of_type(
    question: &Question<'_>,
    graph: &Graph,
    position: usize,
    counts: &Counts<'_>,
    of: &Type,
    all: bool,
) -> GroupComplexity {
    let mut sum = Sum::default();
    for method in &of.methods {
        sum.function(counts, *method);
    }
    let path = counts.file.path.as_str();
    let declaration = counts.file.definitions.get(of.declaration);
    let mut group = sum.group(path, "");
    if let Some(declaration) = declaration {
        group.name = cut(&declaration.qualified_name, 300).into_owned();
        group.kind = serde_json::to_value(declaration.kind)
            .ok()
            .and_then(|kind| Some(kind.as_str()?.to_owned()))
            .unwrap_or_default();
        group.line = Some(declaration.span.start_line);
    }
    group.metrics = all.then(|| {
        let parts = of.parts.iter().chain(
            of.methods
                .iter()
                .filter(|method| !is_inside(counts, of, **method)),
        );
        let mut space = Space::default();
        for part in parts.filter_map(|part| counts.space(*part)) {
            add(&mut space, part);
        }
        // What belongs to a method is counted there; a type's own row has the whole.
        for method in of
            .methods
            .iter()
            .filter(|method| is_inside(counts, of, **method))
        {
            if let Some(part) = counts.space(*method) {
                add_own(&mut space, part);
            }
        }
        formulas::metrics(&space, sum.cyclomatic, sum.variants)
    });
    group.design = Some(design(question.index, graph, position, counts, of));
    group
}

/// Whether a method's text is part of one of its type's declarations.
fn is_inside(counts: &Counts<'_>, of: &Type, method: usize) -> bool {
    let parent = counts
        .file
        .definitions
        .get(method)
        .and_then(|one| one.parent);
    parent.is_some_and(|parent| of.parts.contains(&(parent as usize)))
}

/// Everything of a part.
fn add(sum: &mut Space, part: &Space) {
    sum.lines.total += part.lines.total;
    sum.lines.code += part.lines.code;
    sum.lines.comment += part.lines.comment;
    sum.lines.blank += part.lines.blank;
    sum.lines.commented += part.lines.commented;
    sum.statements += part.statements;
    sum.halstead.operators_distinct += part.halstead.operators_distinct;
    sum.halstead.operands_distinct += part.halstead.operands_distinct;
    sum.halstead.operators += part.halstead.operators;
    sum.halstead.operands += part.halstead.operands;
    add_own(sum, part);
}

/// Of a part, what is not counted in the part round it.
fn add_own(sum: &mut Space, part: &Space) {
    sum.abc.assignments += part.abc.assignments;
    sum.abc.branches += part.abc.branches;
    sum.abc.conditions += part.abc.conditions;
    sum.exits += part.exits;
    sum.closures += part.closures;
    sum.closure_parameters += part.closure_parameters;
}

/// A file's metrics: the whole text, and what belongs to functions summed.
fn whole(space: &Space, sum: &Sum, counts: &Counts<'_>) -> Metrics {
    let mut all = *space;
    let rest = counts.file.measures.spaces.iter().skip(1);
    rest.for_each(|part| add_own(&mut all, part));
    formulas::metrics(&all, sum.cyclomatic, sum.variants)
}

/// What functions come to.
#[derive(Default)]
struct Sum {
    files: u32,
    functions: u32,
    cyclomatic: u32,
    cyclomatic_max: u32,
    cognitive: u32,
    variants: Variants,
}

impl Sum {
    fn file(&mut self, counts: &Counts<'_>) {
        self.files += 1;
        for (function, _) in counts.functions() {
            self.function(counts, function);
        }
        let outside = counts.outside;
        self.cyclomatic += outside.decisions;
        self.cognitive += outside.cognitive;
        self.variants.lizard += outside.lizard;
        self.variants.modified += outside.modified;
        self.variants.mccabe += outside.mccabe;
    }

    fn function(&mut self, counts: &Counts<'_>, function: usize) {
        let tally = counts.of(function);
        let variants = tally.variants();
        self.functions += 1;
        self.cyclomatic += tally.decisions + 1;
        self.cyclomatic_max = self.cyclomatic_max.max(tally.decisions + 1);
        self.variants.lizard += variants.lizard;
        self.variants.modified += variants.modified;
        // The others are part of the function round them.
        if !counts.is_nested(function) {
            self.variants.mccabe += variants.mccabe;
        }
        if counts.nested_at(function).is_none() {
            self.cognitive += tally.cognitive;
        }
    }

    fn group(&self, path: &str, kind: &str) -> GroupComplexity {
        GroupComplexity {
            name: path.to_owned(),
            kind: kind.to_owned(),
            path: path.to_owned(),
            line: None,
            functions: self.functions,
            cyclomatic: self.cyclomatic,
            cyclomatic_max: self.cyclomatic_max,
            cognitive: self.cognitive,
            metrics: None,
            design: None,
            coupling: None,
        }
    }
}
