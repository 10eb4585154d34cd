//! The shortest path between two symbols or files.

use crate::calls::{Calls, Edge};
use crate::engine::Question;
use crate::error::Error;
use crate::model::answers::Answer;
use crate::model::reach::{Along, Known, PathBetweenRequest, PathBetweenResult, PathStep};
use crate::names::{End, Evidence, Names, Reason};
use crate::page::Item;
use crate::reach::{Reached, reached, way};
use crate::relations::placed;
use crate::scope::{Scope, listed_path};

impl Item for Option<PathStep> {}

/// The shortest path from one symbol or file to another.
///
/// # Errors
/// Those of names and paths; [`Error::LimitExceeded`] where a path does not fit.
pub fn path_between(
    question: &Question<'_>,
    request: &PathBetweenRequest,
) -> Result<Answer<PathBetweenResult>, Error> {
    let (found, path, resolved, unresolved) = match request.along {
        Along::Calls => along_calls(question, request)?,
        Along::Imports => along_imports(question, request)?,
    };
    let index = question.index;
    let mut completeness = Scope::new(index, None)?.completeness(index);
    completeness.resolved = resolved;
    completeness.unresolved = unresolved;
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let item = |position: usize| path.get(position).cloned();
    frame.fill(path.len(), item, |path| PathBetweenResult {
        found,
        path: path.into_iter().flatten().collect(),
    })
}

/// Whether there is one, its steps, and how many relations were followed and how many could not be.
type Path = (Known, Vec<PathStep>, u64, u64);

fn along_calls(question: &Question<'_>, request: &PathBetweenRequest) -> Result<Path, Error> {
    let index = question.index;
    let calls = index.calls(question.control)?;
    let names = Names::new(index, index.graph(question.control)?);
    let node = |name: &str| -> Result<u32, Error> {
        let (_, place) = placed(question, &names, name)?;
        Ok(calls.node(End {
            file: place.file,
            definition: Some(place.definition),
        }))
    };
    let (from, to) = (node(&request.from)?, node(&request.to)?);
    let mut unresolved = 0;
    let found = reached(&[from], u32::MAX, |node| {
        question.control.check()?;
        unresolved += calls.unresolved_in(node);
        let steps = calls.uses(node).iter();
        Ok::<_, Error>(
            steps
                .filter(|edge| edge.evidence <= request.evidence)
                .map(|edge| (edge.to, *edge))
                .collect(),
        )
    })?;
    let shown = |node: u32, edge: Option<&Edge>| step(calls, &names, node, edge);
    Ok(told(&found, to, unresolved, shown))
}

/// The path to a node that was reached, or whether there may be one.
fn told<L: Clone>(
    found: &[Reached<L>],
    to: u32,
    unresolved: u64,
    shown: impl Fn(u32, Option<&L>) -> Option<PathStep>,
) -> Path {
    let followed = found.iter().filter(|one| one.by.is_some()).count() as u64;
    match way(found, &[to]) {
        Some((start, steps)) => {
            let rest = steps.iter().map(|(node, by)| shown(*node, Some(by)));
            let path = std::iter::once(shown(start, None)).chain(rest);
            (Known::Yes, path.flatten().collect(), steps.len() as u64, 0)
        }
        None if unresolved == 0 => (Known::No, Vec::new(), followed, 0),
        None => (Known::Unknown, Vec::new(), followed, unresolved),
    }
}

fn step(calls: &Calls, names: &Names<'_>, node: u32, edge: Option<&Edge>) -> Option<PathStep> {
    let (id, _) = names.shown(calls.end(node))?;
    Some(PathStep {
        id,
        line: edge.map_or(0, |edge| edge.line),
        evidence: edge.map_or(Evidence::Exact, |edge| edge.evidence),
        reason: edge.map_or(Reason::Declared, |edge| edge.reason),
    })
}

fn along_imports(question: &Question<'_>, request: &PathBetweenRequest) -> Result<Path, Error> {
    let index = question.index;
    let graph = index.graph(question.control)?;
    let names = Names::new(index, graph);
    let file = |path: &str| -> Result<u32, Error> {
        let listed = listed_path(index, path)?;
        let position = index.file_position(listed.as_str());
        position
            .and_then(|at| u32::try_from(at).ok())
            .ok_or_else(|| Error::NotFound {
                message: format!("\"{listed}\" is not analysed, so its imports are not known"),
                hint: Some("`index` lists what was passed over".to_owned()),
                nearest: Vec::new(),
            })
    };
    let (from, to) = (file(&request.from)?, file(&request.to)?);
    let mut unresolved = 0;
    let found = reached(&[from], u32::MAX, |file| {
        question.control.check()?;
        unresolved += names.unresolved_imports(file);
        let imports = graph.imports.get(file as usize).into_iter().flatten();
        let sure = imports.filter(|to| names.import_step(file, **to).1 <= request.evidence);
        Ok::<_, Error>(sure.map(|to| (*to, file)).collect())
    })?;
    let shown = |file: u32, by: Option<&u32>| {
        let step = by.map(|by| names.import_step(*by, file));
        let (line, evidence) = step.unwrap_or((0, Evidence::Exact));
        Some(PathStep {
            id: names.file(file)?.path.as_str().to_owned(),
            line,
            evidence,
            reason: by.map_or(Reason::Declared, |_| Reason::Import),
        })
    };
    Ok(told(&found, to, unresolved, shown))
}
