//! Names of PHP: of classes, which a file's `use` and its namespace say; of functions, which are global else.

use syntax::facts::{Definition, DefinitionKind, Import, ImportKind};
use syntax::is_type;

use super::members::reason_of;
use super::namespaces::{Namespaces, package};
use super::{Meaning, Names, Place, Reason, Value};
use crate::index::SourceFile;

impl Namespaces {
    /// Namespaces of PHP are in no other, and its functions stand in them as its classes do.
    pub(super) fn add_php(&mut self, file: u32, source: &SourceFile) {
        self.php_spaces.insert(top(package(source)).to_owned());
        for (definition, one) in (0_u32..).zip(&source.definitions) {
            if one.kind == DefinitionKind::Module {
                self.php_spaces.insert(top(&one.name).to_owned());
            } else if let Some(space) = space_of(source, one) {
                self.php
                    .entry(join(space, &one.name))
                    .or_default()
                    .push(Place { file, definition });
            }
        }
    }
}

impl Names<'_> {
    /// A class by its name as code of a definition writes it.
    pub(super) fn php_class(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let own = php_namespace(source, definition);
        let (full, reason) = whole(source, own, name);
        let found = self.php_declared(file, &full, reason, &is_type);
        if !found.values.is_empty() {
            return found;
        }
        // What the tree does not declare is a library's where it says so and nothing of ours begins like it.
        let elsewhere = reason != Reason::Package || own.is_empty();
        let ours = self.namespaces().php_spaces.contains(top(above(&full)));
        let rooted = name.starts_with('\\') && above(&full).is_empty();
        if rooted || (elsewhere && !ours) || (reason != Reason::Package && above(&full).is_empty())
        {
            return Meaning::one(Value::Outside, reason);
        }
        Meaning::unknown()
    }

    /// A function or constant by its name as code of a definition writes it.
    pub(super) fn php_function(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let callable = |kind| matches!(kind, DefinitionKind::Function | DefinitionKind::Constant);
        let own = php_namespace(source, definition);
        let (full, reason) = whole(source, own, name);
        let mut found = self.php_declared(file, &full, reason, &callable);
        let plain = !name.contains('\\');
        if found.values.is_empty() && plain {
            found = self.php_declared(file, &join(own, name), Reason::Package, &callable);
        }
        if found.values.is_empty() && plain {
            found = self.php_declared(file, name, Reason::Package, &callable);
        }
        // There is no other way to come by a function than that some file declares it.
        if found.values.is_empty() {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        found
    }

    fn php_declared(
        &self,
        file: u32,
        full: &str,
        reason: Reason,
        wanted: &dyn Fn(DefinitionKind) -> bool,
    ) -> Meaning {
        let mut meaning = Meaning::default();
        for place in self.namespaces().php.get(full).into_iter().flatten() {
            if self.kind(*place).is_some_and(wanted) {
                let reason = match reason {
                    Reason::Package if place.file == file => Reason::Scope,
                    other => other,
                };
                meaning.push(Value::Definition(*place), reason);
            }
        }
        meaning
    }
}

/// The whole name that a written one stands for, and how it is said.
fn whole(source: &SourceFile, own: &str, name: &str) -> (String, Reason) {
    if let Some(full) = name.strip_prefix('\\') {
        return (full.to_owned(), Reason::Member);
    }
    if let Some(rest) = name.strip_prefix("namespace\\") {
        return (join(own, rest), Reason::Package);
    }
    let (first, rest) = name.split_once('\\').unwrap_or((name, ""));
    let taken = |import: &&Import| {
        import.kind == ImportKind::Import
            && import.alias.as_deref().or(import.name.as_deref()) == Some(first)
    };
    if let Some(import) = source.imports.iter().find(taken) {
        let named = join(&import.module, import.name.as_deref().unwrap_or_default());
        let full = if rest.is_empty() {
            named
        } else {
            join(&named, rest)
        };
        return (full, reason_of(import));
    }
    (join(own, name), Reason::Package)
}

/// The namespace that code of a definition stands in.
fn php_namespace(source: &SourceFile, definition: Option<u32>) -> &str {
    let mut at = definition;
    while let Some(one) = at.and_then(|at| source.definitions.get(at as usize)) {
        if one.kind == DefinitionKind::Module {
            return &one.name;
        }
        at = one.parent;
    }
    package(source)
}

/// The namespace of a definition that stands in no class and no function.
fn space_of<'a>(source: &'a SourceFile, definition: &Definition) -> Option<&'a str> {
    let Some(parent) = definition.parent else {
        return Some(package(source));
    };
    let parent = source.definitions.get(parent as usize)?;
    (parent.kind == DefinitionKind::Module).then_some(parent.name.as_str())
}

fn join(space: &str, name: &str) -> String {
    match space {
        "" => name.to_owned(),
        space => format!("{space}\\{name}"),
    }
}

/// What stands before the last part of a name.
fn above(name: &str) -> &str {
    name.rsplit_once('\\').map_or("", |(above, _)| above)
}

/// The first part of a name.
fn top(name: &str) -> &str {
    name.split('\\').next().unwrap_or(name)
}
