//! Names of Ruby: methods, which the object or the class that code runs on has.
//!
//! A method is what its name is where a value stands: it is called by being named. Methods of a class itself are its
//! members under their name with a dot before it.

use std::collections::BTreeSet;

use syntax::facts::DefinitionKind;
use syntax::usage::{BindingKind, ExpressionKind, Site, VariableScope};
use syntax::{Language, holds_value, is_callable};

use super::edges::{Status, Uses};
use super::outside::ruby as library;
use super::{Evidence, Meaning, Names, Place, Reason, Value};

impl Names<'_> {
    pub(super) fn is_ruby(&self, file: u32) -> bool {
        self.file(file)
            .is_some_and(|source| source.language == Language::Ruby)
    }

    /// Whether a definition is a module of Ruby, which has members as a class has.
    pub(super) fn is_ruby_module(&self, place: Place) -> bool {
        self.kind(place) == Some(DefinitionKind::Module) && self.is_ruby(place.file)
    }

    /// A name that code of a definition uses without an object: a method of the object or class that it runs on.
    pub(super) fn ruby_name(&self, at: Place, name: &str, on: Option<Place>) -> Meaning {
        let Some(own) = self.type_of_code(at) else {
            return self.ruby_top(at.file, name);
        };
        let of = on.unwrap_or(own);
        let found = match self.runs_on_class(at) {
            true => self.ruby_member(Value::Definition(of), name, Reason::Receiver),
            false => self.ruby_member(Value::Instance(of), name, Reason::Receiver),
        };
        let ours = |one: &(Value, Reason)| one.0 != Value::Outside;
        if found.values.iter().any(ours) {
            return found;
        }
        let bases = self.bases(of);
        let mut top = self.ruby_top(at.file, name);
        if top.values.iter().any(ours) {
            top.incomplete |= bases.unknown || bases.outside || self.is_ruby_module(of);
            return top;
        }
        if found.values.is_empty() { top } else { found }
    }

    /// A method that stands in no class: of the file, else perhaps one of another.
    pub(super) fn ruby_top(&self, file: u32, name: &str) -> Meaning {
        let places = self.namespaces().ruby.methods.get(name);
        let places: Vec<Place> = places.into_iter().flatten().copied().collect();
        let mut meaning = Meaning::default();
        for place in places.iter().filter(|place| place.file == file) {
            meaning.push(Value::Definition(*place), Reason::Scope);
        }
        if meaning.values.is_empty() {
            let loaded = self.headers(file);
            for place in places
                .into_iter()
                .filter(|place| loaded.contains(&place.file))
            {
                meaning.push(Value::Definition(place), Reason::Linkage);
                meaning.incomplete = true;
            }
        }
        if !meaning.values.is_empty() {
            return meaning;
        }
        match library::is_function(name) {
            true => Meaning::one(Value::Outside, Reason::Scope),
            false => Meaning::unknown(),
        }
    }

    /// Whether code of a definition runs on the class itself: it stands in its body or in a method of its own.
    pub(super) fn runs_on_class(&self, at: Place) -> bool {
        let Some(function) = self
            .outward(at)
            .take_while(|one| !self.is_class(*one))
            .find(|one| self.kind(*one).is_some_and(is_callable))
        else {
            return true;
        };
        self.is_of_class(function)
    }

    /// Whether a method is called on the class itself.
    pub(super) fn is_of_class(&self, method: Place) -> bool {
        let found = self.definition(method).zip(self.file(method.file));
        found.is_some_and(|(definition, source)| {
            let variable = definition.parent.and_then(|parent| {
                source.variable(
                    VariableScope::Member(parent),
                    &format!(".{}", definition.name),
                )
            });
            variable.is_some_and(|variable| {
                let mut bound = source.usage.bindings_of(variable).iter();
                bound.any(|one| {
                    one.kind == BindingKind::Definition && one.value == method.definition
                })
            })
        })
    }

    /// The object that code of a definition runs on: one of its class, or that class itself.
    pub(super) fn object_at(&self, file: u32, definition: u32, class: Place) -> Meaning {
        let itself = self.is_ruby(file) && self.runs_on_class(Place { file, definition });
        let object = match itself {
            true => Value::Definition(class),
            false => Value::Instance(class),
        };
        Meaning::one(object, Reason::Receiver)
    }

    /// What a value of Ruby has under a name.
    pub(super) fn ruby_member(&self, value: Value, name: &str, reason: Reason) -> Meaning {
        match value {
            Value::Definition(class) if self.is_class(class) => {
                if name.starts_with(char::is_uppercase) {
                    return self.constant_in(class, name);
                }
                match name.strip_prefix('@') {
                    Some(rest) if rest.starts_with('@') => self.ruby_variable(class, name),
                    Some(_) => self.ruby_variable(class, &format!(".{name}")),
                    None => self.member_of_class(class, name, reason),
                }
            }
            Value::Instance(class) if name.starts_with('@') => self.ruby_variable(class, name),
            Value::Instance(class) if name == "class" => {
                Meaning::one(Value::Definition(class), Reason::Receiver)
            }
            Value::Instance(class) => {
                let mut found = self.class_member(class, name, reason);
                let ours = |one: &(Value, Reason)| one.0 != Value::Outside;
                if found.values.iter().any(ours) || found.cut {
                    self.add_parts(&mut found, class, name, reason);
                    return found;
                }
                if library::gives_itself(name) {
                    return Meaning::one(Value::Instance(class), reason);
                }
                match found.values.is_empty() && library::is_member_of_all(name) {
                    true => Meaning::one(Value::Outside, reason),
                    false => found,
                }
            }
            _ => Meaning::unknown(),
        }
    }

    /// Add the methods by which other files replace these, as far as they are known: in another part of the class, or in
    /// a module that is put before it.
    fn add_parts(&self, found: &mut Meaning, class: Place, name: &str, reason: Reason) {
        let defined = found.values.iter().filter_map(|(value, _)| match value {
            Value::Definition(method) => self.class_of(*method),
            _ => None,
        });
        let homes: Vec<Place> = defined.collect();
        let parts = homes.iter().flat_map(|home| self.ruby_parts(*home));
        for part in parts.collect::<BTreeSet<Place>>() {
            let source = self.file(part.file);
            let variable = source
                .and_then(|source| source.variable(VariableScope::Member(part.definition), name));
            if let Some(variable) = variable.filter(|_| !homes.contains(&part)) {
                let more = self.variable(part.file, variable, Some(class));
                found.add(&more.because(reason));
            }
        }
        let before = |part: &Place| {
            self.file(part.file).is_some_and(|source| {
                let scope = VariableScope::Member(part.definition);
                source.variable(scope, ".prepend").is_some()
            })
        };
        found.incomplete |= self.bases(class).order.iter().any(before);
    }

    /// All that the code of a class and of those above it gives to a variable of its objects.
    fn ruby_variable(&self, class: Place, name: &str) -> Meaning {
        let bases = self.bases(class);
        let mut meaning = Meaning::default();
        for part in &bases.order {
            let source = self.file(part.file);
            let variable = source
                .and_then(|source| source.variable(VariableScope::Member(part.definition), name));
            if let Some(variable) = variable {
                meaning.add(&self.variable(part.file, variable, Some(class)));
            }
        }
        if meaning.values.len() > 1 {
            meaning.values.retain(|(value, _)| *value != Value::Nothing);
        }
        meaning.incomplete |= bases.unknown || meaning.values.is_empty();
        meaning.cut |= bases.cut();
        meaning
    }

    /// A method of a class itself.
    fn member_of_class(&self, class: Place, name: &str, reason: Reason) -> Meaning {
        let bases = self.bases(class);
        let made = format!(".{name}");
        let mut elsewhere = bases.outside;
        // What a module has of its own, those that include it have not.
        let own = bases
            .order
            .iter()
            .filter(|one| !self.is_ruby_module(**one) || self.is_same(**one, class));
        for part in own {
            let Some(source) = self.file(part.file) else {
                continue;
            };
            let scope = VariableScope::Member(part.definition);
            if let Some(variable) = source.variable(scope, &made) {
                let mut found = self.variable(part.file, variable, Some(class));
                self.add_parts(&mut found, class, &made, reason);
                return found.because(reason);
            }
            let extended = source.variable(scope, ".extend");
            let extended = extended.map(|one| self.variable(part.file, one, None));
            for (value, _) in extended.iter().flat_map(|meaning| &meaning.values) {
                match value {
                    Value::Definition(module) => {
                        let found = self.class_member(*module, name, reason);
                        if found.values.iter().any(|one| one.0 != Value::Outside) {
                            return found;
                        }
                    }
                    _ => elsewhere = true,
                }
            }
            elsewhere |= extended.is_some_and(|meaning| meaning.incomplete);
        }
        if name == "new" {
            return Meaning::one(Value::Instance(class), Reason::Constructor);
        }
        let mut none = match elsewhere && !bases.unknown || library::is_member_of_classes(name) {
            true => Meaning::one(Value::Outside, reason),
            false => Meaning::unknown(),
        };
        none.cut = bases.cut();
        none
    }

    /// The values that an expression gives: methods are called by being named.
    pub(super) fn ruby_held(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let made = source.usage.expression(expression);
        if made.kind != ExpressionKind::Member {
            let named = self.denoted(file, expression, on);
            return self.ruby_given(&named, on);
        }
        let name = source.usage.name(made.second);
        let base = self.held(file, made.first, on);
        let mut meaning = base.emptied();
        for (value, reason) in &base.values {
            let of = match value {
                Value::Instance(class) | Value::Definition(class) => Some(*class),
                Value::Super(_) => on,
                _ => None,
            };
            let member = self.member(*value, name, *reason, on);
            meaning.add(&self.ruby_given(&member, of));
        }
        meaning
    }

    /// What is given by naming these, on an object of a class.
    fn ruby_given(&self, named: &Meaning, of: Option<Place>) -> Meaning {
        let mut meaning = named.emptied();
        for (value, reason) in &named.values {
            let Value::Definition(place) = *value else {
                meaning.push(*value, *reason);
                continue;
            };
            match self.kind(place) {
                Some(kind) if is_callable(kind) => meaning.add(&self.returned(place, of)),
                Some(DefinitionKind::Field) => match (
                    of.or_else(|| self.type_of_code(place)),
                    self.definition(place),
                ) {
                    (Some(class), Some(one)) => {
                        let held = self.ruby_variable(class, &format!("@{}", one.name));
                        meaning.add(&held.because(Reason::Returned));
                    }
                    _ => meaning.incomplete = true,
                },
                Some(kind) if holds_value(kind) => {
                    meaning.add(&self.opened(&Meaning::one(*value, *reason), None, 0));
                }
                _ => meaning.push(*value, *reason),
            }
        }
        meaning
    }

    /// Other names by which a definition is used: what makes objects is called `new`, what is set has a sign.
    pub(super) fn other_names_of_ruby(&self, place: Place) -> Vec<String> {
        let Some(definition) = self.definition(place) else {
            return Vec::new();
        };
        match definition.kind {
            DefinitionKind::Field => vec![format!("{}=", definition.name)],
            _ if self.is_class(place) || definition.name == "initialize" => vec!["new".to_owned()],
            _ => Vec::new(),
        }
    }

    /// Leave what is not of a library only because the class round the code has bases from elsewhere: what the code runs
    /// on is not known.
    pub(super) fn without_elsewhere(&self, found: &mut Meaning, file: u32, member: u32) {
        let Some(source) = self.file(file) else {
            return;
        };
        let name = source.usage.name(source.usage.expression(member).second);
        if !library::is_function(name) {
            found.values.retain(|(value, _)| *value != Value::Outside);
        }
    }

    /// What one use of Ruby leads to.
    pub(super) fn ruby_uses(&self, file: u32, site: &Site) -> Uses {
        let name = self.name_of(file, site);
        let named = self.denoted(file, site.expression, None);
        let plain = self.file(file).is_some_and(|source| {
            source.usage.expression(site.expression).kind != ExpressionKind::Member
        });
        let mut targets: Vec<(Place, Evidence, Reason)> = Vec::new();
        self.note(
            &named,
            &mut targets,
            &mut |value, reason, add| match value {
                Value::Definition(place) if name != "class" => add(place, reason),
                Value::Instance(class) if name == "new" => {
                    add(
                        class,
                        if plain {
                            Reason::Receiver
                        } else {
                            Reason::Member
                        },
                    );
                    let initial = self.class_member(class, "initialize", Reason::Constructor);
                    for (value, _) in &initial.values {
                        if let Value::Definition(place) = value {
                            add(*place, Reason::Constructor);
                        }
                    }
                }
                _ => {}
            },
        );
        let own = named.values.iter().any(|(value, _)| match value {
            Value::Outside => true,
            Value::Definition(_) => name == "class",
            Value::Instance(_) => library::gives_itself(name),
            _ => false,
        });
        let status = match (targets.is_empty(), own) {
            (false, _) => Status::Ours,
            (true, true) => Status::Outside,
            (true, false) => Status::Unresolved,
        };
        Uses { status, targets }
    }
}
