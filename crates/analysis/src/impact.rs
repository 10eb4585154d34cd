//! What a change of a symbol or of files may reach, step by step.

use std::collections::BTreeSet;

use crate::calls::{Calls, Edge, site};
use crate::engine::Question;
use crate::error::Error;
use crate::index::Index;
use crate::model::answers::Answer;
use crate::model::reach::{Affected, ImpactRequest, ImpactResult, ImpactSummary};
use crate::names::{End, Evidence, Names, Place, Reason};
use crate::page::Item;
use crate::reach::{Reached, reached};
use crate::relations::placed;
use crate::scope::{Scope, listed_path};
use crate::testing::is_of_tests;
use syntax::usage::SiteKind;

impl Item for Option<Affected> {}

/// What a change may reach.
///
/// # Errors
/// [`Error::InvalidRequest`] for neither or both of `symbol` and `paths`; those of names, paths and paging.
pub fn impact(
    question: &Question<'_>,
    request: &ImpactRequest,
) -> Result<Answer<ImpactResult>, Error> {
    let index = question.index;
    let everything = Scope::new(index, None)?;
    let graph = index.graph(question.control)?;
    let calls = index.calls(question.control)?;
    let names = Names::new(index, graph);
    let starts = starts(question, request, calls, &names)?;
    let spread = Spread {
        question,
        calls,
        names: &names,
        least: request.evidence,
    };
    let (mut resolved, mut unresolved) = (0, 0);
    let found = reached(&starts, request.depth, |node| {
        let users = spread.users(node, &mut unresolved)?;
        resolved += users.len() as u64;
        Ok::<_, Error>(users)
    })?;
    let affected: Vec<&Reached<Edge>> = found.iter().filter(|one| one.by.is_some()).collect();
    let summary = spread.summary(&affected);
    let mut completeness = everything.completeness(index);
    completeness.resolved = resolved;
    completeness.unresolved = unresolved;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| affected.get(position).and_then(|one| spread.shown(one));
    frame.fill(affected.len(), item, |affected| ImpactResult {
        affected: affected.into_iter().flatten().collect(),
        summary: summary.clone(),
    })
}

/// The nodes of what changes.
fn starts(
    question: &Question<'_>,
    request: &ImpactRequest,
    calls: &Calls,
    names: &Names<'_>,
) -> Result<Vec<u32>, Error> {
    let index = question.index;
    match (&request.symbol, &request.paths) {
        (Some(symbol), None) => {
            let (_, place) = placed(question, names, symbol)?;
            Ok(inside(calls, names, place))
        }
        (None, Some(paths)) if !paths.is_empty() => {
            Ok(of_files(index, calls, paths)?.into_iter().collect())
        }
        _ => Err(Error::invalid(
            "`impact` needs either `symbol` or `paths`",
            "give a symbol's name or `id`, or a list of files such as those of a diff",
        )),
    }
}

/// All that stands in files, and their own code.
///
/// # Errors
/// Those of paths.
pub fn of_files(index: &Index, calls: &Calls, paths: &[String]) -> Result<BTreeSet<u32>, Error> {
    let mut nodes = BTreeSet::new();
    for path in paths {
        let path = listed_path(index, path)?;
        let position = index.file_position(path.as_str());
        let Some((at, source)) = position.and_then(|at| Some((at, index.files.get(at)?))) else {
            continue;
        };
        let file = u32::try_from(at).unwrap_or(u32::MAX);
        let all = (0_u32..).take(source.definitions.len()).map(Some);
        let ends = std::iter::once(None).chain(all);
        nodes.extend(ends.map(|definition| calls.node(End { file, definition })));
    }
    Ok(nodes)
}

/// A definition and what stands inside it.
pub fn inside(calls: &Calls, names: &Names<'_>, place: Place) -> Vec<u32> {
    let node = |definition| {
        calls.node(End {
            file: place.file,
            definition: Some(definition),
        })
    };
    names.within(place).into_iter().map(node).collect()
}

/// The users of things, as far as they are sure enough.
pub struct Spread<'a> {
    /// What is asked.
    pub question: &'a Question<'a>,
    /// Who uses whom.
    pub calls: &'a Calls,
    /// What names mean.
    pub names: &'a Names<'a>,
    /// The least sure to follow.
    pub least: Evidence,
}

