//! Duplicates that lie in others, left out so that one stretch is not told again and again.

use std::collections::{BTreeMap, HashMap};

use crate::model::clones::{CloneClass, CloneFragment};

/// Lines of files, as stretches that do not touch.
#[derive(Default)]
struct Lines<'a>(HashMap<&'a str, BTreeMap<u32, u32>>);

/// The classes of which at least half the lines stand in none before them.
#[must_use]
pub fn distinct(classes: Vec<CloneClass>) -> Vec<CloneClass> {
    let mut told = Lines::default();
    let kept: Vec<bool> = classes
        .iter()
        .map(|class| {
            let (mut lines, mut known) = (0, 0);
            for one in &class.fragments {
                lines += u64::from(one.end_line - one.start_line + 1);
                known += told.shared(one);
            }
            let is_new = known * 2 <= lines;
            if is_new {
                class.fragments.iter().for_each(|one| told.add(one));
            }
            is_new
        })
        .collect();
    let mut kept = kept.into_iter();
    classes
        .into_iter()
        .filter(|_| kept.next().unwrap_or_default())
        .collect()
}

impl<'a> Lines<'a> {
    /// How many lines of a fragment are here.
    fn shared(&self, of: &CloneFragment) -> u64 {
        let Some(stretches) = self.0.get(of.path.as_str()) else {
            return 0;
        };
        let before = stretches.range(..of.start_line).next_back();
        before
            .into_iter()
            .chain(stretches.range(of.start_line..=of.end_line))
            .map(|(start, end)| {
                let (from, to) = ((*start).max(of.start_line), (*end).min(of.end_line));
                u64::from((to + 1).saturating_sub(from))
            })
            .sum()
    }

    fn add(&mut self, of: &'a CloneFragment) {
        let stretches = self.0.entry(of.path.as_str()).or_default();
        let (mut start, mut end) = (of.start_line, of.end_line);
        let touching: Vec<(u32, u32)> = stretches
            .range(..=end.saturating_add(1))
            .rev()
            .take_while(|(_, until)| until.saturating_add(1) >= start)
            .map(|(from, until)| (*from, *until))
            .collect();
        for (from, until) in touching {
            stretches.remove(&from);
            (start, end) = (start.min(from), end.max(until));
        }
        stretches.insert(start, end);
    }
}
