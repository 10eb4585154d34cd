//! Packages and the imports between them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::graph::Graph;
use crate::index::Index;
use crate::metrics::Edges;
use crate::model::architecture::{Package, PackageEdge};
use crate::names::{Evidence, Names};
use crate::scope::Scope;

/// Packages that are still seen at a glance.
const PACKAGES_MAX: usize = 30;

/// Rounds of label propagation; it settles in a few.
const ROUNDS_MAX: usize = 20;

/// The packages of a scope; each is known by its position.
pub struct Packages {
    names: Vec<String>,
    members: Vec<BTreeSet<u32>>,
    edges: Edges,
    /// Pairs of files by the packages they are in.
    between: BTreeMap<(usize, usize), Vec<(u32, u32)>>,
    /// Groups of packages that import each other in circles, those that are imported first.
    groups: Vec<Vec<usize>>,
}

impl Packages {
    /// The packages of a scope, at a depth or at the deepest that has few enough.
    #[must_use]
    pub fn new(index: &Index, graph: &Graph, scope: &Scope, depth: Option<u32>) -> Self {
        let folders: BTreeMap<u32, &str> = scope
            .files(index)
            .filter_map(|(at, file)| Some((u32::try_from(at).ok()?, file.path.folder())))
            .collect();
        let top = scope.folder(index);
        let depth = depth.map_or_else(|| fitting_depth(&folders, top), |depth| depth as usize);
        let mut by_name: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (file, folder) in &folders {
            let name = package(folder, top, depth);
            by_name.entry(name).or_default().insert(*file);
        }
        let (names, members): (Vec<_>, Vec<_>) = by_name.into_iter().unzip();
        let mut package_of = BTreeMap::new();
        for (package, files) in members.iter().enumerate() {
            package_of.extend(files.iter().map(|file| (*file, package)));
        }
        let edges = Edges::new(index, graph);
        let mut between: BTreeMap<_, Vec<(u32, u32)>> = BTreeMap::new();
        for (from, package) in &package_of {
            for to in edges.imports_of(*from) {
                if let Some(other) = package_of.get(to).filter(|other| *other != package) {
                    let pairs = between.entry((*package, *other)).or_default();
                    pairs.push((*from, *to));
                }
            }
        }
        let groups = groups(names.len(), between.keys());
        Self {
            names,
            members,
            edges,
            between,
            groups,
        }
    }

    fn name(&self, package: usize) -> String {
        self.names.get(package).cloned().unwrap_or_default()
    }

    /// Every package with its figures, the lowest layer first, then by name.
    #[must_use]
    pub fn shown(&self, index: &Index) -> Vec<Package> {
        let (layers, clusters) = (self.layers(), self.clusters());
        let of = |list: &[u32], package: usize| list.get(package).copied().unwrap_or_default();
        let mut shown: Vec<Package> = self
            .members
            .iter()
            .enumerate()
            .map(|(package, members)| {
                let coupling = self.edges.coupling(members, (0, 0));
                let files = members
                    .iter()
                    .filter_map(|member| index.files.get(*member as usize));
                Package {
                    name: self.name(package),
                    files: u32::try_from(members.len()).unwrap_or(u32::MAX),
                    lines: files.map(|file| u64::from(file.lines.total)).sum(),
                    layer: of(&layers, package),
                    cluster: of(&clusters, package),
                    afferent: coupling.afferent,
                    efferent: coupling.efferent,
                    instability: coupling.instability,
                }
            })
            .collect();
        shown.sort_by(|one, other| (one.layer, &one.name).cmp(&(other.layer, &other.name)));
        shown
    }

    /// Which package imports which, the most imports first.
    #[must_use]
    pub fn edges(&self, names: &Names<'_>) -> Vec<PackageEdge> {
        let edge = |((from, to), pairs): (&(usize, usize), &Vec<(u32, u32)>)| {
            let evidence = |(from, to): &(u32, u32)| names.import_step(*from, *to).1;
            PackageEdge {
                from: self.name(*from),
                to: self.name(*to),
                imports: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
                evidence: pairs.iter().map(evidence).min().unwrap_or(Evidence::Exact),
            }
        };
        let mut edges: Vec<PackageEdge> = self.between.iter().map(edge).collect();
        edges.sort_by_key(|edge| std::cmp::Reverse(edge.imports));
        edges
    }