impl Spread<'_> {
    /// What uses a node, surely enough; uses of its name that are not followed are counted.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn users(&self, node: u32, unresolved: &mut u64) -> Result<Vec<(u32, Edge)>, Error> {
        self.question.control.check()?;
        let mut found: Vec<Edge> = self
            .calls
            .users(node)
            .filter(|edge| edge.evidence <= self.least)
            .copied()
            .collect();
        let end = self.calls.end(node);
        let Some(definition) = end.definition else {
            found.extend(self.importers(end.file, node));
            return Ok(found.into_iter().map(|edge| (edge.from, edge)).collect());
        };
        let place = Place {
            file: end.file,
            definition,
        };
        if self.least == Evidence::Possible {
            for base in self.names.overridden(place) {
                let base = self.calls.node(End {
                    file: base.file,
                    definition: Some(base.definition),
                });
                found.extend(self.calls.users(base).map(|edge| Edge {
                    to: node,
                    evidence: Evidence::Possible,
                    reason: Reason::Dispatch,
                    ..*edge
                }));
            }
        }
        self.by_name(place, node, &mut found, unresolved)?;
        found.sort_by_key(|edge| (edge.evidence, edge.from, edge.line));
        Ok(found.into_iter().map(|edge| (edge.from, edge)).collect())
    }

    /// Uses of the name of a member as a member of something unknown.
    fn by_name(
        &self,
        place: Place,
        node: u32,
        found: &mut Vec<Edge>,
        unresolved: &mut u64,
    ) -> Result<(), Error> {
        let Some((source, definition)) = self
            .names
            .file(place.file)
            .zip(self.names.definition(place))
        else {
            return Ok(());
        };
        let sites = self.calls.unknown(source.language, &definition.name);
        if sites.is_empty() {
            return Ok(());
        }
        let candidates = self.names.candidates(place);
        for at in sites {
            self.question.control.check()?;
            let Some(used) = site(self.question.index, *at) else {
                continue;
            };
            match self.names.by_name(place, (at.0, used), &candidates) {
                Some(evidence) if evidence <= self.least => found.push(Edge {
                    from: self.calls.node(End {
                        file: at.0,
                        definition: used.definition,
                    }),
                    to: node,
                    evidence,
                    reason: Reason::Name,
                    kind: used.kind,
                    line: used.line,
                }),
                Some(_) => *unresolved += 1,
                None => {}
            }
        }
        Ok(())
    }

    /// The files that load a file.
    fn importers(&self, file: u32, node: u32) -> Vec<Edge> {
        let Ok(graph) = self.question.index.graph(self.question.control) else {
            return Vec::new();
        };
        let importers = graph.importers.get(file as usize);
        let edge = |from: &u32| {
            let (line, evidence) = self.names.import_step(*from, file);
            let from = self.calls.node(End {
                file: *from,
                definition: None,
            });
            Edge {
                from,
                to: node,
                evidence,
                reason: Reason::Import,
                kind: SiteKind::Reference,
                line,
            }
        };
        let edges = importers.into_iter().flatten().map(edge);
        edges.filter(|edge| edge.evidence <= self.least).collect()
    }

    fn summary(&self, affected: &[&Reached<Edge>]) -> ImpactSummary {
        let mut summary = ImpactSummary::default();
        let (mut files, mut tests) = (BTreeSet::new(), BTreeSet::new());
        for one in affected {
            let end = self.calls.end(one.node);
            summary.symbols += 1;
            files.insert(end.file);
            if is_of_tests(self.names, end) {
                tests.insert(end.file);
            }
            let hop = one.hop.saturating_sub(1) as usize;
            if summary.by_hop.len() <= hop {
                summary.by_hop.resize(hop + 1, 0);
            }
            if let Some(count) = summary.by_hop.get_mut(hop) {
                *count += 1;
            }
        }
        summary.files = files.len() as u64;
        summary.test_files = tests.len() as u64;
        summary
    }

    fn shown(&self, one: &Reached<Edge>) -> Option<Affected> {
        let (before, edge) = one.by.as_ref()?;
        let end = self.calls.end(one.node);
        let (id, _) = self.names.shown(end)?;
        let (via, _) = self.names.shown(self.calls.end(*before))?;
        Some(Affected {
            id,
            path: self.names.file(end.file)?.path.as_str().to_owned(),
            line: edge.line,
            hop: one.hop,
            via,
            evidence: edge.evidence,
            reason: edge.reason,
            test: is_of_tests(self.names, end),
        })
    }
}
