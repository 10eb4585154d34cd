//! All uses of a repository, resolved: who uses whom, both ways.
//!
//! Nodes are definitions and files, numbered file by file: a file's own code first, then its definitions.
//! Made once for a state of the tree, when a question needs the whole of it.

use std::collections::BTreeMap;
use std::ops::Range;

use syntax::Language;
use syntax::usage::{Site, SiteKind};

use crate::control::Control;
use crate::error::Error;
use crate::graph::Graph;
use crate::index::{Index, SourceFile};
use crate::names::{End, Evidence, Names, Place, Reason, Status, family};
use crate::refresh::each;

/// Files that are resolved with one memory; the same whatever the number of threads.
const CHUNK_FILES: usize = 48;

/// One use that leads to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The node that uses.
    pub from: u32,
    /// The node that is used.
    pub to: u32,
    /// How surely.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
    /// How.
    pub kind: SiteKind,
    /// Line of the use, from 1.
    pub line: u32,
}

/// Uses of one name as a member of something unknown, by file and position among its sites.
pub type Unknown = Vec<(u32, u32)>;

/// Who uses whom.
#[derive(Debug, Default)]
pub struct Calls {
    /// By file: its first node; then how many nodes there are.
    starts: Vec<u32>,
    /// Sorted by user.
    forward: Vec<Edge>,
    /// Positions in `forward`, sorted by what is used.
    backward: Vec<u32>,
    /// The users of uses of which nobody knows what they lead to, sorted, one entry a use.
    unresolved_at: Vec<u32>,
    /// By family of languages and name: uses of which nobody knows what they lead to.
    unknown: BTreeMap<(Language, Box<str>), Unknown>,
}

/// What came of one file.
#[derive(Default)]
struct Resolved {
    edges: Vec<Edge>,
    unknown: Vec<(Box<str>, u32)>,
    unresolved: Vec<u32>,
}

