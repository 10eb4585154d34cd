//! What the functions of one file come to: cyclomatic complexity by each definition, and cognitive complexity.
//!
//! One pass over the facts of a file; nested functions are summed up from the inside.

use syntax::facts::{Branch, BranchKind, Definition};
use syntax::measures::{Increment, Space};
use syntax::{Language, is_function};

use crate::index::SourceFile;
use crate::model::metrics::{CognitiveIncrement, Variants};

/// What is counted of a file.
pub struct Counts<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// Of the code outside of functions.
    pub outside: Tally,
    /// Of each definition; only functions have any.
    tallies: Vec<Tally>,
    /// The space of each definition.
    spaces: Vec<Option<&'a Space>>,
}

/// What is counted of a function.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Decisions as radon counts them; the complexity is one more.
    pub decisions: u32,
    /// The deepest nesting of its branches.
    pub nesting_max: u32,
    /// Decisions as mccabe counts them, those of nested functions and these included.
    pub mccabe: u32,
    /// Decisions as lizard counts them.
    pub lizard: u32,
    /// Decisions where a switch counts as one.
    pub modified: u32,
    /// Cognitive complexity.
    pub cognitive: u32,
    /// How much more it would be one level deeper.
    deepens: u32,
}

impl<'a> Counts<'a> {
    /// Count a file.
    #[must_use]
    pub fn new(file: &'a SourceFile) -> Self {
        let mut counts = Self {
            file,
            outside: Tally::default(),
            tallies: vec![Tally::default(); file.definitions.len()],
            spaces: vec![None; file.definitions.len()],
        };
        for branch in &file.branches {
            let language = file.language;
            if let Some(tally) = counts.tally(branch.owner) {
                tally.branch(branch, language);
            }
        }
        for space in &file.measures.spaces {
            let language = file.language;
            if let Some(slot) = space
                .definition
                .and_then(|index| counts.spaces.get_mut(index as usize))
            {
                *slot = Some(space);
            }
            if let Some(tally) = counts.tally(space.definition) {
                tally.modified = tally.modified.saturating_add(space.switches);
                tally.lizard = tally.lizard.saturating_add(match language {
                    Language::Python => space.finals,
                    _ => space.wheres,
                });
            }
        }
        for increment in &file.measures.increments {
            if let Some(tally) = counts.tally(increment.owner) {
                tally.cognitive = tally.cognitive.saturating_add(adds(increment, 0));
                tally.deepens += u32::from(increment.reason.nests());
            }
        }
        counts.roll_up();
        counts
    }

    /// Children come after their parents, so they are done first.
    fn roll_up(&mut self) {
        for index in (0..self.tallies.len()).rev() {
            let is_one = self
                .file
                .definitions
                .get(index)
                .is_some_and(|one| is_function(one.kind));
            let (Some(tally), true) = (self.tallies.get(index).copied(), is_one) else {
                continue;
            };
            let nested_at = self.nested_at(index);
            let Some(outer) = self
                .enclosing(index)
                .and_then(|outer| self.tallies.get_mut(outer))
            else {
                continue;
            };
            outer.mccabe = outer.mccabe.saturating_add(tally.mccabe).saturating_add(1);
            if let Some(level) = nested_at {
                let deeper = tally.deepens.saturating_mul(level);
                outer.cognitive = outer
                    .cognitive
                    .saturating_add(tally.cognitive)
                    .saturating_add(deeper);
                outer.deepens = outer.deepens.saturating_add(tally.deepens);
            }
        }
    }

    fn tally(&mut self, owner: Option<u32>) -> Option<&mut Tally> {
        match owner {
            None => Some(&mut self.outside),
            Some(index) => self.tallies.get_mut(index as usize),
        }
    }

    /// What is counted of a definition.
    #[must_use]
    pub fn of(&self, index: usize) -> Tally {
        self.tallies.get(index).copied().unwrap_or_default()
    }

