//! Namespaces that go on from file to file, and types that are written in several parts.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use syntax::facts::{Definition, DefinitionKind, Import, ImportKind};
use syntax::usage::{BindingKind, VariableScope};
use syntax::{Language, is_type};

use super::ruby_constants::Globals;
use super::{Meaning, Names, Place, Reason, Value, outside};
use crate::index::{Index, SourceFile};

/// Directives of one file that are followed.
const DIRECTIVES_MAX: usize = 500;

/// A `using` directive, and the namespace that it stands in.
pub(super) type Directive<'a> = (&'a Import, String);

/// What all files declare, by whole names.
#[derive(Debug, Default)]
pub struct Namespaces {
    /// Types and delegates by their whole names.
    types: HashMap<String, Vec<Place>>,
    /// The namespaces, those round others with them, in the order in which they were met.
    named: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Methods that are written for objects of another type, by their names.
    pub(super) extensions: HashMap<String, Vec<Place>>,
    /// What is taken in for every file of a project: the file and the import.
    everywhere: Vec<(u32, u32)>,
    /// Classes, functions and constants of PHP by their whole names.
    pub(super) php: HashMap<String, Vec<Place>>,
    /// What the namespaces of PHP begin with.
    pub(super) php_spaces: BTreeSet<String>,
    pub(super) ruby: Globals,
    /// The folders of projects, sorted.
    projects: BTreeSet<String>,
}

