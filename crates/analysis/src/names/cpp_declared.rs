//! What files of C++ declare by whole names, and the classes that members written outside of them belong to.

use std::collections::HashMap;

use syntax::facts::{Definition, DefinitionKind};
use syntax::usage::{BindingKind, VariableScope};
use syntax::{Language, is_callable, is_type};

use super::cpp::join;
use super::{Names, Place};
use crate::index::{Index, SourceFile};

/// What a name is bound to in a file.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// This variable.
    Variable(u32),
    /// This definition, whose name is written with what it belongs to.
    Definition(u32),
}

/// What all files of C and C++ declare.
#[derive(Debug, Default)]
pub struct Declared {
    /// By whole name.
    names: HashMap<String, Vec<(u32, Bound)>>,
    /// Functions that are no members, by their last names, with their namespaces.
    functions: HashMap<String, Vec<(Place, String)>>,
    spaces: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Definitions written outside of what they belong to, with the names of that.
    outer: Vec<(Place, String)>,
}

/// The classes of members that are written outside of them.
#[derive(Debug, Default)]
pub struct Owners {
    pub(super) of: HashMap<Place, Place>,
    /// By class and name.
    pub(super) members: HashMap<(Place, String), Vec<Place>>,
}

impl Declared {
    fn of(index: &Index) -> Self {
        let mut all = Self::default();
        for (file, source) in (0_u32..).zip(&index.files) {
            if matches!(source.language, Language::C | Language::Cpp) {
                all.add(file, source);
            }
        }
        all
    }

    fn add(&mut self, file: u32, source: &SourceFile) {
        let spaces: Vec<Option<String>> = (0..source.definitions.len())
            .map(|definition| space_in(source, definition))
            .collect();
        for space in spaces.iter().flatten() {
            self.add_space(space);
        }
        for (position, variable) in (0_u32..).zip(&source.usage.variables) {
            let space = match variable.scope {
                VariableScope::File => Some(""),
                VariableScope::Member(owner) => {
                    spaces.get(owner as usize).and_then(Option::as_deref)
                }
                VariableScope::Local => None,
            };
            let Some(space) = space else { continue };
            let name = source.usage.name(variable.name);
            let named = self.names.entry(join(space, name)).or_default();
            named.push((file, Bound::Variable(position)));
            for one in source.usage.bindings_of(position) {
                self.add_function(file, source, (one.kind, one.value), space);
            }
        }
        if source.language == Language::Cpp {
            self.add_outer(file, source, &spaces);
        }
    }

    fn add_space(&mut self, space: &str) {
        let mut space = space;
        while !space.is_empty() && !self.numbers.contains_key(space) {
            let number = u32::try_from(self.spaces.len()).unwrap_or(u32::MAX);
            self.numbers.insert(space.to_owned(), number);
            self.spaces.push(space.to_owned());
            space = space.rsplit_once('.').map_or("", |(above, _)| above);
        }
    }

    fn add_function(
        &mut self,
        file: u32,
        source: &SourceFile,
        (kind, definition): (BindingKind, u32),
        space: &str,
    ) {
        let one = source.definitions.get(definition as usize);
        let Some(one) = one.filter(|one| {
            kind == BindingKind::Definition
                && is_callable(one.kind)
                && one.kind != DefinitionKind::Macro
        }) else {
            return;
        };
        let place = Place { file, definition };
        let named = self.functions.entry(one.name.clone()).or_default();
        named.push((place, space.to_owned()));
    }

    /// Definitions such as `void A::f() {}`.
    fn add_outer(&mut self, file: u32, source: &SourceFile, spaces: &[Option<String>]) {
        for (definition, one) in (0_u32..).zip(&source.definitions) {
            let Some(qualifier) = qualifier(source, one) else {
                continue;
            };
            let space = match one.parent {
                None => Some(""),
                Some(parent) => spaces.get(parent as usize).and_then(Option::as_deref),
            };
            let Some(space) = space else { continue };
            let place = Place { file, definition };
            let whole = join(space, qualifier);
            let named = self.names.entry(join(&whole, &one.name)).or_default();
            named.push((file, Bound::Definition(definition)));
            self.outer.push((place, whole));
        }
    }

    /// What is declared under a whole name.
    pub(super) fn under(&self, full: &str) -> &[(u32, Bound)] {
        self.names.get(full).map(Vec::as_slice).unwrap_or_default()
    }

