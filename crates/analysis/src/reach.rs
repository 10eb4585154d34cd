//! Walks over graphs: what can be reached, by which shortest way, in which circles.
//!
//! Pure functions over the neighbours of a node; they know neither files nor definitions.
//! All answers are in the order of the walk: nearest first, then as the neighbours come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