impl Namespaces {
    fn of(index: &Index) -> Self {
        let mut all = Self::default();
        for (file, source) in (0_u32..).zip(&index.files) {
            match source.language {
                Language::Php => all.add_php(file, source),
                Language::Ruby => all.ruby.add(file, source),
                Language::Kotlin | Language::CSharp => all.add_extensions(file, source),
                _ => {}
            }
            if source.language != Language::CSharp {
                continue;
            }
            let package = package(source);
            all.add_namespace(package);
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                let full = join(package, &one.qualified_name);
                if one.kind == DefinitionKind::Module {
                    all.add_namespace(&full);
                } else if is_type(one.kind) || one.kind == DefinitionKind::TypeAlias {
                    all.types
                        .entry(full)
                        .or_default()
                        .push(Place { file, definition });
                }
            }
            if let Some(variable) = source.variable(VariableScope::File, "global using") {
                let bound = source.usage.bindings_of(variable).iter();
                let imports = bound.filter(|one| one.kind == BindingKind::Import);
                all.everywhere.extend(imports.map(|one| (file, one.value)));
            }
        }
        let records = index.records.iter().map(|record| &record.path);
        let projects = records.filter(|path| path.file_name().ends_with(".csproj"));
        all.projects
            .extend(projects.map(|path| path.folder().to_owned()));
        all
    }

    /// The folder of the project that a file belongs to.
    fn project(&self, source: &SourceFile) -> Option<&str> {
        let mut folder = source.path.folder();
        loop {
            let found = self.projects.get(folder);
            if found.is_some() || folder.is_empty() {
                return found.map(String::as_str);
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }

    fn add_namespace(&mut self, name: &str) {
        let mut name = name;
        while !name.is_empty() && !self.numbers.contains_key(name) {
            let number = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
            self.numbers.insert(name.to_owned(), number);
            self.named.push(name.to_owned());
            name = above(name);
        }
    }
}

impl<'a> Names<'a> {
    pub(super) fn namespaces(&self) -> &'a Namespaces {
        self.graph
            .namespaces
            .get_or_init(|| Namespaces::of(self.index))
    }

    /// The name of a definition with that of its namespace.
    pub(super) fn full_name(&self, place: Place) -> Option<String> {
        let source = self.file(place.file)?;
        let definition = self.definition(place)?;
        Some(join(package(source), &definition.qualified_name))
    }

    /// The parts in which a type is written, in all files; none of a type that is written in one.
    pub(super) fn parts(&self, place: Place) -> Vec<Place> {
        match self.file(place.file).map(|source| source.language) {
            Some(Language::CSharp) => {}
            Some(Language::Ruby) => return self.ruby_parts(place),
            Some(Language::Cpp) => return self.cpp_parts(place),
            Some(Language::Kotlin) => return self.kotlin_parts(place),
            _ => return Vec::new(),
        }
        let partial = |one: &Definition| is_type(one.kind) && one.signature.contains("partial ");
        if !self.definition(place).is_some_and(partial) {
            return Vec::new();
        }
        let full = self.full_name(place);
        let named = full.and_then(|full| self.namespaces().types.get(&full));
        // A type of the same name with other type parameters is another type.
        let arity = |place: Place| self.definition(place).map(type_parameters);
        let parts = named.into_iter().flatten().copied();
        parts.filter(|part| arity(*part) == arity(place)).collect()
    }

    /// Whether two definitions of different files are parts of one type.
    pub(super) fn is_part(&self, one: Place, other: Place) -> bool {
        let name = |place| self.definition(place).map(|definition| &definition.name);
        name(one) == name(other) && self.parts(one).contains(&other)
    }

    /// The first part of a type that is written in several, else the type itself.
    #[must_use]
    pub fn whole(&self, place: Place) -> Place {
        self.parts(place).first().copied().unwrap_or(place)
    }

    /// The namespace that code of a definition stands in; that of the file without one.
    fn namespace_of(&self, file: u32, definition: Option<u32>) -> String {
        let Some(source) = self.file(file) else {
            return String::new();
        };
        let mut at = definition;
        while let Some(one) = at.and_then(|at| source.definitions.get(at as usize)) {
            if one.kind == DefinitionKind::Module {
                return join(package(source), &one.qualified_name);
            }
            at = one.parent;
        }
        package(source).to_owned()
    }

    /// What a name means that is no local variable and no member: looked for in the namespaces from the inside out,
    /// in each before what is taken in there.
    pub(super) fn in_namespaces(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let own = self.namespace_of(file, definition);
        let mut level = own.as_str();
        loop {
            let mut found = self.declared(&join(level, name), Reason::Package);
            for (value, reason) in &mut found.values {
                if matches!(value, Value::Definition(place) if place.file == file) {
                    *reason = Reason::Scope;
                }
            }
            if found.values.is_empty() {
                found = self.taken_in(file, source, level, name);
            }
            if !found.values.is_empty() {
                return found;
            }
            if level.is_empty() {
                break;
            }
            level = above(level);
        }
        if outside::is_builtin(source.language, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        Meaning::unknown()
    }

    /// A type or a namespace by its whole name.
    fn declared(&self, full: &str, reason: Reason) -> Meaning {
        let namespaces = self.namespaces();
        let mut meaning = Meaning::default();
        for place in namespaces.types.get(full).into_iter().flatten() {
            let known = |(value, _): &(Value, Reason)| matches!(value, Value::Definition(known) if self.is_same(*known, *place));
            if !meaning.values.iter().any(known) {
                meaning.push(Value::Definition(*place), reason);
            }
        }
        if let Some(number) = namespaces
            .numbers
            .get(full)
            .filter(|_| meaning.values.is_empty())
        {
            meaning.push(Value::Namespace(*number), reason);
        }
        meaning
    }

    /// A member of a namespace.
    pub(super) fn namespace_member(&self, namespace: u32, name: &str) -> Meaning {
        let named = self.namespaces().named.get(namespace as usize);
        let found = named.map(|full| self.declared(&join(full, name), Reason::Member));
        found
            .filter(|found| !found.values.is_empty())
            .unwrap_or_else(Meaning::unknown)
    }

    /// What the `using` directives of one level take in under a name.
    fn taken_in(&self, file: u32, source: &'a SourceFile, level: &str, name: &str) -> Meaning {
        let mut taken = Meaning::default();
        for (import, at) in self.directives(file, source).iter() {
            if at != level {
                continue;
            }
            match (import.alias.as_deref(), import.name.as_deref()) {
                (Some(alias), taken_name) if alias == name => {
                    let full = join(&import.module, taken_name.unwrap_or_default());
                    let full = full.trim_end_matches('.');
                    let found = self.around(level, full, Reason::ImportAlias);
                    if found.values.is_empty() {
                        return Meaning::one(Value::Outside, Reason::ImportAlias);
                    }
                    return found;
                }
                (Some(_), _) => {}
                (None, Some(_)) => {
                    let class = self.around(level, &import.module, Reason::Import);
                    for (value, _) in &class.values {
                        if let Value::Definition(class) = value {
                            let found = self.class_member(*class, name, Reason::Import);
                            let ours = found.values.iter();
                            for (value, reason) in ours.filter(|one| one.0 != Value::Outside) {
                                taken.push(*value, *reason);
                            }
                        }
                    }
                }
                (None, None) => {
                    let full = join(&import.module, name);
                    let found = self.around(level, &full, Reason::Import);
                    let types = found.values.iter();
                    for (value, reason) in types.filter(|one| !matches!(one.0, Value::Namespace(_)))
                    {
                        taken.push(*value, *reason);
                    }
                }
            }
        }
        taken
    }

    /// What a directive names: by its whole name, or from the namespaces that it stands in.
    fn around(&self, level: &str, written: &str, reason: Reason) -> Meaning {
        let mut level = level;
        loop {
            let found = self.declared(&join(level, written), reason);
            if !found.values.is_empty() || level.is_empty() {
                return found;
            }
            level = above(level);
        }
    }

    /// The directives that hold in a file, each with the namespace that it stands in.
    fn directives(&self, file: u32, source: &'a SourceFile) -> Rc<[Directive<'a>]> {
        if let Some(known) = self.directives.borrow().get(&file) {
            return Rc::clone(known);
        }
        let found: Rc<[Directive<'a>]> = self.directives_of(file, source).into();
        self.directives.borrow_mut().insert(file, Rc::clone(&found));
        found
    }

    fn directives_of(&self, file: u32, source: &'a SourceFile) -> Vec<Directive<'a>> {
        let package = source
            .imports
            .iter()
            .find(|one| one.kind == ImportKind::Package);
        let own = source
            .imports
            .iter()
            .filter(|one| one.kind == ImportKind::Import);
        let mut found: Vec<Directive<'a>> = own
            .take(DIRECTIVES_MAX)
            .map(|import| {
                let start = import.span.start_byte;
                let behind = package.filter(|one| one.span.start_byte < start);
                let inside = source.definitions.iter().rev().find(|one| {
                    one.kind == DefinitionKind::Module
                        && (one.span.start_byte..one.span.end_byte).contains(&start)
                });
                let level = match (behind, inside) {
                    (Some(package), _) => package.module.clone(),
                    (None, Some(inside)) => inside.qualified_name.clone(),
                    (None, None) => String::new(),
                };
                (import, level)
            })
            .collect();
        let namespaces = self.namespaces();
        let project = namespaces.project(source);
        for (other, import) in &namespaces.everywhere {
            let import = self
                .file(*other)
                .filter(|one| *other != file && namespaces.project(one) == project)
                .and_then(|source| source.imports.get(*import as usize));
            found.extend(import.map(|import| (import, String::new())));
        }
        found
    }

    /// The methods of a name that are written for objects of another type.
    pub(super) fn extensions(&self, name: &str) -> &'a [Place] {
        let found = self.namespaces().extensions.get(name);
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The namespaces whose members a file sees without naming them.
    pub(super) fn seen_namespaces(&self, file: u32) -> Vec<String> {
        let Some(source) = self.file(file) else {
            return Vec::new();
        };
        let modules = source.definitions.iter();
        let modules = modules.filter(|one| one.kind == DefinitionKind::Module);
        let own = modules.map(|one| join(package(source), &one.qualified_name));
        let mut seen = vec![String::new()];
        for space in own.chain([package(source).to_owned()]) {
            let mut level = space.as_str();
            while !level.is_empty() {
                seen.push(level.to_owned());
                level = above(level);
            }
        }
        for (import, level) in self.directives(file, source).iter() {
            if import.alias.is_some() {
                continue;
            }
            let mut level = level.as_str();
            loop {
                seen.push(join(level, &import.module));
                if level.is_empty() {
                    break;
                }
                level = above(level);
            }
        }
        seen
    }

    /// The whole name of what a definition stands in.
    pub(super) fn full_name_above(&self, place: Place) -> String {
        let full = self.full_name(place).unwrap_or_default();
        above(&full).to_owned()
    }
}

/// How many types stand in angle brackets after the name of a type.
fn type_parameters(definition: &Definition) -> usize {
    let behind = definition.signature.split_once(definition.name.as_str());
    let list = behind.and_then(|(_, rest)| rest.trim_start().strip_prefix('<'));
    list.and_then(|list| list.split('>').next())
        .map_or(0, |list| list.matches(',').count() + 1)
}

/// The namespace of a whole file.
pub(super) fn package(source: &SourceFile) -> &str {
    let mut imports = source.imports.iter();
    let package = imports.find(|import| import.kind == ImportKind::Package);
    package.map_or("", |import| import.module.as_str())
}

fn join(space: &str, name: &str) -> String {
    match space {
        "" => name.to_owned(),
        space => format!("{space}.{name}"),
    }
}

/// The namespace round another; `""` round the first.
fn above(space: &str) -> &str {
    space.rsplit_once('.').map_or("", |(above, _)| above)
}