    /// The functions of a name, with their namespaces.
    pub(super) fn functions(&self, name: &str) -> &[(Place, String)] {
        self.functions
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The name of a namespace.
    pub(super) fn space(&self, number: u32) -> Option<&str> {
        self.spaces.get(number as usize).map(String::as_str)
    }

    /// The number of a namespace.
    pub(super) fn number(&self, space: &str) -> Option<u32> {
        self.numbers.get(space).copied()
    }
}

impl<'a> Names<'a> {
    pub(super) fn cpp_declared(&self) -> &'a Declared {
        self.graph.declared.get_or_init(|| Declared::of(self.index))
    }

    pub(super) fn owners(&self) -> &'a Owners {
        self.graph.owners.get_or_init(|| self.owned())
    }

    fn owned(&self) -> Owners {
        let mut owners = Owners::default();
        for (place, written) in &self.cpp_declared().outer {
            let Some(class) = self.class_written(*place, written) else {
                continue;
            };
            owners.of.insert(*place, class);
            if let Some(one) = self.definition(*place) {
                let members = owners.members.entry((class, one.name.clone())).or_default();
                members.push(*place);
            }
        }
        owners
    }

    /// The class whose name stands before that of a member, as its file sees it.
    fn class_written(&self, place: Place, written: &str) -> Option<Place> {
        let mut level = written;
        let mut inner: Vec<&str> = Vec::new();
        loop {
            let mut classes = self.classes_named(level);
            let seen = |class: &Place| self.sees(place.file, class.file);
            if classes.iter().any(seen) {
                classes.retain(seen);
            }
            let declares = |class: &Place| {
                let first = inner.last().copied();
                let name = first.or_else(|| Some(self.definition(place)?.name.as_str()));
                let source = self.file(class.file);
                name.zip(source).is_some_and(|(name, source)| {
                    source
                        .variable(VariableScope::Member(class.definition), name)
                        .is_some()
                })
            };
            if classes.iter().any(declares) {
                classes.retain(declares);
            }
            let first = classes.first().copied();
            // Those of several files are different classes, of which one is meant.
            if let Some(class) = first
                && classes.iter().all(|other| other.file == class.file)
            {
                return self.class_inside(class, &inner);
            }
            let (above, last) = level.rsplit_once('.')?;
            inner.push(last);
            level = above;
        }
    }

    fn classes_named(&self, full: &str) -> Vec<Place> {
        let mut classes = Vec::new();
        for (file, bound) in self.cpp_declared().under(full) {
            let places = self.places_bound(*file, *bound).into_iter();
            classes.extend(places.filter(|place| self.kind(*place).is_some_and(is_type)));
        }
        classes
    }

    fn class_inside(&self, class: Place, inner: &[&str]) -> Option<Place> {
        let mut at = class;
        for name in inner.iter().rev() {
            let source = self.file(at.file)?;
            let variable = source.variable(VariableScope::Member(at.definition), name)?;
            let mut places = self
                .places_bound(at.file, Bound::Variable(variable))
                .into_iter();
            at = places.find(|place| self.kind(*place).is_some_and(is_type))?;
        }
        Some(at)
    }
}

/// The whole name of the namespace that a definition is, without those in it that are as good as not there.
pub(super) fn space_in(source: &SourceFile, definition: usize) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let mut at = Some(definition);
    while let Some(one) = at.and_then(|at| source.definitions.get(at)) {
        if one.kind != DefinitionKind::Module {
            return None;
        }
        if !one.signature.starts_with("inline ") {
            parts.push(own_name(source, one));
        }
        at = one.parent.map(|parent| parent as usize);
    }
    parts.reverse();
    Some(parts.join("."))
}

/// The name of a definition without that of its parent: `a.b` of `namespace a::b`.
fn own_name<'a>(source: &'a SourceFile, one: &'a Definition) -> &'a str {
    let parent = one
        .parent
        .and_then(|parent| source.definitions.get(parent as usize));
    let behind = parent.and_then(|parent| {
        one.qualified_name
            .strip_prefix(parent.qualified_name.as_str())
    });
    behind.map_or(one.qualified_name.as_str(), |behind| {
        behind.trim_start_matches('.')
    })
}

/// What stands before the name of a definition: `A` of `void A::f() {}`.
pub(super) fn qualifier<'a>(source: &'a SourceFile, one: &'a Definition) -> Option<&'a str> {
    if one.kind == DefinitionKind::Module {
        return None;
    }
    let own = own_name(source, one);
    let before = own.strip_suffix(one.name.as_str())?;
    before.strip_suffix('.').filter(|before| !before.is_empty())
}
