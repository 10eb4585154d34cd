//! Classes: their bases in order, and what an object of them has.

use std::collections::BTreeSet;
use std::rc::Rc;

use syntax::Language;
use syntax::usage::{LinkKind, VariableScope};

use super::{Meaning, Names, Place, Reason, Value, outside};

/// Classes above one that are followed.
const BASES_MAX: usize = 200;

/// Classes that are looked at for one, again and again where they lead in circles.
const STEPS_MAX: u32 = 5_000;

/// A class and those above it, in the order in which members are looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Bases {
    /// The class itself first.
    pub order: Vec<Place>,
    /// Some are of the language or a library.
    pub outside: bool,
    /// Some are not known.
    pub unknown: bool,
    cut: bool,
}

impl Bases {
    /// They were cut short, so they are no answer to another question.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }
}

impl Names<'_> {
    /// A class and those above it.
    pub(super) fn bases(&self, class: Place) -> Rc<Bases> {
        if let Some(known) = self.bases.borrow().get(&class) {
            return Rc::clone(known);
        }
        let bases = Rc::new(self.linear(class, &mut Vec::new(), &mut 0));
        if !bases.cut {
            self.bases.borrow_mut().insert(class, Rc::clone(&bases));
        }
        bases
    }

    /// The types that a class says it extends.
    pub(super) fn direct_bases(&self, class: Place) -> Meaning {
        let mut meaning = Meaning::default();
        let mut parts = self.parts(class);
        if parts.is_empty() {
            parts.push(class);
        }
        for part in parts {
            let links = self
                .file(part.file)
                .map(|source| source.usage.links_of(part.definition, LinkKind::Base));
            for expression in links.into_iter().flatten() {
                let held = self.held(part.file, expression, None);
                match self.is_cpp(part.file) {
                    true => meaning.add(&self.one_template(part, held)),
                    false => meaning.add(&held),
                }
            }
        }
        meaning.add(&self.traits_of(class));
        if self.is_ruby(class.file) {
            // What is included last comes first, and all of it before the base class.
            let is_module = |value: &Value| matches!(value, Value::Definition(place) if self.is_ruby_module(*place));
            meaning.values.reverse();
            meaning.values.sort_by_key(|(value, _)| !is_module(value));
        }
        meaning
    }

    /// The order in which Python looks; where there is none, each base after the one before.
    fn linear(&self, class: Place, above: &mut Vec<Place>, steps: &mut u32) -> Bases {
        let parts = self.parts(class).into_iter();
        let mut bases = Bases {
            order: [class]
                .into_iter()
                .chain(parts.filter(|part| *part != class))
                .collect(),
            ..Bases::default()
        };
        *steps += 1;
        if above.contains(&class) || above.len() > BASES_MAX || *steps > STEPS_MAX {
            bases.cut = true;
            return bases;
        }
        if self.is_ruby(class.file) {
            let name = self
                .definition(class)
                .map(|one| one.qualified_name.as_str());
            bases.outside |= name.is_some_and(outside::ruby::is_class);
        }
        above.push(class);
        let direct = self.direct_bases(class);
        bases.unknown |= direct.incomplete;
        bases.cut |= direct.cut;
        let mut orders: Vec<Vec<Place>> = Vec::new();
        let mut parents = Vec::new();
        for (value, _) in &direct.values {
            match value {
                Value::Definition(base) if self.is_class(*base) => {
                    let known = self.bases.borrow().get(base).cloned();
                    let inner = known.unwrap_or_else(|| Rc::new(self.linear(*base, above, steps)));
                    bases.outside |= inner.outside;
                    bases.unknown |= inner.unknown;
                    bases.cut |= inner.cut;
                    orders.push(inner.order.clone());
                    parents.push(*base);
                }
                Value::Outside => bases.outside = true,
                _ => bases.unknown = true,
            }
        }
        above.pop();
        orders.push(parents);
        bases.order.extend(merged(orders));
        bases
    }

    /// What an object or the name of a class has under a name.
    pub(super) fn class_member(&self, class: Place, name: &str, reason: Reason) -> Meaning {
        self.member_from(class, class, name, reason)
    }

    /// What the classes after `after` have, in the order of `class`.
    pub(super) fn super_member(&self, class: Place, after: Place, name: &str) -> Meaning {
        let bases = self.bases(class);
        let position = bases.order.iter().position(|one| *one == after);
        let (bases, position) = match position {
            Some(position) => (bases, position),
            None => (self.bases(after), 0),
        };
        let rest = bases.order.get(position + 1..).unwrap_or_default();
        let own = rest
            .iter()
            .take_while(|part| self.is_same(**part, after))
            .count();
        let rest = rest.get(own..).unwrap_or_default();
        self.found_in(rest, &bases, class, name, Reason::Super)
    }

    /// A method of a type of Go or Rust, which may stand in another file than the type.
    pub(super) fn method_elsewhere(&self, class: Place, name: &str) -> Option<Meaning> {
        let source = self.file(class.file)?;
        if source.language == Language::Rust {
            let found = self.implemented(class, name, None);
            return (!found.values.is_empty()).then_some(found);
        }
        if source.language == Language::Cpp {
            let found = self.only_outside(class, name);
            return (!found.values.is_empty()).then_some(found);
        }
        if source.language != Language::Go {
            return None;
        }
        let of = &self.definition(class)?.qualified_name;
        let found = self.shared(class.file, &format!("{of}.{name}"));
        (!found.values.is_empty()).then_some(found)
    }

    fn member_from(&self, class: Place, on: Place, name: &str, reason: Reason) -> Meaning {
        let bases = self.bases(class);
        self.found_in(&bases.order, &bases, on, name, reason)
    }

    fn found_in(
        &self,
        order: &[Place],
        bases: &Bases,
        on: Place,
        name: &str,
        reason: Reason,
    ) -> Meaning {
        for class in order {
            let source = self.file(class.file);
            let variable = source
                .and_then(|source| source.variable(VariableScope::Member(class.definition), name));
            if let Some(variable) = variable {
                let mut found = self.variable(class.file, variable, Some(on));
                if self.is_rust(class.file) {
                    found.add(&self.implemented(*class, name, Some(on)));
                }
                for (value, known) in &mut found.values {
                    if matches!(value, Value::Definition(_)) {
                        *known = reason;
                    }
                }
                found.cut |= bases.cut;
                return found;
            }
            if let Some(mut found) = self.method_elsewhere(*class, name) {
                found.cut |= bases.cut;
                return found.because(reason);
            }
        }
        if let Some(through) = order.first().filter(|class| self.is_rust(class.file)) {
            let found = self.through_deref(*through, name);
            if !found.values.is_empty() {
                return found;
            }
        }
        let mut none = Meaning::unknown();
        none.cut = bases.cut;
        let is_extension = self.is_rust(on.file) && self.is_extension(name);
        if bases.outside && !bases.unknown && !is_extension {
            none = Meaning::one(Value::Outside, reason);
            none.cut = bases.cut;
        }
        none
    }
}

/// Merge orders so that each keeps its own: a class stands before those that it extends.
fn merged(mut orders: Vec<Vec<Place>>) -> Vec<Place> {
    let mut order: Vec<Place> = Vec::new();
    let mut seen = BTreeSet::new();
    loop {
        orders.retain(|one| !one.is_empty());
        let Some(first) = orders.first().and_then(|one| one.first().copied()) else {
            return order;
        };
        let is_later = |candidate: Place| {
            orders
                .iter()
                .any(|one| one.iter().skip(1).any(|other| *other == candidate))
        };
        let candidates = orders.iter().filter_map(|one| one.first().copied());
        let next = candidates
            .into_iter()
            .find(|one| !is_later(*one))
            .unwrap_or(first);
        if seen.insert(next) {
            order.push(next);
        }
        for one in &mut orders {
            one.retain(|other| *other != next);
        }
    }
}
