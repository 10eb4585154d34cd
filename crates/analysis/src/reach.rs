//! Walks over graphs: what can be reached, by which shortest way, in which circles.
//!
//! Pure functions over the neighbours of a node; they know neither files nor definitions.
//! All answers are in the order of the walk: nearest first, then as the neighbours come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::control::Control;
use crate::error::Error;

/// Steps that the search for short cycles may take in all.
const CYCLE_STEPS_MAX: usize = 10_000_000;

/// How a node was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached<L, N = u32> {
    /// The node.
    pub node: N,
    /// Steps from the nearest start.
    pub hop: u32,
    /// The node before it, and what leads from there; none for a start.
    pub by: Option<(N, L)>,
}

/// Everything within some steps of the starts, each node once by a shortest way.
///
/// `neighbours` gives the nodes one step further and what leads there; it may end the walk by an error.
///
/// # Errors
/// Those of `neighbours`.
pub fn reached<L, E, N: Copy + Ord>(
    starts: &[N],
    hops_max: u32,
    mut neighbours: impl FnMut(N) -> Result<Vec<(N, L)>, E>,
) -> Result<Vec<Reached<L, N>>, E> {
    let mut seen: BTreeSet<N> = starts.iter().copied().collect();
    let mut queue: VecDeque<(N, u32)> = seen.iter().map(|start| (*start, 0)).collect();
    let mut found: Vec<Reached<L, N>> = queue
        .iter()
        .map(|(node, hop)| Reached {
            node: *node,
            hop: *hop,
            by: None,
        })
        .collect();
    while let Some((node, hop)) = queue.pop_front() {
        if hop == hops_max {
            continue;
        }
        for (next, by) in neighbours(node)? {
            if seen.insert(next) {
                queue.push_back((next, hop + 1));
                found.push(Reached {
                    node: next,
                    hop: hop + 1,
                    by: Some((node, by)),
                });
            }
        }
    }
    Ok(found)
}

/// The shortest way from one of the starts to one of the ends: its first node, then each step.
#[must_use]
pub fn way<L: Clone>(reached: &[Reached<L>], ends: &[u32]) -> Option<(u32, Vec<(u32, L)>)> {
    let by_node: BTreeMap<u32, &Reached<L>> = reached.iter().map(|one| (one.node, one)).collect();
    let end = reached.iter().find(|one| ends.contains(&one.node))?;
    let (mut at, mut steps) = (end, Vec::new());
    while let Some((before, by)) = &at.by {
        steps.push((at.node, by.clone()));
        at = by_node.get(before)?;
    }
    steps.reverse();
    Some((at.node, steps))
}

/// The shortest cycle through each node that stands in one, and for how many nodes none was looked for.
///
/// A node's own edge to itself is none. Shortest first, each once, from its smallest node.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn cycles(next: &[BTreeSet<u32>], control: &Control) -> Result<(Vec<Vec<u32>>, u32), Error> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(next.len(), 0);
    for _ in next {
        graph.add_node(());
    }
    for (from, targets) in (0_u32..).zip(next) {
        for to in targets {
            graph.add_edge(
                NodeIndex::new(from as usize),
                NodeIndex::new(*to as usize),
                (),
            );
        }
    }
    let mut group_of: Vec<usize> = vec![usize::MAX; next.len()];
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
    let mut search = CycleSearch::new(next, &group_of);
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

/// Breadth first from a node back to itself, inside its group.
struct CycleSearch<'a> {
    next: &'a [BTreeSet<u32>],
    group_of: &'a [usize],
    /// By node: the start that reached it last, and the node before it on that way.
    reached: Vec<(u32, u32)>,
    steps: usize,
}

impl<'a> CycleSearch<'a> {
    fn new(next: &'a [BTreeSet<u32>], group_of: &'a [usize]) -> Self {
        Self {
            next,
            group_of,
            reached: vec![(u32::MAX, u32::MAX); next.len()],
            steps: 0,
        }
    }

    /// The shortest cycle through a node; none once the steps are used up.
    fn shortest(&mut self, start: u32) -> Option<Vec<u32>> {
        let group = self.group_of.get(start as usize)?;
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for next in self.next.get(at as usize)?.iter().copied() {
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

    /// The nodes from `start` to `end` along the way that was found.
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

#[cfg(test)]
mod tests {
    use super::{reached, way};

    fn next(node: u32) -> Result<Vec<(u32, char)>, ()> {
        Ok(match node {
            0 => vec![(1, 'a'), (2, 'b')],
            1 => vec![(3, 'c'), (0, 'd')],
            2 => vec![(3, 'e')],
            _ => Vec::new(),
        })
    }

    #[test]
    fn each_node_is_reached_once_by_a_shortest_way() {
        let found = reached(&[0], 9, next).unwrap_or_default();
        let hops: Vec<(u32, u32)> = found.iter().map(|one| (one.node, one.hop)).collect();
        assert_eq!(hops, [(0, 0), (1, 1), (2, 1), (3, 2)]);
        assert_eq!(way(&found, &[3]), Some((0, vec![(1, 'a'), (3, 'c')])));
        assert_eq!(way(&found, &[7]), None);
    }

    #[test]
    fn a_walk_ends_after_the_steps_it_may_take() {
        let found = reached(&[0], 1, next).unwrap_or_default();
        assert_eq!(found.len(), 3);
        assert_eq!(
            reached(&[0], 9, |_| Err::<Vec<(u32, char)>, _>("stop")),
            Err("stop")
        );
    }
}