impl Calls {
    /// Resolve every use.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn resolve(index: &Index, graph: &Graph, control: &Control) -> Result<Self, Error> {
        let starts = first_nodes(index);
        let chunks: Vec<usize> = (0..index.files.len()).step_by(CHUNK_FILES).collect();
        let resolved = each(&chunks, |first| {
            let names = Names::new(index, graph);
            let files = index
                .files
                .iter()
                .enumerate()
                .skip(*first)
                .take(CHUNK_FILES);
            files
                .map(|(position, file)| one(&names, &starts, position, file, control))
                .collect::<Result<Vec<_>, Error>>()
        });
        let mut calls = Self {
            starts,
            ..Self::default()
        };
        let mut position = 0_u32;
        for chunk in resolved {
            for file in chunk? {
                let language = index
                    .files
                    .get(position as usize)
                    .map(|file| family(file.language));
                calls.forward.extend(file.edges);
                calls.unresolved_at.extend(file.unresolved);
                for (name, site) in file.unknown {
                    if let Some(language) = language {
                        let sites = calls.unknown.entry((language, name)).or_default();
                        sites.push((position, site));
                    }
                }
                position += 1;
            }
        }
        calls.unresolved_at.sort_unstable();
        calls.forward.sort_unstable();
        calls.forward.dedup();
        calls.backward = (0_u32..).take(calls.forward.len()).collect();
        let forward = &calls.forward;
        calls.backward.sort_by_key(|position| {
            forward
                .get(*position as usize)
                .map(|edge| (edge.to, edge.from))
        });
        Ok(calls)
    }

    /// The node of a definition, or of a file's own code.
    #[must_use]
    pub fn node(&self, end: End) -> u32 {
        node(&self.starts, end)
    }

    /// The nodes of a file: its own code, then its definitions.
    #[must_use]
    pub fn nodes(&self, file: usize) -> Range<u32> {
        let start = |file: usize| self.starts.get(file).copied().unwrap_or(0);
        start(file)..start(file + 1)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// What a node is.
    #[must_use]
    pub fn end(&self, node: u32) -> End {
        let file = self
            .starts
            .partition_point(|start| *start <= node)
            .saturating_sub(1);
        let start = self.starts.get(file).copied().unwrap_or(0);
        End {
            file: u32::try_from(file).unwrap_or(u32::MAX),
            definition: (node - start).checked_sub(1),
        }
    }

    /// What a node uses.
    #[must_use]
    pub fn uses(&self, node: u32) -> &[Edge] {
        let start = self.forward.partition_point(|edge| edge.from < node);
        let end = self.forward.partition_point(|edge| edge.from <= node);
        self.forward.get(start..end).unwrap_or_default()
    }

    /// What uses a node.
    pub fn users(&self, node: u32) -> impl Iterator<Item = &Edge> {
        let to = |position: &u32| {
            self.forward
                .get(*position as usize)
                .map_or(u32::MAX, |edge| edge.to)
        };
        let start = self
            .backward
            .partition_point(|position| to(position) < node);
        let end = self
            .backward
            .partition_point(|position| to(position) <= node);
        let found = self.backward.get(start..end).unwrap_or_default();
        found
            .iter()
            .filter_map(|position| self.forward.get(*position as usize))
    }

    /// How many uses by a node lead nobody knows where.
    #[must_use]
    pub fn unresolved_in(&self, node: u32) -> u64 {
        let start = self.unresolved_at.partition_point(|at| *at < node);
        let end = self.unresolved_at.partition_point(|at| *at <= node);
        (end - start) as u64
    }

    /// Uses of a name as a member of something unknown.
    #[must_use]
    pub fn unknown(&self, language: Language, name: &str) -> &[(u32, u32)] {
        self.unknown
            .get(&(family(language), Box::from(name)))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// The first node of each file, and how many there are in all.
fn first_nodes(index: &Index) -> Vec<u32> {
    let mut starts = Vec::with_capacity(index.files.len());
    let mut next = 0_u32;
    for file in &index.files {
        starts.push(next);
        let count = u32::try_from(file.definitions.len()).unwrap_or(u32::MAX);
        next = next.saturating_add(count).saturating_add(1);
    }
    starts.push(next);
    starts
}

fn node(starts: &[u32], end: End) -> u32 {
    let start = starts.get(end.file as usize).copied().unwrap_or(0);
    start.saturating_add(
        end.definition
            .map_or(0, |definition| definition.saturating_add(1)),
    )
}

fn one(
    names: &Names<'_>,
    starts: &[u32],
    position: usize,
    source: &SourceFile,
    control: &Control,
) -> Result<Resolved, Error> {
    control.check()?;
    let mut resolved = Resolved::default();
    let file = u32::try_from(position).unwrap_or(u32::MAX);
    for (at, site) in (0_u32..).zip(&source.usage.sites) {
        let found = names.uses(file, site);
        let round = site.definition.map(|definition| {
            let round = names.first_of_name(Place { file, definition });
            round.definition
        });
        let from = node(
            starts,
            End {
                file,
                definition: round,
            },
        );
        match found.status {
            Status::Ours | Status::Outside => {}
            Status::Unresolved => {
                resolved.unresolved.push(from);
                if names.is_member_of_unknown(file, site) {
                    resolved
                        .unknown
                        .push((names.name_of(file, site).into(), at));
                }
            }
        }
        for (place, evidence, reason) in found.targets {
            resolved.edges.push(Edge {
                from,
                to: node(starts, first(names, place)),
                evidence,
                reason,
                kind: site.kind,
                line: site.line,
            });
        }
    }
    Ok(resolved)
}

/// Of definitions with one name in one file the first stands for all.
fn first(names: &Names<'_>, place: Place) -> End {
    let definition = names.first_of_name(place).definition;
    End {
        file: place.file,
        definition: Some(definition),
    }
}

/// The site behind an unknown use.
#[must_use]
pub fn site(index: &Index, (file, at): (u32, u32)) -> Option<&Site> {
    index.files.get(file as usize)?.usage.sites.get(at as usize)
}
