//! Functions and types as nodes: which of them most others use, and which functions call each other in a circle.
//!
//! Only by uses that are `exact` or `likely`; what is one of several candidates would make circles that are none.

use std::collections::BTreeSet;

use syntax::is_callable;
use syntax::usage::SiteKind;

use crate::calls::{Calls, Edge};
use crate::control::Control;
use crate::error::Error;
use crate::index::Index;
use crate::model::architecture::{CallCycle, SymbolHub};
use crate::names::{Evidence, Names, Place};
use crate::reach::cycles;
use crate::scope::Scope;

/// Only so many definitions are called hubs.
const HUBS_MAX: usize = 20;

/// The definitions of a scope in the graph of uses.
pub struct Symbols<'a> {
    names: &'a Names<'a>,
    calls: &'a Calls,
    /// The nodes of the scope, files with their own code among them.
    nodes: Vec<u32>,
}

impl<'a> Symbols<'a> {
    /// Resolve all uses of the repository.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn new(
        names: &'a Names<'a>,
        index: &'a Index,
        scope: &Scope,
        control: &Control,
    ) -> Result<Self, Error> {
        let calls = index.calls(control)?;
        let files = scope.files(index);
        Ok(Self {
            names,
            calls,
            nodes: files.flat_map(|(at, _)| calls.nodes(at)).collect(),
        })
    }

    /// How many uses in the scope lead to a definition, and of how many nobody knows what they lead to.
    pub fn counts(&self) -> (u64, u64) {
        let nodes = self.nodes.iter();
        nodes.fold((0, 0), |(resolved, unresolved), node| {
            let uses = self.calls.uses(*node).len() as u64;
            (
                resolved + uses,
                unresolved + self.calls.unresolved_in(*node),
            )
        })
    }

    /// The definitions of the scope that most others use.
    pub fn hubs(&self) -> Vec<SymbolHub> {
        let mut hubs: Vec<SymbolHub> = self
            .nodes
            .iter()
            .filter_map(|node| {
                let place = self.place(*node)?;
                let users = distinct(self.calls.users(*node), *node, |edge| edge.from);
                let definition = self.names.definition(place).filter(|_| users > 0)?;
                Some(SymbolHub {
                    id: self.id(*node)?,
                    kind: definition.kind,
                    users,
                    uses: distinct(self.calls.uses(*node).iter(), *node, |edge| edge.to),
                })
            })
            .collect();
        hubs.sort_by(|left, right| {
            let users = right.users.cmp(&left.users);
            users.then_with(|| left.id.cmp(&right.id))
        });
        hubs.truncate(HUBS_MAX);
        hubs
    }

    /// The shortest circle of calls through each function, as far as one is in the scope.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn cycles(&self, control: &Control) -> Result<Vec<CallCycle>, Error> {
        let mut next: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); self.calls.count() as usize];
        for (node, targets) in (0_u32..).zip(&mut next) {
            let called = self.calls.uses(node).iter().filter(|edge| {
                edge.kind == SiteKind::Call && edge.evidence <= Evidence::Likely && edge.to != node
            });
            targets.extend(
                called
                    .map(|edge| edge.to)
                    .filter(|to| self.is_function(*to)),
            );
        }
        let within: BTreeSet<u32> = self.nodes.iter().copied().collect();
        let (found, _) = cycles(&next, control)?;
        let shown = found
            .iter()
            .filter(|cycle| cycle.iter().any(|node| within.contains(node)));
        Ok(shown.filter_map(|cycle| self.shown(cycle)).collect())
    }

    fn shown(&self, cycle: &[u32]) -> Option<CallCycle> {
        let after = cycle.iter().cycle().skip(1);
        let surest = |(from, to): (&u32, &u32)| {
            let edges = self.calls.uses(*from).iter();
            let calls = edges.filter(|edge| edge.to == *to && edge.kind == SiteKind::Call);
            calls.map(|edge| edge.evidence).min()
        };
        Some(CallCycle {
            functions: cycle
                .iter()
                .map(|node| self.id(*node))
                .collect::<Option<_>>()?,
            evidence: cycle.iter().zip(after).filter_map(surest).max()?,
        })
    }

    fn place(&self, node: u32) -> Option<Place> {
        let end = self.calls.end(node);
        Some(Place {
            file: end.file,
            definition: end.definition?,
        })
    }

    fn id(&self, node: u32) -> Option<String> {
        let place = self.place(node)?;
        let definition = self.names.definition(place)?;
        Some(self.names.file(place.file)?.id(definition))
    }

    fn is_function(&self, node: u32) -> bool {
        let definition = self
            .place(node)
            .and_then(|place| self.names.definition(place));
        definition.is_some_and(|one| is_callable(one.kind))
    }
}

/// How many nodes other than this one stand at an end of these uses, the doubtful ones left out.
fn distinct<'a>(
    edges: impl Iterator<Item = &'a Edge>,
    node: u32,
    end: impl Fn(&Edge) -> u32,
) -> u32 {
    let sure = edges.filter(|edge| edge.evidence <= Evidence::Likely);
    let ends: BTreeSet<u32> = sure.map(end).filter(|other| *other != node).collect();
    u32::try_from(ends.len()).unwrap_or(u32::MAX)
}
