//! Files that change together, as code-maat counts it.
//!
//! Wide commits are left out, as they tie everything to everything; revisions are counted over the rest alone.

use std::collections::HashMap;

use crate::ledger::Entry;

/// Paths of a commit; a wider one is left out.
pub const CHANGESET_MAX: usize = 30;
/// Mean revisions of a pair, at least.
pub const REVISIONS_MIN: u32 = 5;
/// Shared commits of a pair, at least.
pub const SHARED_MIN: u32 = 5;
/// Degree of a pair in percent, at least.
pub const DEGREE_MIN: u32 = 30;

/// Two paths that change together, by position; the first is smaller by text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coupled {
    /// The one.
    pub one: u32,
    /// The other.
    pub other: u32,
    /// Commits that changed both.
    pub shared: u32,
    /// Commits that changed the one.
    pub one_revisions: u32,
    /// Commits that changed the other.
    pub other_revisions: u32,
    /// Commits that were counted.
    pub commits: u32,
}

/// All pairs that reach the thresholds, in no order.
#[must_use]
pub fn coupled<'a>(commits: impl Iterator<Item = &'a Entry>, paths: usize) -> Vec<Coupled> {
    let mut revisions = vec![0_u32; paths];
    let mut counted = 0_u32;
    let mut sets: Vec<Vec<u32>> = Vec::new();
    for entry in commits {
        let touches = entry.touches();
        if touches.is_empty() || touches.len() > CHANGESET_MAX {
            continue;
        }
        counted += 1;
        for touch in touches {
            if let Some(count) = revisions.get_mut(touch.path as usize) {
                *count += 1;
            }
        }
        if touches.len() > 1 {
            sets.push(touches.iter().map(|touch| touch.path).collect());
        }
    }
    let often = |path: &u32| revisions.get(*path as usize).copied().unwrap_or(0) >= SHARED_MIN;
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for set in &mut sets {
        // A path that changed less often than a pair must cannot stand in one.
        set.retain(often);
        set.sort_unstable();
        for (at, one) in set.iter().enumerate() {
            for other in set.iter().skip(at + 1) {
                *shared.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let count = |path: u32| revisions.get(path as usize).copied().unwrap_or(0);
    shared
        .into_iter()
        .map(|((one, other), shared)| Coupled {
            one,
            other,
            shared,
            one_revisions: count(one),
            other_revisions: count(other),
            commits: counted,
        })
        .filter(Coupled::counts)
        .collect()
}

impl Coupled {
    /// Whether the pair reaches the thresholds.
    fn counts(&self) -> bool {
        let sum = self.one_revisions + self.other_revisions;
        sum >= 2 * REVISIONS_MIN
            && self.shared >= SHARED_MIN
            && 200 * u64::from(self.shared) >= u64::from(DEGREE_MIN) * u64::from(sum)
    }

    /// Shared commits in percent of the mean of both, rounded down.
    #[must_use]
    pub fn degree(&self) -> u32 {
        let sum = u64::from(self.one_revisions) + u64::from(self.other_revisions);
        let degree = (200 * u64::from(self.shared)).checked_div(sum).unwrap_or(0);
        u32::try_from(degree).unwrap_or(100)
    }

    /// Shared commits against what chance would give.
    #[must_use]
    pub fn lift(&self) -> f64 {
        let chance = f64::from(self.one_revisions) * f64::from(self.other_revisions);
        f64::from(self.shared) * f64::from(self.commits) / chance.max(1.0)
    }
}

/// Files that change with everything else: what a project is made of, and in which versions.
#[must_use]
pub fn is_manifest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let known = [
        "Cargo.toml",
        "go.mod",
        "go.sum",
        "package.json",
        "package-lock.json",
        "pyproject.toml",
        "pom.xml",
        "setup.cfg",
        "setup.py",
        "pnpm-lock.yaml",
        "composer.json",
        "Gemfile",
    ];
    known.contains(&name)
        || name.ends_with(".lock")
        || name.starts_with("requirements") && name.ends_with(".txt")
        || name.to_ascii_lowercase().starts_with("change")
}
