//! Constants of Ruby: classes, modules and values, which the modules round the code say.

use std::collections::{HashMap, HashSet};

use syntax::facts::DefinitionKind;
use syntax::{is_callable, is_type};

use super::{Meaning, Names, Place, Reason, Value};
use crate::index::SourceFile;

/// What all files of Ruby define.
#[derive(Debug, Default)]
pub(super) struct Globals {
    /// Classes, modules and constants by their whole names.
    constants: HashMap<String, Vec<Place>>,
    /// The last parts of those names.
    words: HashSet<String>,
    /// Methods that stand in no class, by their names.
    pub(super) methods: HashMap<String, Vec<Place>>,
}

impl Globals {
    pub(super) fn add(&mut self, file: u32, source: &SourceFile) {
        for (definition, one) in (0_u32..).zip(&source.definitions) {
            let place = Place { file, definition };
            let is_constant = is_type(one.kind)
                || matches!(one.kind, DefinitionKind::Module | DefinitionKind::Constant);
            if is_constant {
                let named = self
                    .constants
                    .entry(one.qualified_name.clone())
                    .or_default();
                named.push(place);
                let last = one.qualified_name.rsplit('.').next().unwrap_or_default();
                self.words.insert(last.to_owned());
            } else if one.parent.is_none() && is_callable(one.kind) {
                self.methods
                    .entry(one.name.clone())
                    .or_default()
                    .push(place);
            }
        }
    }
}

impl Names<'_> {
    /// The parts in which a class or module is written.
    pub(super) fn ruby_parts(&self, place: Place) -> Vec<Place> {
        let Some(definition) = self.definition(place) else {
            return Vec::new();
        };
        let named = self
            .namespaces()
            .ruby
            .constants
            .get(&definition.qualified_name);
        let parts = named.into_iter().flatten().copied();
        parts.filter(|part| self.is_class(*part)).collect()
    }

    /// A class, module or constant as code of a definition names it.
    pub(super) fn ruby_constant(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        let at = definition.map(|definition| Place { file, definition });
        let round = at.into_iter().flat_map(|at| self.outward(at));
        let round: Vec<Place> = round.filter(|one| self.is_class(*one)).collect();
        for one in &round {
            let found = self.constant_of(*one, name, file);
            if !found.values.is_empty() {
                return found.because(Reason::Scope);
            }
        }
        if let Some(inner) = round.first() {
            let found = self.inherited_constant(*inner, name, file);
            if !found.values.is_empty() {
                return found;
            }
        }
        let found = self.ruby_declared(name, file);
        match found.values.is_empty() {
            true => self.ruby_elsewhere(name),
            false => found,
        }
    }

    /// A constant that no file defines is of a library, where none has one of the name.
    fn ruby_elsewhere(&self, name: &str) -> Meaning {
        match self.namespaces().ruby.words.contains(name) {
            true => Meaning::unknown(),
            false => Meaning::one(Value::Outside, Reason::Import),
        }
    }

    fn constant_of(&self, class: Place, name: &str, file: u32) -> Meaning {
        let full = self
            .definition(class)
            .map(|one| format!("{}.{name}", one.qualified_name));
        full.map_or_else(Meaning::default, |full| self.ruby_declared(&full, file))
    }

    fn inherited_constant(&self, class: Place, name: &str, file: u32) -> Meaning {
        let bases = self.bases(class);
        let above = bases.order.iter().skip(1);
        let mut all = above.map(|base| self.constant_of(*base, name, file));
        let mut found = all
            .find(|found| !found.values.is_empty())
            .unwrap_or_default();
        found.cut |= bases.cut();
        found
    }

    fn ruby_declared(&self, full: &str, file: u32) -> Meaning {
        let mut meaning = Meaning::default();
        for place in self
            .namespaces()
            .ruby
            .constants
            .get(full)
            .into_iter()
            .flatten()
        {
            let known = |(value, _): &(Value, Reason)| matches!(value, Value::Definition(known) if self.is_same(*known, *place));
            if !meaning.values.iter().any(known) {
                let reason = match place.file == file {
                    true => Reason::Scope,
                    false => Reason::Package,
                };
                meaning.push(Value::Definition(*place), reason);
            }
        }
        meaning
    }

    /// A constant that a class or module has.
    pub(super) fn constant_in(&self, class: Place, name: &str) -> Meaning {
        let mut found = self.constant_of(class, name, class.file);
        if found.values.is_empty() {
            found = self.inherited_constant(class, name, class.file);
        }
        match found.values.is_empty() && !found.cut {
            true => self.ruby_elsewhere(name),
            false => found.because(Reason::Member),
        }
    }
}