    /// The counts of a definition's text.
    #[must_use]
    pub fn space(&self, index: usize) -> Option<&'a Space> {
        self.spaces.get(index).copied().flatten()
    }

    /// The functions of the file in source order, by index.
    pub fn functions(&self) -> impl Iterator<Item = (usize, &'a Definition)> {
        self.file
            .definitions
            .iter()
            .enumerate()
            .filter(|(_, definition)| is_function(definition.kind))
    }

    /// Where the cognitive complexity of a function counts in that of the one round it.
    #[must_use]
    pub fn nested_at(&self, index: usize) -> Option<u32> {
        self.space(index).and_then(|space| space.nested_at)
    }

    /// Whether a function stands in another.
    #[must_use]
    pub fn is_nested(&self, index: usize) -> bool {
        self.enclosing(index).is_some()
    }

    /// The function round a definition.
    fn enclosing(&self, index: usize) -> Option<usize> {
        let definitions = &self.file.definitions;
        let mut above = definitions.get(index)?.parent;
        while let Some(outer) = above {
            let definition = definitions.get(outer as usize)?;
            if is_function(definition.kind) {
                return Some(outer as usize);
            }
            above = definition.parent;
        }
        None
    }

    /// What the cognitive complexity of a function is made of, in source order.
    #[must_use]
    pub fn explained(&self, function: usize) -> Vec<CognitiveIncrement> {
        let increments = self.file.measures.increments.iter();
        increments
            .filter_map(|increment| {
                let level = self.level_in(increment.owner? as usize, function)?;
                Some(CognitiveIncrement {
                    line: increment.line,
                    reason: increment.reason,
                    adds: adds(increment, level),
                    nesting: adds(increment, level) - 1,
                })
            })
            .collect()
    }

    /// How deep a function counts in another; 0 in itself.
    fn level_in(&self, mut inner: usize, outer: usize) -> Option<u32> {
        let mut level = 0_u32;
        while inner != outer {
            level = level.saturating_add(self.nested_at(inner)?);
            inner = self.enclosing(inner)?;
        }
        Some(level)
    }
}

impl Tally {
    /// Cyclomatic complexity by the other definitions.
    #[must_use]
    pub fn variants(&self) -> Variants {
        Variants {
            mccabe: self.mccabe.saturating_add(1),
            lizard: self.lizard.saturating_add(1),
            modified: self.modified.saturating_add(1),
        }
    }

    fn branch(&mut self, branch: &Branch, language: Language) {
        let counted = Counted::of(branch.kind, language);
        self.decisions += u32::from(counted.radon);
        self.mccabe += u32::from(counted.mccabe);
        self.lizard += u32::from(counted.lizard);
        self.modified += u32::from(counted.radon && branch.kind != BranchKind::Case);
        let deeper = u32::from(counted.nests);
        self.nesting_max = self.nesting_max.max(branch.nesting.saturating_add(deeper));
    }
}

/// Which definitions count a branch, and whether code inside it stands deeper.
struct Counted {
    radon: bool,
    mccabe: bool,
    lizard: bool,
    nests: bool,
}

impl Counted {
    fn of(kind: BranchKind, language: Language) -> Self {
        let (radon, mccabe, lizard, nests) = match kind {
            BranchKind::If | BranchKind::ElseIf | BranchKind::Loop | BranchKind::Catch => {
                (true, true, true, true)
            }
            BranchKind::LoopElse => (true, false, false, true),
            BranchKind::Case => (true, true, true, false),
            // Lizard counts the word `case`, and Python has no other for this.
            BranchKind::DefaultCase => (false, false, language == Language::Python, false),
            BranchKind::TryElse => (true, true, false, false),
            BranchKind::Ternary => (true, false, true, true),
            BranchKind::BooleanOperator
            | BranchKind::Comprehension
            | BranchKind::ComprehensionIf
            | BranchKind::TryOperator => (true, false, true, false),
            BranchKind::Assert => (true, false, false, false),
        };
        Self {
            radon,
            mccabe,
            lizard,
            nests,
        }
    }
}

/// What an increment adds this much deeper.
fn adds(increment: &Increment, level: u32) -> u32 {
    if increment.reason.nests() {
        increment.nesting.saturating_add(level).saturating_add(1)
    } else {
        1
    }
}