    /// The packages of each group that import each other in circles.
    #[must_use]
    pub fn cycles(&self) -> Vec<Vec<String>> {
        let circles = self.groups.iter().filter(|group| group.len() > 1);
        let mut cycles: Vec<Vec<String>> = circles
            .map(|group| group.iter().map(|package| self.name(*package)).collect())
            .collect();
        for cycle in &mut cycles {
            cycle.sort();
        }
        cycles.sort();
        cycles
    }

    /// Of each package one more than the highest layer that it imports.
    fn layers(&self) -> Vec<u32> {
        let mut layers = vec![0; self.names.len()];
        for group in &self.groups {
            let imported = self
                .between
                .keys()
                .filter(|(from, to)| group.contains(from) && !group.contains(to));
            let below = imported.filter_map(|(_, to)| layers.get(*to).copied());
            let layer = below.max().map_or(0, |highest: u32| highest + 1);
            for package in group {
                if let Some(slot) = layers.get_mut(*package) {
                    *slot = layer;
                }
            }
        }
        layers
    }

    /// Groups of packages that import each other most: each takes the label that most imports join it to, in order,
    /// until none changes (U. N. Raghavan and others, "Near linear time algorithm to detect community structures in
    /// large-scale networks", 2007).
    fn clusters(&self) -> Vec<u32> {
        let mut weights: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); self.names.len()];
        for ((from, to), pairs) in &self.between {
            for (one, other) in [(*from, *to), (*to, *from)] {
                if let Some(joined) = weights.get_mut(one) {
                    *joined.entry(other).or_default() += pairs.len();
                }
            }
        }
        let mut labels: Vec<usize> = (0..self.names.len()).collect();
        for _ in 0..ROUNDS_MAX {
            let mut changed = false;
            for (package, joined) in weights.iter().enumerate() {
                let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
                for (other, weight) in joined {
                    let label = labels.get(*other).copied().unwrap_or_default();
                    *votes.entry(label).or_default() += weight;
                }
                let own = labels.get(package).copied().unwrap_or_default();
                let best = votes.iter().max_by_key(|(label, votes)| {
                    (**votes, **label == own, std::cmp::Reverse(**label))
                });
                if let (Some((best, _)), Some(slot)) = (best, labels.get_mut(package)) {
                    changed |= *slot != *best;
                    *slot = *best;
                }
            }
            if !changed {
                break;
            }
        }
        numbered(&labels)
    }
}

/// Labels numbered from 0 in the order in which they come.
fn numbered(labels: &[usize]) -> Vec<u32> {
    let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
    let mut number = |label: &usize| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(*label).or_insert(next)
    };
    labels.iter().map(&mut number).collect()
}

/// Groups of packages that reach each other; what is imported comes before what imports it.
fn groups<'a>(count: usize, edges: impl Iterator<Item = &'a (usize, usize)>) -> Vec<Vec<usize>> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in 0..count {
        graph.add_node(());
    }
    for (from, to) in edges {
        graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
    }
    let members = |group: Vec<NodeIndex>| group.into_iter().map(NodeIndex::index).collect();
    kosaraju_scc(&graph).into_iter().map(members).collect()
}

/// The deepest level of folders that has few enough packages; at least one.
fn fitting_depth(folders: &BTreeMap<u32, &str>, top: &str) -> usize {
    let levels = |folder: &&str| folder.split('/').count();
    let deepest = folders.values().map(levels).max().unwrap_or(1);
    let count = |depth: usize| {
        let names = folders.values().map(|folder| package(folder, top, depth));
        names.collect::<BTreeSet<String>>().len()
    };
    (1..=deepest)
        .take_while(|depth| *depth == 1 || count(*depth) <= PACKAGES_MAX)
        .last()
        .unwrap_or(1)
}

/// The folder of a file, cut to some levels below the scope.
fn package(folder: &str, top: &str, depth: usize) -> String {
    let above = top.split('/').filter(|part| !part.is_empty());
    let kept = above.count() + depth;
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    match parts.get(..kept.min(parts.len())) {
        Some([]) | None => ".".to_owned(),
        Some(parts) => parts.join("/"),
    }
}
