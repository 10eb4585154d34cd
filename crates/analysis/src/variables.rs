//! Variables of a file by scope and name, as other files and the members of a type see them.

use syntax::usage::{Usage, VariableScope};

use crate::index::SourceFile;

impl SourceFile {
    /// The variable of a scope of the file by its name.
    #[must_use]
    pub fn variable(&self, scope: VariableScope, name: &str) -> Option<u32> {
        let key = |variable: &u32| {
            let one = self.usage.variables.get(*variable as usize);
            one.map(|one| (one.scope, self.usage.name(one.name)))
        };
        let found = self
            .visible_variables
            .binary_search_by(|variable| key(variable).cmp(&Some((scope, name))));
        found
            .ok()
            .and_then(|at| self.visible_variables.get(at).copied())
    }
}

/// The variables that can be seen from outside functions, sorted by scope and name.
#[must_use]
pub fn visible_variables(usage: &Usage) -> Vec<u32> {
    let mut found: Vec<u32> = (0_u32..)
        .zip(&usage.variables)
        .filter(|(_, one)| one.scope != VariableScope::Local)
        .map(|(position, _)| position)
        .collect();
    found.sort_by_key(|position| {
        let one = usage.variables.get(*position as usize);
        one.map(|one| (one.scope, usage.name(one.name)))
    });
    found.shrink_to_fit();
    found
}
