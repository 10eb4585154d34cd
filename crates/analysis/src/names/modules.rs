//! Modules of Rust: what `crate` and `super` stand for, what modules offer, and macros.

use std::collections::HashMap;

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};
use syntax::usage::{BindingKind, VariableScope};

use super::{Meaning, Names, Place, Reason, Value, outside};
use crate::index::{Index, SourceFile};
use crate::manifest::ManifestKind;
use crate::resolve::Resolution;

/// Modules above one that are followed to the root of a crate.
const MODULES_MAX: usize = 64;

/// How the files of Rust stand to each other.
#[derive(Debug, Default)]
pub struct Modules {
    /// Of the file of a module, the module that declares it; none where several do.
    above: HashMap<u32, Option<(u32, Option<u32>)>>,
    /// The roots of libraries by the name of their crate.
    pub(super) libraries: HashMap<String, u32>,
    /// Macros by name.
    macros: HashMap<String, Vec<Place>>,
}

impl Modules {
    fn of(index: &Index, resolutions: &[Vec<Resolution>]) -> Self {
        let mut modules = Self::default();
        for ((file, source), resolved) in (0_u32..).zip(&index.files).zip(resolutions) {
            if source.language != Language::Rust {
                continue;
            }
            for (import, resolution) in source.imports.iter().zip(resolved) {
                if let (ImportKind::Submodule, Resolution::File(child)) = (import.kind, resolution)
                {
                    let above = Some((file, enclosing_module(source, import)));
                    let known = modules.above.entry(*child).or_insert(above);
                    *known = known.filter(|known| Some(*known) == above);
                }
            }
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                if one.kind == DefinitionKind::Macro && one.parent.is_none() {
                    let places = modules.macros.entry(one.name.clone()).or_default();
                    places.push(Place { file, definition });
                }
            }
        }
        for record in &index.records {
            let Some(manifest) = record.manifest() else {
                continue;
            };
            let library = match manifest.folder.as_str() {
                "" => "src/lib.rs".to_owned(),
                folder => format!("{folder}/src/lib.rs"),
            };
            let found = index.file_position(&library);
            if let (ManifestKind::RustCrate, Some(found)) = (manifest.kind, found) {
                let found = u32::try_from(found).unwrap_or(u32::MAX);
                modules
                    .libraries
                    .entry(manifest.name.clone())
                    .or_insert(found);
            }
        }
        modules
    }
}

/// The module inside a file that an import stands in.
pub(super) fn enclosing_module(source: &SourceFile, import: &Import) -> Option<u32> {
    let before = source
        .definitions
        .partition_point(|one| one.span.start_byte <= import.span.start_byte);
    // Whatever holds the import holds the definition that begins last before it, or is that one.
    let mut at = before
        .checked_sub(1)
        .and_then(|last| u32::try_from(last).ok());
    while let Some(definition) = at {
        let one = source.definitions.get(definition as usize)?;
        if one.kind == DefinitionKind::Module && import.span.end_byte <= one.span.end_byte {
            return Some(definition);
        }
        at = one.parent;
    }
    None
}

