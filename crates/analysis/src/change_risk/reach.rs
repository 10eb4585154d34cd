//! How far each of several changes reaches, from one walk over the users of all of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::calls::Calls;
use crate::engine::Question;
use crate::error::Error;
use crate::impact::Spread;
use crate::model::change_risk::BySureness;
use crate::names::{Evidence, Names};
use crate::reach::reached;
use crate::testing::is_of_tests;

/// Users of everything that a change may reach.
pub struct Web<'a> {
    calls: &'a Calls,
    names: &'a Names<'a>,
    depth: u32,
    users: HashMap<u32, Vec<(u32, Evidence)>>,
    /// Uses that are sure or likely.
    pub resolved: u64,
    /// Uses that may be uses of something else.
    pub unresolved: u64,
}

/// What is reached from one place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach {
    /// Symbols.
    pub symbols: BySureness,
    /// Files of tests.
    pub tests: BySureness,
}

impl<'a> Web<'a> {
    /// Walk from some nodes to their users.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn new(
        question: &'a Question<'a>,
        calls: &'a Calls,
        names: &'a Names<'a>,
        starts: &BTreeSet<u32>,
        depth: u32,
    ) -> Result<Self, Error> {
        let spread = Spread {
            question,
            calls,
            names,
            least: Evidence::Possible,
        };
        let starts: Vec<u32> = starts.iter().copied().collect();
        let mut users: HashMap<u32, Vec<(u32, Evidence)>> = HashMap::new();
        let (mut resolved, mut unresolved) = (0, 0);
        reached(&starts, depth, |node| {
            let found = spread.users(node, &mut unresolved)?;
            let own = found.iter().map(|(user, edge)| (*user, edge.evidence));
            let own: Vec<(u32, Evidence)> = own.collect();
            for (_, evidence) in &own {
                *if *evidence == Evidence::Possible {
                    &mut unresolved
                } else {
                    &mut resolved
                } += 1;
            }
            users.insert(node, own);
            Ok::<_, Error>(found)
        })?;
        Ok(Self {
            calls,
            names,
            depth,
            users,
            resolved,
            unresolved,
        })
    }

    /// What is reached from some of the nodes it was made from, each by the surest way; they themselves are not.
    #[must_use]
    pub fn reach(&self, starts: &[u32]) -> Reach {
        let mut reach = Reach::default();
        let (mut before, mut tests_before) = (0, 0);
        for least in [Evidence::Exact, Evidence::Likely, Evidence::Possible] {
            let nodes = self.nodes(starts, least);
            let ends = nodes.iter().map(|node| self.calls.end(*node));
            let tests = ends.filter(|end| is_of_tests(self.names, *end));
            let tests: HashSet<u32> = tests.map(|end| end.file).collect();
            let (count, tests_count) = (nodes.len() as u64, tests.len() as u64);
            *of(&mut reach.symbols, least) = count - before;
            *of(&mut reach.tests, least) = tests_count - tests_before;
            (before, tests_before) = (count, tests_count);
        }
        reach
    }

    /// Whether one of these is of tests.
    #[must_use]
    pub fn is_of_tests(&self, nodes: &[u32]) -> bool {
        let mut ends = nodes.iter().map(|node| self.calls.end(*node));
        ends.any(|end| is_of_tests(self.names, end))
    }

    /// Nodes within the depth by steps that are sure enough. The code of a file outside of its symbols may do
    /// anything with them, so who loads a file is reached perhaps and never surely.
    fn nodes(&self, starts: &[u32], least: Evidence) -> HashSet<u32> {
        let mut seen: HashSet<u32> = starts.iter().copied().collect();
        let mut edge: Vec<u32> = starts.to_vec();
        for _ in 0..self.depth {
            let mut next = Vec::new();
            for node in edge {
                let is_file = self.calls.end(node).definition.is_none();
                if is_file && least < Evidence::Possible {
                    continue;
                }
                for (user, evidence) in self.users.get(&node).into_iter().flatten() {
                    if *evidence <= least && seen.insert(*user) {
                        next.push(*user);
                    }
                }
            }
            edge = next;
        }
        for start in starts {
            seen.remove(start);
        }
        seen
    }
}

fn of(counts: &mut BySureness, evidence: Evidence) -> &mut u64 {
    match evidence {
        Evidence::Exact => &mut counts.exact,
        Evidence::Likely => &mut counts.likely,
        Evidence::Possible => &mut counts.possible,
    }
}
