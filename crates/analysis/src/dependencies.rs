//! The answer about imports: of a place, into it, in circles, and from elsewhere.

use serde::Serialize;

use crate::control::Control;
use crate::engine::Question;
use crate::error::Error;
use crate::graph::Graph;
use crate::index::Index;
use crate::metrics::coupling_of;
use crate::model::answers::Answer;
use crate::model::metrics::Coupling;
use crate::model::reports::{
    DependenciesResult, EdgeCounts, EdgeKind, ExternalModule, Hub, ImportEdge,
};
use crate::model::requests::DependenciesRequest;
use crate::names::Names;
use crate::page::{Item, interleave};
use crate::resolve::Resolution;
use crate::scope::Scope;

/// Only so many files are called hubs.
const HUBS_MAX: usize = 50;

/// One import, by the position of its file and its place among the imports of that file.
type Place = (usize, usize);

/// One entry of one of the lists.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Import(ImportEdge),
    Importer(ImportEdge),
    Cycle(Vec<String>),
    Hub(Hub),
    External(ExternalModule),
}

/// Files shown of a cycle that does not fit as a whole.
const CYCLE_SHOWN_MAX: usize = 8;

impl Item for Option<Entry> {
    fn shorten(&mut self) -> bool {
        match self {
            Some(Entry::Cycle(paths)) if paths.len() > CYCLE_SHOWN_MAX + 1 => {
                let more = paths.len() - CYCLE_SHOWN_MAX;
                paths.truncate(CYCLE_SHOWN_MAX);
                paths.push(format!("… {more} more"));
                true
            }
            _ => false,
        }
    }
}

/// Imports of a file, a folder or everything.
///
/// # Errors
/// [`Error::NotFound`] for a path without analysed files; those of paging.
pub fn dependencies(
    question: &Question<'_>,
    request: &DependenciesRequest,
) -> Result<Answer<DependenciesResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let graph = index.graph(question.control)?;
    let view = View {
        index,
        graph,
        scope: &scope,
        names: &Names::new(index, graph),
    };
    let lists = Lists::new(&view, question.control)?;
    let edges = graph.counts(scope.files(index));
    let coupling = coupling_of(index, graph, &scope);
    let mut completeness = scope.completeness(index);
    completeness.resolved = edges.internal + edges.external;
    completeness.unresolved = edges.unresolved;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| lists.entry(&view, position);
    let mut answer = frame.fill(lists.order.len(), item, |entries| {
        sorted_out(edges, coupling, entries)
    })?;
    answer.completeness.omitted += u64::from(graph.cycles_missed);
    Ok(answer)
}

/// All lists, and the order in which they take turns on a page.
struct Lists<'a> {
    imports: Vec<Place>,
    importers: Vec<Place>,
    cycles: Vec<&'a [u32]>,
    hubs: Vec<Hub>,
    external: Vec<(String, u32)>,
    order: Vec<(usize, usize)>,
}

impl<'a> Lists<'a> {
    fn new(view: &View<'a>, control: &Control) -> Result<Self, Error> {
        // Of everything, nothing leads out or in.
        let (imports, importers) = if view.scope.is_everything() {
            Default::default()
        } else {
            view.crossing(control)?
        };
        let (cycles, hubs) = (view.cycles(), view.hubs());
        let external = view.graph.external(view.scope.files(view.index));
        let lengths = [
            imports.len(),
            importers.len(),
            cycles.len(),
            hubs.len(),
            external.len(),
        ];
        Ok(Self {
            imports,
            importers,
            cycles,
            hubs,
            external,
            order: interleave(lengths),
        })
    }

    fn entry(&self, view: &View<'_>, position: usize) -> Option<Entry> {
        let (list, at) = *self.order.get(position)?;
        match list {
            0 => view.edge(*self.imports.get(at)?).map(Entry::Import),
            1 => view.edge(*self.importers.get(at)?).map(Entry::Importer),
            2 => Some(Entry::Cycle(view.paths(self.cycles.get(at)?))),
            3 => Some(Entry::Hub(self.hubs.get(at)?.clone())),
            _ => {
                let (module, count) = self.external.get(at)?.clone();
                Some(Entry::External(ExternalModule { module, count }))
            }
        }
    }
}

