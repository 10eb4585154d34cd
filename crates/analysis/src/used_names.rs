//! The names that a file uses, and how often.

use syntax::facts::Reference;
use syntax::texts::Texts;

/// Names in their order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsedNames {
    names: Texts,
    counts: Vec<u32>,
}

impl UsedNames {
    /// Count the references to each name; those that nothing refers to are left out.
    #[must_use]
    pub fn of(names: &Texts, references: &[Reference]) -> Self {
        let mut counts = vec![0; names.len()];
        for reference in references {
            if let Some(count) = counts.get_mut(reference.name as usize) {
                *count += 1;
            }
        }
        let counted = names.iter().zip(counts);
        let mut uses: Vec<(&str, u32)> = counted.filter(|(_, count)| *count > 0).collect();
        uses.sort_unstable();
        let mut names: Texts = uses.iter().map(|(name, _)| name).collect();
        names.shrink();
        Self {
            names,
            counts: uses.iter().map(|(_, count)| *count).collect(),
        }
    }

    /// Names with their counts; nothing where they are not in order.
    #[must_use]
    pub fn restored(names: Texts, counts: Vec<u32>) -> Option<Self> {
        let is_whole =
            names.len() == counts.len() && names.iter().is_sorted_by(|one, next| one < next);
        is_whole.then_some(Self { names, counts })
    }

    /// Whether the file uses a name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.find(name).is_some()
    }

    /// Every name and how often it is used.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.names.iter().zip(self.counts.iter().copied())
    }
}
