//! What a file of C++ sees: what it and what it takes in declare, and what the linker finds for that.

use std::collections::BTreeMap;
use std::rc::Rc;

use syntax::facts::{DefinitionKind, Visibility};
use syntax::usage::BindingKind;
use syntax::{Language, is_callable, is_type};

use super::cpp_declared::Bound;
use super::{Meaning, Names, Place, Reason, Value, outside};

impl Names<'_> {
    /// The files that a file sees, itself with them, sorted.
    fn seen_files(&self, file: u32) -> Rc<[u32]> {
        if let Some(known) = self.seen.borrow().get(&file) {
            return Rc::clone(known);
        }
        let mut all: Vec<u32> = self.headers(file).to_vec();
        all.push(file);
        all.sort_unstable();
        let all: Rc<[u32]> = all.into();
        self.seen.borrow_mut().insert(file, Rc::clone(&all));
        all
    }

    /// Whether a file takes in another, or is it.
    pub(super) fn sees(&self, file: u32, other: u32) -> bool {
        file == other || self.seen_files(file).binary_search(&other).is_ok()
    }

    /// What a file sees under a whole name.
    pub(super) fn cpp_declared_seen(&self, file: u32, full: &str) -> Meaning {
        let mut meaning = Meaning::default();
        let mut prototypes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (other, bound) in self.cpp_declared().under(full) {
            if !self.sees(file, *other) {
                continue;
            }
            if let Bound::Variable(variable) = bound {
                let source = self.file(*other);
                let bindings = source.map(|source| source.usage.bindings_of(*variable));
                for one in bindings.unwrap_or_default() {
                    if one.kind == BindingKind::Elsewhere {
                        prototypes.entry(one.value).or_default().push(*other);
                    }
                }
                if self.is_macro_of(*other, *variable) {
                    continue;
                }
                let mut said = self.variable(*other, *variable, None);
                meaning.cut |= said.cut;
                for (value, reason) in said.values.drain(..) {
                    let own = matches!(value, Value::Definition(place) if place.file == file);
                    let reason = if own {
                        Reason::Scope
                    } else {
                        reason_seen(file, *other, reason)
                    };
                    meaning.push(value, reason);
                }
            } else {
                for place in self.places_bound(*other, *bound) {
                    meaning.push(Value::Definition(place), seen_through(file, *other));
                }
            }
        }
        for (count, files) in prototypes {
            self.linked_cpp(file, full, (count, &files), &mut meaning);
        }
        meaning.values.sort_by_key(
            |(value, _)| matches!(value, Value::Definition(place) if place.file != file),
        );
        if meaning.values.is_empty()
            && let Some(number) = self.cpp_declared().number(full)
        {
            meaning.push(Value::Namespace(number), Reason::Scope);
        }
        meaning
    }

    fn is_macro_of(&self, file: u32, variable: u32) -> bool {
        let places = self.places_bound(file, Bound::Variable(variable));
        !places.is_empty()
            && places
                .iter()
                .all(|place| self.kind(*place) == Some(DefinitionKind::Macro))
    }

    /// What the linker finds for a function or variable that some files declare.
    fn linked_cpp(
        &self,
        file: u32,
        full: &str,
        (count, declared_by): (u32, &[u32]),
        meaning: &mut Meaning,
    ) {
        let mut found: Vec<(bool, Place)> = Vec::new();
        for (other, bound) in self.cpp_declared().under(full) {
            if self.sees(file, *other) {
                continue;
            }
            let knows = declared_by.iter().any(|one| self.sees(*other, *one));
            for place in self.places_bound(*other, *bound) {
                let Some(one) = self.definition(place) else {
                    continue;
                };
                let fits = match count.checked_sub(1) {
                    _ if count == u32::MAX => is_type(one.kind) && meaning.values.is_empty(),
                    Some(count) => is_callable(one.kind) && one.parameter_count == Some(count),
                    None => {
                        one.kind == DefinitionKind::Variable || one.kind == DefinitionKind::Constant
                    }
                };
                if fits && one.visibility != Visibility::Private {
                    found.push((knows, place));
                }
            }
        }
        let known = found.iter().any(|(knows, _)| *knows);
        let here = meaning.values.iter().any(|(value, _)| matches!(value, Value::Definition(place) if declared_by.contains(&place.file) && self.takes_exactly(*place, count)));
        // What is declared first and defined behind is no other's.
        if here && !known {
            return;
        }
        for (knows, place) in found {
            if knows || !known {
                meaning.push(Value::Definition(place), Reason::Linkage);
            }
        }
    }

    fn takes_exactly(&self, place: Place, count: u32) -> bool {
        let parameters = self.definition(place).and_then(|one| one.parameter_count);
        parameters.is_some_and(|parameters| parameters + 1 == count)
    }

    /// Macros of a name that a file sees.
    pub(super) fn cpp_macro(&self, file: u32, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        for (other, bound) in self.cpp_declared().under(name) {
            let Bound::Variable(variable) = bound else {
                continue;
            };
            let Some(source) = self.file(*other).filter(|_| self.sees(file, *other)) else {
                continue;
            };
            for one in source.usage.bindings_of(*variable) {
                let place = Place {
                    file: *other,
                    definition: one.value,
                };
                if one.kind == BindingKind::Definition
                    && self.kind(place) == Some(DefinitionKind::Macro)
                {
                    meaning.push(Value::Definition(place), seen_through(file, *other));
                }
            }
        }
        // What stands in for a function of the library does so under some condition.
        let known = !meaning.values.is_empty();
        meaning.incomplete = known && outside::is_builtin(Language::Cpp, name);
        meaning
    }

    /// The definitions of a whole name that other files can come by.
    pub(super) fn cpp_offered(&self, full: &str) -> Vec<Place> {
        let mut offered: Vec<Place> = Vec::new();
        for (file, bound) in self.cpp_declared().under(full) {
            for place in self.places_bound(*file, *bound) {
                let definition = self.definition(place);
                let kind = definition.map(|one| one.kind);
                let hidden = definition.is_none_or(|one| one.visibility == Visibility::Private);
                let included = self
                    .graph
                    .importers
                    .get(*file as usize)
                    .is_some_and(|importers| !importers.is_empty());
                let is_macro = kind == Some(DefinitionKind::Macro);
                let reachable = included || (kind.is_some_and(is_callable) && !is_macro);
                let known = offered.iter().any(|known| self.is_same(*known, place));
                if !hidden && reachable && !known {
                    offered.push(place);
                }
            }
        }
        offered
    }

    /// The definitions that a name of a file is bound to.
    pub(super) fn places_bound(&self, file: u32, bound: Bound) -> Vec<Place> {
        let of = |definition| Place { file, definition };
        match bound {
            Bound::Definition(definition) => vec![of(definition)],
            Bound::Variable(variable) => {
                let source = self.file(file);
                let bindings = source.map(|source| source.usage.bindings_of(variable).iter());
                let own = bindings
                    .into_iter()
                    .flatten()
                    .filter(|one| one.kind == BindingKind::Definition);
                own.map(|one| of(one.value)).collect()
            }
        }
    }
}

/// How a file comes by what another declares.
fn seen_through(file: u32, other: u32) -> Reason {
    match file == other {
        true => Reason::Scope,
        false => Reason::Import,
    }
}

/// The same where the other file says it in its own way.
fn reason_seen(file: u32, other: u32, said: Reason) -> Reason {
    match said {
        Reason::Scope => seen_through(file, other),
        Reason::Linkage => Reason::Linkage,
        _ => Reason::Import,
    }
}
