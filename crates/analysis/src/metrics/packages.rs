//! What files and folders hang on: who imports them, whom they import, and how much of them is abstract.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Graph;
use crate::index::Index;
use crate::model::metrics::Coupling;
use crate::scope::Scope;

use super::counts::Counts;
use super::formulas::{ratio, rounded};
use super::types::{is_abstract, types};

/// The edges of the import graph that are counted, by file.
pub struct Edges {
    /// Files that a file imports for more than types.
    imports: Vec<BTreeSet<u32>>,
    /// Those it imports for types only.
    types_only: Vec<BTreeSet<u32>>,
    /// Files that import a file for more than types.
    importers: Vec<BTreeSet<u32>>,
}

impl Edges {
    /// Read them from the graph.
    #[must_use]
    pub fn new(index: &Index, graph: &Graph) -> Self {
        let count = index.files.len();
        let mut edges = Self {
            imports: vec![BTreeSet::new(); count],
            types_only: vec![BTreeSet::new(); count],
            importers: vec![BTreeSet::new(); count],
        };
        for ((from, file), resolved) in (0_u32..).zip(&index.files).zip(&graph.resolutions) {
            for (import, resolution) in file.imports.iter().zip(resolved) {
                let lists = if import.type_only {
                    &mut edges.types_only
                } else {
                    &mut edges.imports
                };
                for to in resolution.files().iter().filter(|to| **to != from) {
                    if let Some(list) = lists.get_mut(from as usize) {
                        list.insert(*to);
                    }
                    if !import.type_only
                        && let Some(list) = edges.importers.get_mut(*to as usize)
                    {
                        list.insert(from);
                    }
                }
            }
        }
        edges
    }

    /// The files that a file imports for more than types.
    pub fn imports_of(&self, file: u32) -> impl Iterator<Item = &u32> {
        self.imports.get(file as usize).into_iter().flatten()
    }

    /// What a set of files hangs on; `types` are its types, the abstract ones first.
    #[must_use]
    pub fn coupling(&self, members: &BTreeSet<u32>, types: (u32, u32)) -> Coupling {
        let outside = |lists: &[BTreeSet<u32>]| -> BTreeSet<u32> {
            members
                .iter()
                .filter_map(|member| lists.get(*member as usize))
                .flatten()
                .copied()
                .filter(|other| !members.contains(other))
                .collect()
        };
        let imports = outside(&self.imports);
        let types_only = outside(&self.types_only);
        let (afferent, efferent) = (count(&outside(&self.importers)), count(&imports));
        let instability = ratio(efferent, afferent + efferent);
        let abstractness = ratio(types.0, types.1);
        Coupling {
            afferent,
            efferent,
            efferent_types_only: u32::try_from(types_only.difference(&imports).count())
                .unwrap_or(u32::MAX),
            instability,
            abstractness,
            distance: instability
                .zip(abstractness)
                .map(|(instability, abstractness)| {
                    rounded((abstractness + instability - 1.0).abs())
                }),
        }
    }
}

/// What a file or folder hangs on; nothing for everything, which has no outside.
#[must_use]
pub fn coupling_of(index: &Index, graph: &Graph, scope: &Scope) -> Option<Coupling> {
    if scope.is_everything() {
        return None;
    }
    let (mut members, mut types) = (BTreeSet::new(), (0, 0));
    for (position, file) in scope.files(index) {
        members.extend(u32::try_from(position));
        let (some, all) = abstract_types(&Counts::new(file));
        types = (types.0 + some, types.1 + all);
    }
    Some(Edges::new(index, graph).coupling(&members, types))
}

/// How many types of a file are abstract, and how many there are.
#[must_use]
pub fn abstract_types(counts: &Counts<'_>) -> (u32, u32) {
    let types = types(counts);
    let total = u32::try_from(types.len()).unwrap_or(u32::MAX);
    let found = types.iter().filter(|of| is_abstract(counts, of)).count();
    (u32::try_from(found).unwrap_or(u32::MAX), total)
}

/// The files of each folder, by folder.
#[must_use]
pub fn packages(index: &Index) -> BTreeMap<&str, BTreeSet<u32>> {
    let mut packages: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (position, file) in (0_u32..).zip(&index.files) {
        packages
            .entry(file.path.folder())
            .or_default()
            .insert(position);
    }
    packages
}

fn count(files: &BTreeSet<u32>) -> u32 {
    u32::try_from(files.len()).unwrap_or(u32::MAX)
}
