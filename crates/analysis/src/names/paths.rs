//! Paths of Rust behind `use`: from the first name on, module by module.

use syntax::facts::{Import, ImportKind};
use syntax::usage::{BindingKind, VariableScope};

use super::members::reason_of;
use super::modules::enclosing_module;
use super::{Meaning, Names, Reason, Value};
use crate::resolve::Resolution;

impl Names<'_> {
    /// What a `use` of Rust binds its name to.
    pub(super) fn used_path(&self, file: u32, position: u32) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let Some(import) = source.imports.get(position as usize) else {
            return Meaning::unknown();
        };
        if import.kind == ImportKind::Submodule {
            return match self.resolutions(file).get(position as usize) {
                Some(Resolution::File(child)) => {
                    Meaning::one(Value::Module(*child), Reason::Member)
                }
                _ => Meaning::unknown(),
            };
        }
        // What a path begins with is not what it leads to: `use self::db::db`.
        if !self.active_imports.borrow_mut().insert((file, position)) {
            return Meaning {
                cut: true,
                ..Meaning::default()
            };
        }
        let module = enclosing_module(source, import);
        let mut found = self.counted(|| self.path_of(file, module, import, Some(position)));
        self.active_imports.borrow_mut().remove(&(file, position));
        let reason = reason_of(import);
        for (_, known) in &mut found.values {
            if !matches!(known, Reason::ImportAlias | Reason::Alias) {
                *known = reason;
            }
        }
        found
    }

    /// What the path of a `use` leads to; `own` is the import itself, which gives its first name no meaning.
    pub(super) fn path_of(
        &self,
        file: u32,
        module: Option<u32>,
        import: &Import,
        own: Option<u32>,
    ) -> Meaning {
        let last = import.name.as_deref().filter(|name| *name != "*");
        let mut parts = import
            .module
            .split("::")
            .filter(|part| !part.is_empty())
            .chain(last);
        let absolute = import.module.starts_with("::");
        let Some(first) = parts.next() else {
            return Meaning::unknown();
        };
        let mut at = self.first_of_path((file, module), first, own, absolute);
        for part in parts {
            let mut next = at.emptied();
            self.set_apart(&mut at, false);
            for (value, _) in &at.values {
                let found = match self.module_of(*value) {
                    Some((file, module)) => self.member_of_module(file, module, part),
                    None => self.member(*value, part, Reason::Member, None),
                };
                next.add(&found);
            }
            at = next;
        }
        at
    }

    fn first_of_path(
        &self,
        (file, module): (u32, Option<u32>),
        first: &str,
        own: Option<u32>,
        absolute: bool,
    ) -> Meaning {
        if matches!(first, "crate" | "self" | "super") {
            return self.free_in_module(file, module, first);
        }
        let scope = module.map_or(VariableScope::File, VariableScope::Member);
        let source = self.file(file);
        let variable = source.and_then(|source| source.variable(scope, first));
        let is_own = |variable: u32| {
            let bindings = source.map(|source| source.usage.bindings_of(variable));
            bindings
                .into_iter()
                .flatten()
                .any(|one| one.kind == BindingKind::Import && Some(one.value) == own)
        };
        if let Some(variable) = variable.filter(|variable| !absolute && !is_own(*variable)) {
            return self.variable(file, variable, None);
        }
        match self.modules().libraries.get(first) {
            Some(library) => Meaning::one(Value::Module(*library), Reason::Import),
            // A name of a path that nothing binds is that of another crate, unless it is taken in from elsewhere.
            None => {
                let taken =
                    self.counted(|| self.taken_by_glob(file, module, first, &mut Vec::new()));
                match taken.values.is_empty() {
                    true => Meaning::one(Value::Outside, Reason::Import),
                    false => taken,
                }
            }
        }
    }
}