fn sorted_out(
    edges: EdgeCounts,
    coupling: Option<Coupling>,
    entries: Vec<Option<Entry>>,
) -> DependenciesResult {
    let mut result = DependenciesResult {
        edges,
        coupling,
        ..DependenciesResult::default()
    };
    for entry in entries.into_iter().flatten() {
        match entry {
            Entry::Import(edge) => result.imports.push(edge),
            Entry::Importer(edge) => result.importers.push(edge),
            Entry::Cycle(paths) => result.cycles.push(paths),
            Entry::Hub(hub) => result.hubs.push(hub),
            Entry::External(module) => result.external.push(module),
        }
    }
    result
}

/// The graph as seen from a scope.
struct View<'a> {
    index: &'a Index,
    graph: &'a Graph,
    scope: &'a Scope,
    names: &'a Names<'a>,
}

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl<'a> View<'a> {
    fn path(&self, position: usize) -> &'a str {
        self.index
            .files
            .get(position)
            .map_or("", |file| file.path.as_str())
    }

    fn paths(&self, positions: &[u32]) -> Vec<String> {
        positions
            .iter()
            .map(|position| self.path(*position as usize).to_owned())
            .collect()
    }

    fn inside(&self, position: usize) -> bool {
        self.scope.holds(self.path(position))
    }

    /// Imports that lead out of the scope, and those that lead into it from outside.
    fn crossing(&self, control: &Control) -> Result<(Vec<Place>, Vec<Place>), Error> {
        let (mut imports, mut importers) = (Vec::new(), Vec::new());
        for (from, resolved) in self.graph.resolutions.iter().enumerate() {
            control.check()?;
            let from_inside = self.inside(from);
            for (at, resolution) in resolved.iter().enumerate() {
                let to_inside = match resolution {
                    Resolution::Place(place, files) => {
                        self.scope.holds(place)
                            || files.iter().any(|file| self.inside(*file as usize))
                    }
                    Resolution::File(file) => self.inside(*file as usize),
                    Resolution::External(_) | Resolution::Unresolved => false,
                    Resolution::Own => continue,
                };
                if from_inside && !to_inside {
                    imports.push((from, at));
                } else if !from_inside && to_inside {
                    importers.push((from, at));
                }
            }
        }
        Ok((imports, importers))
    }

    fn cycles(&self) -> Vec<&'a [u32]> {
        let touches = |cycle: &&Vec<u32>| cycle.iter().any(|file| self.inside(*file as usize));
        self.graph
            .cycles
            .iter()
            .filter(touches)
            .map(Vec::as_slice)
            .collect()
    }

    /// The files of the scope that are imported most.
    fn hubs(&self) -> Vec<Hub> {
        let count = |lists: &[Vec<u32>], at: usize| {
            lists
                .get(at)
                .map_or(0, |list| u32::try_from(list.len()).unwrap_or(u32::MAX))
        };
        let mut hubs: Vec<Hub> = self
            .scope
            .files(self.index)
            .map(|(at, file)| Hub {
                path: file.path.as_str().to_owned(),
                importers: count(&self.graph.importers, at),
                imports: count(&self.graph.imports, at),
            })
            .filter(|hub| hub.importers > 0)
            .collect();
        hubs.sort_by(|left, right| {
            right
                .importers
                .cmp(&left.importers)
                .then_with(|| left.path.cmp(&right.path))
        });
        hubs.truncate(HUBS_MAX);
        hubs
    }

    fn edge(&self, (position, at): Place) -> Option<ImportEdge> {
        let file = self.index.files.get(position)?;
        let import = file.imports.get(at)?;
        let resolution = self.graph.resolutions.get(position)?.get(at)?;
        let (kind, target) = match resolution {
            Resolution::File(target) => (
                EdgeKind::Internal,
                Some(self.path(*target as usize).to_owned()),
            ),
            Resolution::Place(place, _) => (EdgeKind::Internal, Some(place.clone())),
            Resolution::External(_) | Resolution::Own => (EdgeKind::External, None),
            Resolution::Unresolved => (EdgeKind::Unresolved, None),
        };
        Some(ImportEdge {
            path: file.path.as_str().to_owned(),
            line: import.span.start_line,
            module: import.module.clone(),
            name: import.name.clone(),
            target,
            kind,
            evidence: (!resolution.files().is_empty())
                .then(|| self.names.import_evidence(number(position), number(at))),
            type_only: import.type_only,
            deferred: file
                .import_places
                .get(at)
                .is_some_and(|place| place.deferred),
        })
    }
}
