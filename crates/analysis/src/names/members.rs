//! Members of modules and classes, imports, and the type that code belongs to.

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};
use syntax::is_type;
use syntax::usage::{LinkKind, VariableScope};

use super::implementations::member_of_many;
use super::places::last_name;
use super::{Meaning, Names, Place, Reason, Value, outside};
use crate::index::SourceFile;
use crate::resolve::Resolution;

/// Modules that are asked for a name that others hand on through `*`.
const HANDED_MAX: usize = 64;

impl Names<'_> {
    /// A member of a value; `reason` says why the value is believed.
    pub(super) fn member(
        &self,
        value: Value,
        name: &str,
        reason: Reason,
        on: Option<Place>,
    ) -> Meaning {
        let ruby = match value {
            Value::Definition(place) | Value::Instance(place) | Value::Super(place) => {
                self.is_ruby(place.file)
            }
            _ => false,
        };
        if let Value::Super(class) = value
            && ruby
        {
            let found = self.super_member(on.unwrap_or(class), class, name);
            let known = !found.values.is_empty() || self.is_ruby_module(class);
            return match known || !outside::ruby::is_hook(name) {
                true => found,
                false => Meaning::one(Value::Outside, Reason::Super),
            };
        }
        if ruby {
            let named = match (value, reason) {
                (Value::Definition(_), Reason::Receiver) | (Value::Instance(_), _) => reason,
                _ => Reason::Member,
            };
            return self.ruby_member(value, name, named);
        }
        match value {
            Value::Module(file) => self.module_member(file, name).because(Reason::Member),
            Value::Namespace(number) => self.namespace_member(number, name),
            Value::Definition(place) => match self.kind(place) {
                Some(DefinitionKind::Module) if self.is_rust(place.file) => self
                    .member_of_module(place.file, Some(place.definition), name)
                    .because(Reason::Member),
                Some(_) if self.is_class(place) => {
                    let named = if reason == Reason::Receiver {
                        reason
                    } else {
                        Reason::Member
                    };
                    self.without_fields(place, self.class_member(place, name, named))
                }
                _ => Meaning::unknown(),
            },
            Value::Instance(class) if name == "__class__" => {
                Meaning::one(Value::Definition(class), Reason::Receiver)
            }
            Value::Instance(class) => self.class_member(class, name, reason),
            Value::Super(class) => self.super_member(on.unwrap_or(class), class, name),
            Value::Many(file, _) if self.is_rust(file) => member_of_many(name, reason),
            Value::Outside | Value::Many(..) => Meaning::one(Value::Outside, reason),
            Value::Nothing => Meaning::default(),
        }
    }

    /// A name that a module offers.
    pub(super) fn module_member(&self, file: u32, name: &str) -> Meaning {
        self.offered(file, name, &mut Vec::new())
    }

    fn offered(&self, file: u32, name: &str, seen: &mut Vec<u32>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        if source.language == Language::Rust {
            return self.member_of_module(file, None, name);
        }
        if let Some(variable) = source.variable(VariableScope::File, name) {
            return self.variable(file, variable, None);
        }
        if let Some(inner) = self.module_inside(source, name) {
            return Meaning::one(Value::Module(inner), Reason::Member);
        }
        if source.language == Language::Go {
            return self.shared(file, name);
        }
        if seen.contains(&file) || seen.len() > HANDED_MAX {
            return Meaning::unknown();
        }
        seen.push(file);
        for (import, resolution) in source.imports.iter().zip(self.resolutions(file)) {
            if let (Some("*"), None, Resolution::File(other)) =
                (import.name.as_deref(), &import.alias, resolution)
            {
                let found = self.offered(*other, name, seen);
                if !found.values.is_empty() {
                    return found;
                }
            }
        }
        Meaning::unknown()
    }

    /// The file of a module that stands inside a package.
    fn module_inside(&self, package: &SourceFile, name: &str) -> Option<u32> {
        if package.language != Language::Python
            || !package.path.file_name().starts_with("__init__.")
        {
            return None;
        }
        let folder = package.path.folder();
        let join = |ending: &str| match folder {
            "" => format!("{name}{ending}"),
            folder => format!("{folder}/{name}{ending}"),
        };
        ["/__init__.py", ".py", "/__init__.pyi", ".pyi"]
            .iter()
            .find_map(|ending| self.index.file_position(&join(ending)))
            .and_then(|position| u32::try_from(position).ok())
    }

    /// What the imports of a file lead to.
    pub(super) fn resolutions(&self, file: u32) -> &[Resolution] {
        self.graph
            .resolutions
            .get(file as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What an import binds its name to.
    pub(super) fn imported(&self, file: u32, import: u32) -> Meaning {
        let found = self.file(file).and_then(|source| {
            let written = source.imports.get(import as usize)?;
            let resolution = self.resolutions(file).get(import as usize)?;
            Some((written, resolution))
        });
        let Some((written, resolution)) = found else {
            return Meaning::unknown();
        };
        if self.is_rust(file) {
            return self.used_path(file, import);
        }
        if self.is_kotlin(file) {
            return self.kotlin_import(file, written, resolution);
        }
        match resolution {
            Resolution::File(target) => self.taken(written, *target),
            Resolution::External(_) => Meaning::one(Value::Outside, Reason::Import),
            Resolution::Place(folder, _) => {
                let language = self.file(file).map(|source| source.language);
                match language.and_then(|language| self.package(folder, language)) {
                    Some(package) => Meaning::one(Value::Module(package), reason_of(written)),
                    None => Meaning::unknown(),
                }
            }
            Resolution::Unresolved | Resolution::Own => Meaning::unknown(),
        }
    }

    /// What an import takes out of the file it leads to.
    fn taken(&self, import: &Import, target: u32) -> Meaning {
        let Some(source) = self.file(target) else {
            return Meaning::unknown();
        };
        let reason = reason_of(import);
        let Some(name) = import.name.as_deref().filter(|name| *name != "*") else {
            let outermost = import.alias.is_none() && import.kind == ImportKind::Import;
            let module = if outermost {
                self.outermost(import, source).unwrap_or(target)
            } else {
                target
            };
            // What a CommonJS module hands out as a whole is what `require` gives.
            if let Some(whole) = source.variable(VariableScope::File, "module.exports") {
                return self.variable(module, whole, None).because(reason);
            }
            return Meaning::one(Value::Module(module), reason);
        };
        if source.language == Language::Python && is_module_of_name(import, source, name) {
            return Meaning::one(Value::Module(target), reason);
        }
        let mut found = self.module_member(target, name);
        if source.language == Language::Java
            && found.values.is_empty()
            && let Some(class) = self.class_of_import(import, target)
        {
            found = self.class_member(class, name, reason);
        }
        if name == "default"
            && found.values.is_empty()
            && let Some(whole) = source.variable(VariableScope::File, "module.exports")
        {
            found = self.variable(target, whole, None);
        }
        for (value, known) in &mut found.values {
            // Of several steps the one that renames is told.
            let told = matches!(known, Reason::ImportAlias | Reason::Alias);
            if !told || matches!(value, Value::Module(_)) {
                *known = reason;
            }
        }
        found
    }

    /// The class that an import of Java takes a member out of: the last of the names that the file defines.
    pub(super) fn class_of_import(&self, import: &Import, target: u32) -> Option<Place> {
        let source = self.file(target)?;
        let mut class = None;
        for part in import.module.split('.') {
            let parent = class.map(|place: Place| place.definition);
            let found = (0_u32..)
                .zip(&source.definitions)
                .find(|(_, one)| one.parent == parent && one.name == part && is_type(one.kind));
            let found = found.map(|(definition, _)| Place {
                file: target,
                definition,
            });
            class = found.or(class);
        }
        class
    }

    /// `import a.b.c` binds `a`: the package that many folders further up.
    fn outermost(&self, import: &Import, target: &SourceFile) -> Option<u32> {
        let levels = import.module.matches('.').count();
        if target.language != Language::Python || levels == 0 {
            return None;
        }
        let mut place = target.path.as_str();
        if target.path.file_name().starts_with("__init__.") {
            place = target.path.folder();
        }
        for _ in 0..levels {
            place = place.rsplit_once('/')?.0;
        }
        let package = self.index.file_position(&format!("{place}/__init__.py"))?;
        u32::try_from(package).ok()
    }

    /// The type whose object code of a definition runs on.
    pub(super) fn type_of_code(&self, place: Place) -> Option<Place> {
        let source = self.file(place.file)?;
        let mut at = Some(place.definition);
        while let Some(definition) = at {
            let found = source.definitions.get(definition as usize)?;
            let one = Place {
                file: place.file,
                definition,
            };
            if is_type(found.kind) || self.is_ruby_module(one) {
                return Some(self.subject(one));
            }
            if let Some(class) = self.owner(one) {
                return Some(class);
            }
            at = found.parent;
        }
        None
    }

    /// Whether a method is read as a value.
    pub(super) fn is_property(&self, place: Place) -> bool {
        let without_parameters = || {
            self.definition(place)
                .is_some_and(|one| one.signature.trim_end().ends_with(one.name.as_str()))
        };
        match self.file(place.file).map(|source| source.language) {
            Some(Language::CSharp) => without_parameters(),
            _ => self
                .decorator_names(place)
                .any(|name| name.ends_with("property")),
        }
    }

    /// Whether what decorates a function lets through what it returns.
    pub(super) fn decorators_keep_results(&self, place: Place) -> bool {
        self.decorator_names(place).all(|name| {
            name.ends_with("property")
                || matches!(
                    name,
                    "staticmethod"
                        | "classmethod"
                        | "abstractmethod"
                        | "override"
                        | "final"
                        | "lru_cache"
                        | "cache"
                        | "setter"
                        | "getter"
                        | "deleter"
                        | "overload"
                )
        })
    }

    /// The last names of what decorates a definition.
    pub fn decorator_names(&self, place: Place) -> impl Iterator<Item = &str> {
        let source = self.file(place.file);
        source.into_iter().flat_map(move |source| {
            let links = source.usage.links_of(place.definition, LinkKind::Decorator);
            links.map(|expression| last_name(source, expression))
        })
    }
}

/// How an import names what it takes: as it is, or otherwise.
#[must_use]
pub fn reason_of(import: &Import) -> Reason {
    match import.alias {
        Some(_) => Reason::ImportAlias,
        None => Reason::Import,
    }
}

/// Whether an import of a name leads to the module of that name, and not to the module that defines it.
fn is_module_of_name(import: &Import, target: &SourceFile, name: &str) -> bool {
    let path = target.path.as_str();
    let stem = path
        .strip_suffix("/__init__.py")
        .or_else(|| path.strip_suffix("/__init__.pyi"))
        .or_else(|| path.strip_suffix(".py"))
        .or_else(|| path.strip_suffix(".pyi"))
        .unwrap_or(path);
    let mut parts = stem.rsplit('/');
    let own = parts.next() == Some(name);
    let last = import.module.rsplit('.').next().unwrap_or_default();
    own && (last != name || parts.next() == Some(name))
}
