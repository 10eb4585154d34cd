//! The import graph: what every import leads to, cycles, and who imports whom.
//!
//! Nodes are files. Edges that matter when files are loaded are kept apart from the others, because only they
//! can make a cycle that hurts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::OnceLock;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use syntax::facts::{Import, ImportKind};

use crate::control::Control;
use crate::error::Error;
use crate::index::{ImportPlace, Index, SourceFile};
use crate::model::reports::EdgeCounts;
use crate::names::{Declared, Implementations, Modules, Namespaces, Offers, Owners, Satisfied};
use crate::resolve::{Places, Resolution};

/// Steps that the search for short cycles may take in all.
const CYCLE_STEPS_MAX: usize = 10_000_000;

/// The imports of a repository, resolved.
#[derive(Debug, Default)]
pub struct Graph {
    /// What each import of each file leads to, in the order of the facts.
    pub resolutions: Vec<Vec<Resolution>>,
    /// The files that each file imports, sorted.
    pub imports: Vec<Vec<u32>>,
    /// The files that import each file, sorted.
    pub importers: Vec<Vec<u32>>,
    /// The shortest cycle through each file that stands in one: shortest first, each once, from its smallest file.
    pub cycles: Vec<Vec<u32>>,
    /// Files in cycles for which the steps did not suffice to find the shortest.
    pub cycles_missed: u32,
    /// Names that files share without importing each other, when they were first asked for.
    pub offers: OnceLock<Offers>,
    /// What the namespaces of all files declare, when it was first asked for.
    pub namespaces: OnceLock<Namespaces>,
    /// Which types of Go have the methods of which interfaces, when it was first asked for.
    pub satisfied: OnceLock<Satisfied>,
    /// How the files of Rust stand to each other, when it was first asked for.
    pub modules: OnceLock<Modules>,
    /// Which implementations of Rust are of which types, when it was first asked for.
    pub implementations: OnceLock<Implementations>,
    /// What files of C++ declare, when it was first asked for.
    pub declared: OnceLock<Declared>,
    /// Which members of C++ belong to which classes, when it was first asked for.
    pub owners: OnceLock<Owners>,
}

impl Graph {
    /// Resolve all imports.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn resolve(index: &Index, control: &Control) -> Result<Self, Error> {
        let places = Places::new(index);
        let resolutions = resolve_all(index, &places, control)?;
        let count = index.files.len();
        let mut imports: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); count];
        let mut importers: Vec<Vec<u32>> = vec![Vec::new(); count];
        let mut loads: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); count];
        for ((((from, file), resolved), imports), loads) in (0_u32..)
            .zip(&index.files)
            .zip(&resolutions)
            .zip(&mut imports)
            .zip(&mut loads)
        {
            for ((import, place), resolution) in
                file.imports.iter().zip(&file.import_places).zip(resolved)
            {
                let targets = resolution.files().iter().copied().filter(|to| *to != from);
                imports.extend(targets.clone());
                if is_loaded(import, *place) {
                    loads.extend(targets);
                }
            }
            for to in imports.iter() {
                if let Some(importers) = importers.get_mut(*to as usize) {
                    importers.push(from);
                }
            }
        }
        let (cycles, cycles_missed) = cycles(&loads, control)?;
        let imports = imports
            .into_iter()
            .map(|targets| targets.into_iter().collect())
            .collect();
        Ok(Self {
            resolutions,
            imports,
            importers,
            cycles,
            cycles_missed,
            offers: OnceLock::new(),
            namespaces: OnceLock::new(),
            satisfied: OnceLock::new(),
            modules: OnceLock::new(),
            implementations: OnceLock::new(),
            declared: OnceLock::new(),
            owners: OnceLock::new(),
        })
    }

    /// Imports of these files by what became of them; one module counts once a file.
    #[must_use]
    pub fn counts<'a>(&self, files: impl Iterator<Item = (usize, &'a SourceFile)>) -> EdgeCounts {
        let mut counts = EdgeCounts::default();
        for (position, file) in files {
            let mut seen = BTreeSet::new();
            let resolved = self
                .resolutions
                .get(position)
                .map(Vec::as_slice)
                .unwrap_or_default();
            for (import, resolution) in file.imports.iter().zip(resolved) {
                let counter = match resolution {
                    Resolution::File(_) | Resolution::Place(..) => &mut counts.internal,
                    Resolution::External(_) => &mut counts.external,
                    Resolution::Unresolved => &mut counts.unresolved,
                    Resolution::Own => continue,
                };
                *counter +=
                    u64::from(seen.insert((import.module.as_str(), target_key(resolution))));
            }
        }
        counts
    }

    /// The modules from elsewhere that these files import, most imported first.
    #[must_use]
    pub fn external<'a>(
        &self,
        files: impl Iterator<Item = (usize, &'a SourceFile)>,
    ) -> Vec<(String, u32)> {
        let mut by_module: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (position, _) in files {
            for resolution in self.resolutions.get(position).into_iter().flatten() {
                if let Resolution::External(module) = resolution {
                    by_module.entry(module).or_default().insert(position);
                }
            }
        }
        let count = |files: BTreeSet<usize>| u32::try_from(files.len()).unwrap_or(u32::MAX);
        let mut modules: Vec<(String, u32)> = by_module
            .into_iter()
            .map(|(module, files)| (module.to_owned(), count(files)))
            .collect();
        modules.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        modules
    }
}