impl Names<'_> {
    pub(super) fn modules(&self) -> &Modules {
        let graph = self.graph;
        graph
            .modules
            .get_or_init(|| Modules::of(self.index, &graph.resolutions))
    }

    /// Whether a file is of Rust.
    pub(super) fn is_rust(&self, file: u32) -> bool {
        self.file(file)
            .is_some_and(|source| source.language == Language::Rust)
    }

    /// A name that no scope of a module binds, or a keyword that stands for a module.
    pub(super) fn free_in_module(&self, file: u32, module: Option<u32>, name: &str) -> Meaning {
        match name {
            "crate" => return self.crate_root(file),
            "self" => return Meaning::one(module_value(file, module), Reason::Member),
            "super" => return self.module_above(file, module),
            _ => {}
        }
        let found = self.counted(|| self.taken_by_glob(file, module, name, &mut Vec::new()));
        if !found.values.is_empty() {
            return found.because(Reason::Import);
        }
        if outside::is_builtin(Language::Rust, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        match self.modules().libraries.get(name) {
            Some(library) => Meaning::one(Value::Module(*library), Reason::Import),
            None => Meaning {
                cut: found.cut,
                ..Meaning::unknown()
            },
        }
    }

    fn crate_root(&self, file: u32) -> Meaning {
        let mut at = file;
        for _ in 0..MODULES_MAX {
            match self.modules().above.get(&at) {
                Some(Some((above, _))) => at = *above,
                Some(None) => return Meaning::unknown(),
                None => break,
            }
        }
        Meaning::one(Value::Module(at), Reason::Member)
    }

    fn module_above(&self, file: u32, module: Option<u32>) -> Meaning {
        let above = match module {
            Some(definition) => {
                let place = Place { file, definition };
                let above = self.definition(place).and_then(|one| one.parent);
                let is_module = |above: &u32| {
                    let above = Place {
                        file,
                        definition: *above,
                    };
                    self.kind(above) == Some(DefinitionKind::Module)
                };
                Some((file, above.filter(is_module)))
            }
            None => self.modules().above.get(&file).copied().flatten(),
        };
        match above {
            Some((file, module)) => Meaning::one(module_value(file, module), Reason::Member),
            None => Meaning::unknown(),
        }
    }

    /// What a module takes in under a name through `use …::*`.
    pub(super) fn taken_by_glob(
        &self,
        file: u32,
        module: Option<u32>,
        name: &str,
        seen: &mut Vec<(u32, Option<u32>)>,
    ) -> Meaning {
        let mut found = Meaning::default();
        let Some(source) = self.file(file) else {
            return found;
        };
        if seen.contains(&(file, module)) || seen.len() > MODULES_MAX {
            return found;
        }
        seen.push((file, module));
        for import in source
            .imports
            .iter()
            .filter(|one| one.name.as_deref() == Some("*"))
        {
            if enclosing_module(source, import) != module {
                continue;
            }
            let path = self.path_of(file, module, import, None);
            found.cut |= path.cut;
            for (value, _) in &path.values {
                match self.module_of(*value) {
                    Some((file, module)) => {
                        found.add(&self.own_or_taken_in(file, module, name, seen))
                    }
                    None if *value == Value::Outside => {}
                    None => found.add(&self.named_in_type(*value, name)),
                }
            }
            if !found.values.is_empty() {
                break;
            }
        }
        found.incomplete = false;
        found
    }

    /// The module that a value is.
    pub(super) fn module_of(&self, value: Value) -> Option<(u32, Option<u32>)> {
        match value {
            Value::Module(file) => Some((file, None)),
            Value::Definition(place) if self.kind(place) == Some(DefinitionKind::Module) => {
                Some((place.file, Some(place.definition)))
            }
            _ => None,
        }
    }

    /// A variant of an enumeration.
    fn named_in_type(&self, value: Value, name: &str) -> Meaning {
        match value {
            Value::Definition(place) if self.kind(place) == Some(DefinitionKind::Enum) => {
                let source = self.file(place.file);
                let variable = source.and_then(|source| {
                    source.variable(VariableScope::Member(place.definition), name)
                });
                variable.map_or_else(Meaning::default, |variable| {
                    self.variable(place.file, variable, Some(place))
                })
            }
            _ => Meaning::default(),
        }
    }

    fn own_or_taken_in(
        &self,
        file: u32,
        module: Option<u32>,
        name: &str,
        seen: &mut Vec<(u32, Option<u32>)>,
    ) -> Meaning {
        let scope = module.map_or(VariableScope::File, VariableScope::Member);
        let variable = self
            .file(file)
            .and_then(|source| source.variable(scope, name));
        match variable {
            Some(variable) => self.variable(file, variable, None),
            None => self.taken_by_glob(file, module, name, seen),
        }
    }

    /// A name that a module offers.
    pub(super) fn member_of_module(&self, file: u32, module: Option<u32>, name: &str) -> Meaning {
        match name {
            "super" => self.module_above(file, module),
            "self" => Meaning::one(module_value(file, module), Reason::Member),
            _ => {
                let found =
                    self.counted(|| self.own_or_taken_in(file, module, name, &mut Vec::new()));
                match found.values.is_empty() {
                    true => Meaning {
                        cut: found.cut,
                        ..Meaning::unknown()
                    },
                    false => found,
                }
            }
        }
    }

    /// Macros that a name without a path may mean, where its own file defines none.
    pub(super) fn macros_named(&self, file: u32, name: &str) -> Meaning {
        let imported = self.file(file).and_then(|source| {
            let variable = source.variable(VariableScope::File, name)?;
            let is_import = |one: &syntax::usage::Binding| one.kind == BindingKind::Import;
            source
                .usage
                .bindings_of(variable)
                .iter()
                .all(is_import)
                .then_some(variable)
        });
        if let Some(variable) = imported {
            let mut found = self.variable(file, variable, None);
            found.values.retain(|(value, _)| *value == Value::Outside);
            if !found.values.is_empty() {
                return found;
            }
        }
        if outside::is_builtin(Language::Rust, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        // Which macros of a crate are seen is a matter of the order of its modules.
        let mut meaning = Meaning::unknown();
        let own = self.crate_root(file).values;
        for place in self.modules().macros.get(name).into_iter().flatten() {
            if !own.is_empty() && self.crate_root(place.file).values == own {
                meaning.push(Value::Definition(*place), Reason::Package);
            }
        }
        meaning
    }
}

fn module_value(file: u32, module: Option<u32>) -> Value {
    match module {
        Some(definition) => Value::Definition(Place { file, definition }),
        None => Value::Module(file),
    }
}
