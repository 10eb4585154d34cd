//! The file, its types and its functions while their counts grow.

use std::ops::Range;

use crate::calls::named_count;
use crate::definitions::is_type;
use crate::facts::FileFacts;
use crate::lines::{self, LineKind};
use crate::measures::{Halstead, Reason, Space, SpaceLines};
use crate::parse::Limits;
use crate::spans::small;
use crate::tree::Node;

use super::kinds::Kind;

/// The spaces so far; those that are open are known by their index.
pub(super) struct Spaces {
    spaces: Vec<Space>,
    open: Vec<usize>,
    spaces_max: usize,
}

impl Spaces {
    pub fn new(limits: &Limits) -> Self {
        Self {
            spaces: Vec::new(),
            open: Vec::new(),
            spaces_max: limits.facts_max as usize,
        }
    }

    pub fn open(&mut self, definition: Option<u32>) {
        // Definitions are as many at most, so there is always room.
        debug_assert!(self.spaces.len() <= self.spaces_max.saturating_add(1));
        self.open.push(self.spaces.len());
        self.spaces.push(Space {
            definition,
            ..Space::default()
        });
    }

    pub fn nested_at(&mut self, nested_at: Option<u32>) {
        self.innermost(|space| space.nested_at = nested_at);
    }

    pub fn close(&mut self, halstead: Halstead) {
        let Some(space) = self.open.pop().and_then(|index| self.spaces.get_mut(index)) else {
            return;
        };
        space.halstead = halstead;
        let statements = space.statements;
        self.innermost(|outer| outer.statements += statements);
    }

    pub fn statement(&mut self) {
        self.innermost(|space| space.statements += 1);
    }

    /// What a node with children says by its kind.
    pub fn node(&mut self, kind: &Kind) {
        self.innermost(|space| {
            space.exits += u32::from(kind.exit);
            space.finals += u32::from(kind.finally);
            space.wheres += u32::from(kind.constraint);
            space.switches += u32::from(kind.reason == Some(Reason::Switch));
            space.abc.branches += u32::from(kind.call);
            let tests = matches!(kind.reason, Some(Reason::Catch | Reason::Ternary));
            space.abc.conditions += u32::from(kind.attempt || tests);
        });
    }

    pub fn closure(&mut self, node: Node<'_>) {
        let parameters = ["parameters", "parameter"]
            .into_iter()
            .find_map(|field| node.child_by_field_name(field));
        let count = parameters.map_or(0, |list| {
            if list.kind() == "identifier" {
                1
            } else {
                named_count(list)
            }
        });
        self.innermost(|space| {
            space.closures += 1;
            space.closure_parameters += count;
        });
    }

    pub fn assignment(&mut self, counts: bool) {
        self.innermost(|space| space.abc.assignments += u32::from(counts));
    }

    pub fn condition(&mut self, counts: bool) {
        self.innermost(|space| space.abc.conditions += u32::from(counts));
    }

    pub fn abstracted(&mut self) {
        // A method says so of itself, and of its type by that: `finish` tells them apart.
        let last = self.open.len().saturating_sub(2);
        for index in self.open.get(last..).unwrap_or_default() {
            if let Some(space) = self.spaces.get_mut(*index) {
                space.abstracted = true;
            }
        }
    }

    fn innermost(&mut self, change: impl FnOnce(&mut Space)) {
        if let Some(space) = self
            .open
            .last()
            .and_then(|index| self.spaces.get_mut(*index))
        {
            change(space);
        }
    }

    /// All of them, with their lines.
    pub fn finish(
        mut self,
        facts: &FileFacts,
        text: &str,
        comments: &[Range<usize>],
    ) -> Vec<Space> {
        let sums = sums(text, comments);
        for space in &mut self.spaces {
            let definition = space
                .definition
                .and_then(|index| facts.definitions.get(index as usize));
            space.abstracted &= definition.is_some_and(|one| is_type(one.kind));
            let (first, last) = definition.map_or((1, sums.len().saturating_sub(1)), |one| {
                (one.span.start_line as usize, one.span.end_line as usize)
            });
            space.lines = between(&sums, first, last);
        }
        self.spaces
    }
}

/// For each line from 0, how many lines up to it are what.
fn sums(text: &str, comments: &[Range<usize>]) -> Vec<SpaceLines> {
    let mut sum = SpaceLines::default();
    let mut sums = vec![sum];
    lines::each(text, comments, |kind, commented| {
        sum.total += 1;
        sum.commented += u32::from(commented);
        match kind {
            LineKind::Code => sum.code += 1,
            LineKind::Comment => sum.comment += 1,
            LineKind::Blank => sum.blank += 1,
        }
        sums.push(sum);
    });
    sums
}

fn between(sums: &[SpaceLines], first: usize, last: usize) -> SpaceLines {
    let end = last.min(sums.len().saturating_sub(1));
    let start = first.saturating_sub(1).min(end);
    let (Some(before), Some(after)) = (sums.get(start), sums.get(end)) else {
        return SpaceLines::default();
    };
    SpaceLines {
        total: small(end - start),
        code: after.code - before.code,
        comment: after.comment - before.comment,
        blank: after.blank - before.blank,
        commented: after.commented - before.commented,
    }
}