impl Resolution {
    /// The files with facts that it leads to.
    #[must_use]
    pub fn files(&self) -> &[u32] {
        match self {
            Self::File(position) => std::slice::from_ref(position),
            Self::Place(_, files) => files,
            Self::External(_) | Self::Unresolved | Self::Own => &[],
        }
    }
}

fn target_key(resolution: &Resolution) -> Option<u32> {
    match resolution {
        Resolution::File(position) => Some(*position),
        Resolution::Place(..)
        | Resolution::External(_)
        | Resolution::Unresolved
        | Resolution::Own => None,
    }
}

type Resolved = Result<Vec<Vec<Resolution>>, Error>;

#[cfg(feature = "parallel")]
fn resolve_all(index: &Index, places: &Places<'_>, control: &Control) -> Resolved {
    use rayon::prelude::*;
    index
        .files
        .par_iter()
        .map(|file| resolve_file(places, file, control))
        .collect()
}

#[cfg(not(feature = "parallel"))]
fn resolve_all(index: &Index, places: &Places<'_>, control: &Control) -> Resolved {
    index
        .files
        .iter()
        .map(|file| resolve_file(places, file, control))
        .collect()
}

fn resolve_file<'a>(
    places: &Places<'a>,
    file: &'a SourceFile,
    control: &Control,
) -> Result<Vec<Resolution>, Error> {
    let resolve = |(import, place): (&Import, &ImportPlace)| {
        control.check()?;
        Ok(places.resolve(file, import, *place))
    };
    file.imports
        .iter()
        .zip(&file.import_places)
        .map(resolve)
        .collect()
}

/// Whether an import is followed when the file is loaded.
fn is_loaded(import: &Import, place: ImportPlace) -> bool {
    // `mod x;` says where a module is, not that this file needs it.
    !import.type_only && import.kind != ImportKind::Submodule && !place.deferred
}

/// The shortest cycle through each file that stands in one, and for how many files none was looked for.
fn cycles(loads: &[BTreeSet<u32>], control: &Control) -> Result<(Vec<Vec<u32>>, u32), Error> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(loads.len(), 0);
    for _ in loads {
        graph.add_node(());
    }
    for (from, targets) in (0_u32..).zip(loads) {
        for to in targets {
            graph.add_edge(
                NodeIndex::new(from as usize),
                NodeIndex::new(*to as usize),
                (),
            );
        }
    }
    let mut group_of: Vec<usize> = vec![usize::MAX; loads.len()];
    // Kosaraju rather than Tarjan: petgraph's Tarjan recurses, and a chain of imports may be long.
    for (group, members) in kosaraju_scc(&graph)
        .into_iter()
        .enumerate()
        .filter(|(_, members)| members.len() > 1)
    {
        for member in members {
            if let Some(slot) = group_of.get_mut(member.index()) {
                *slot = group;
            }
        }
    }
    let mut search = CycleSearch::new(loads, &group_of);
    let mut found = BTreeSet::new();
    let mut missed = 0;
    for start in (0_u32..)
        .zip(&group_of)
        .filter(|(_, group)| **group != usize::MAX)
        .map(|(start, _)| start)
    {
        control.check()?;
        match search.shortest(start) {
            Some(cycle) => {
                found.insert((cycle.len(), rotated(cycle)));
            }
            None => missed += 1,
        }
    }
    let cycles = found.into_iter().map(|(_, cycle)| cycle).collect();
    Ok((cycles, missed))
}

/// Breadth first from a file back to itself, inside its group.
struct CycleSearch<'a> {
    loads: &'a [BTreeSet<u32>],
    group_of: &'a [usize],
    /// By file: the start that reached it last, and the file before it on that way.
    reached: Vec<(u32, u32)>,
    steps: usize,
}

impl<'a> CycleSearch<'a> {
    fn new(loads: &'a [BTreeSet<u32>], group_of: &'a [usize]) -> Self {
        Self {
            loads,
            group_of,
            reached: vec![(u32::MAX, u32::MAX); loads.len()],
            steps: 0,
        }
    }

    /// The shortest cycle through a file; none once the steps are used up.
    fn shortest(&mut self, start: u32) -> Option<Vec<u32>> {
        let group = self.group_of.get(start as usize)?;
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for next in self.loads.get(at as usize)?.iter().copied() {
                self.steps += 1;
                if self.steps > CYCLE_STEPS_MAX {
                    return None;
                }
                if next == start {
                    return Some(self.way(start, at));
                }
                let slot = self.reached.get_mut(next as usize)?;
                if slot.0 != start && self.group_of.get(next as usize) == Some(group) {
                    *slot = (start, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The files from `start` to `end` along the way that was found.
    fn way(&self, start: u32, end: u32) -> Vec<u32> {
        let mut way = vec![end];
        let mut at = end;
        while let Some((_, before)) = self.reached.get(at as usize).filter(|_| at != start) {
            way.push(*before);
            at = *before;
        }
        way.reverse();
        way
    }
}

/// The same cycle, from its smallest member.
fn rotated(mut cycle: Vec<u32>) -> Vec<u32> {
    let smallest = cycle
        .iter()
        .enumerate()
        .min_by_key(|(_, member)| **member)
        .map_or(0, |(at, _)| at);
    cycle.rotate_left(smallest);
    cycle
}
