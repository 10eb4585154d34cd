//! Implementations of Rust: a type has the members of all of them, wherever they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::facts::DefinitionKind;
use syntax::usage::{ExpressionKind, LinkKind, Site, VariableScope};
use syntax::{Language, is_callable, is_type};

use super::places::last_name;
use super::{Meaning, Names, Place, Reason, Value, outside};

/// Which implementations are of which types.
#[derive(Debug, Default)]
pub struct Implementations {
    /// By type, those that say its name, the ones without a trait first.
    of_type: BTreeMap<Place, Vec<Place>>,
    /// The type of each.
    subject: HashMap<Place, Place>,
    /// Methods that types which are not ours, or all of some kind, have through ours.
    extensions: BTreeSet<Box<str>>,
}

impl Names<'_> {
    fn implementations(&self) -> Option<&Implementations> {
        if self.without_implementations.get() {
            return None;
        }
        let graph = self.graph;
        Some(graph.implementations.get_or_init(|| {
            // What is asked while they are put together is asked without them.
            let names = Names::new(self.index, graph);
            names.without_implementations.set(true);
            names.put_together()
        }))
    }

    fn put_together(&self) -> Implementations {
        let mut found = Implementations::default();
        for (file, source) in (0_u32..).zip(&self.index.files) {
            if source.language != Language::Rust {
                continue;
            }
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                if one.kind != DefinitionKind::Implementation {
                    continue;
                }
                let place = Place { file, definition };
                let subjects = self.types_of_implementation(place);
                if let Some(first) = subjects.first() {
                    found.subject.insert(place, *first);
                } else if self.trait_link(place).is_some() {
                    found.extensions.extend(self.methods_given(place));
                }
                for subject in subjects {
                    found.of_type.entry(subject).or_default().push(place);
                }
            }
        }
        for implementations in found.of_type.values_mut() {
            implementations.sort_by_key(|one| (self.trait_link(*one).is_some(), *one));
        }
        found
    }

    /// The types of ours that an implementation is of: several where each stands under a condition.
    fn types_of_implementation(&self, place: Place) -> Vec<Place> {
        let written = self.file(place.file).and_then(|source| {
            let mut written = source.usage.links_of(place.definition, LinkKind::Declared);
            written.next()
        });
        let Some(written) = written else {
            return Vec::new();
        };
        let named = self.held(place.file, written, None);
        // What implements a trait for whatever has another is of no type.
        let has_trait = self.trait_link(place).is_some();
        let types = named.values.iter().filter_map(|(value, _)| match value {
            Value::Definition(found) if self.is_class(*found) => Some(*found),
            _ => None,
        });
        types
            .filter(|_| !named.incomplete)
            .filter(|subject| !(has_trait && self.kind(*subject) == Some(DefinitionKind::Trait)))
            .collect()
    }

    fn trait_link(&self, implementation: Place) -> Option<u32> {
        let source = self.file(implementation.file)?;
        source
            .usage
            .links_of(implementation.definition, LinkKind::Base)
            .next()
    }

    /// The methods that an implementation and the trait that it is of have.
    fn methods_given(&self, implementation: Place) -> Vec<Box<str>> {
        let of = self
            .trait_link(implementation)
            .map(|link| self.held(implementation.file, link, None));
        let traits = of
            .into_iter()
            .flat_map(|of| of.values)
            .filter_map(|(value, _)| match value {
                Value::Definition(place) => Some(place),
                _ => None,
            });
        let mut names = Vec::new();
        for owner in traits.chain([implementation]) {
            let definitions = self
                .file(owner.file)
                .map(|source| source.definitions.iter());
            let own = definitions.into_iter().flatten().filter(|one| {
                one.parent == Some(owner.definition)
                    && is_callable(one.kind)
                    && one.signature.contains("self")
            });
            names.extend(own.map(|one| one.name.as_str().into()));
        }
        names
    }

    /// The type that an implementation is of; anything else is what it is.
    pub(super) fn subject(&self, place: Place) -> Place {
        if self.kind(place) != Some(DefinitionKind::Implementation) {
            return place;
        }
        let known = self
            .implementations()
            .and_then(|known| known.subject.get(&place));
        known.copied().unwrap_or(place)
    }

    fn implementations_of(&self, class: Place) -> &[Place] {
        let known = self
            .implementations()
            .and_then(|known| known.of_type.get(&class));
        known.map(Vec::as_slice).unwrap_or_default()
    }

    /// What the implementations of a type have under a name: their own come before those of traits.
    pub(super) fn implemented(&self, class: Place, name: &str, on: Option<Place>) -> Meaning {
        let mut found = Meaning::default();
        for one in self.implementations_of(class) {
            if !found.values.is_empty() && self.trait_link(*one).is_some() && self.has_own(&found) {
                break;
            }
            let source = self.file(one.file);
            let variable = source
                .and_then(|source| source.variable(VariableScope::Member(one.definition), name));
            if let Some(variable) = variable {
                found.add(&self.variable(one.file, variable, on.or(Some(class))));
            }
        }
        found
    }

    /// Whether a member is of an implementation without a trait.
    fn has_own(&self, found: &Meaning) -> bool {
        found.values.iter().any(|(value, _)| match value {
            Value::Definition(place) => {
                let parent = self.definition(*place).and_then(|one| one.parent);
                parent.is_some_and(|definition| {
                    self.trait_link(Place {
                        file: place.file,
                        definition,
                    })
                    .is_none()
                })
            }
            _ => false,
        })
    }

    /// The traits that the implementations of a type are of.
    pub(super) fn traits_of(&self, class: Place) -> Meaning {
        let mut meaning = Meaning::default();
        for one in self.implementations_of(class) {
            if let Some(link) = self.trait_link(*one) {
                meaning.add(&self.held(one.file, link, None));
            }
        }
        meaning
    }

    /// What a type that stands for another is looked through for.
    pub(super) fn through_deref(&self, class: Place, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        for one in self.implementations_of(class) {
            let Some(source) = self.file(one.file) else {
                continue;
            };
            let is_deref = self
                .trait_link(*one)
                .is_some_and(|link| last_name(source, link) == "Deref");
            let target = source
                .variable(VariableScope::Member(one.definition), "Target")
                .filter(|_| is_deref);
            if let Some(target) = target {
                let held = self.counted(|| self.variable(one.file, target, Some(class)));
                for (value, _) in &self.opened(&held, Some(class), 0).values {
                    let found = match value {
                        Value::Definition(other) if *other != class => {
                            self.counted(|| self.class_member(*other, name, Reason::Annotation))
                        }
                        Value::Outside | Value::Many(..) => {
                            Meaning::one(Value::Outside, Reason::Annotation)
                        }
                        _ => Meaning::unknown(),
                    };
                    meaning.add(&found);
                }
            }
        }
        meaning
    }

    /// Whether what is not ours may have a member of ours, through a trait.
    pub(super) fn may_be_extended(&self, file: u32, value: Value, name: &str) -> bool {
        value == Value::Outside && self.is_rust(file) && self.is_extension(name)
    }

    /// Whether types that are not ours have a method of this name through a trait of ours.
    pub(super) fn is_extension(&self, name: &str) -> bool {
        let known = self.implementations();
        known.is_none_or(|known| known.extensions.contains(name))
    }

    /// The methods of the trait that an implementation is of that one of its methods stands for.
    pub(super) fn trait_methods(&self, method: Place) -> Option<Vec<Place>> {
        let parent = self.definition(method)?.parent?;
        let parent = Place {
            file: method.file,
            definition: parent,
        };
        if !self.is_rust(method.file) || self.kind(parent) != Some(DefinitionKind::Implementation) {
            return None;
        }
        let name = &self.definition(method)?.name;
        let Some(link) = self.trait_link(parent) else {
            return Some(Vec::new());
        };
        let of = self.held(parent.file, link, None);
        let traits = of.values.iter().filter_map(|(value, _)| match value {
            Value::Definition(place) if self.kind(*place).is_some_and(is_type) => Some(*place),
            _ => None,
        });
        Some(
            traits
                .filter_map(|one| self.own_method(one, name))
                .collect(),
        )
    }

    /// Whether a method may be that of what points to an object: the types of ours that `Rc` and the like hold are
    /// known without them.
    pub(super) fn may_be_of_pointer(&self, value: Value, name: &str, reason: Reason) -> bool {
        let of_pointer = matches!(
            name,
            "as_mut" | "as_ref" | "borrow" | "borrow_mut" | "clone" | "deref"
        );
        of_pointer
            && !matches!(reason, Reason::Receiver | Reason::Constructor)
            && matches!(value, Value::Instance(class) if self.is_rust(class.file))
    }

    /// Whether a method gives the type that it is called on: that of `Clone`, derived too.
    pub(super) fn gives_itself(&self, value: Value, name: &str, found: &Meaning) -> bool {
        name == "clone"
            && !self.has_own(found)
            && matches!(value, Value::Instance(class) if self.is_rust(class.file))
    }

    /// The same without fields, to which no path of Rust leads.
    pub(super) fn without_fields(&self, class: Place, mut found: Meaning) -> Meaning {
        if self.is_rust(class.file) {
            found.values.retain(|(value, _)| match value {
                Value::Definition(one) => self.kind(*one) != Some(DefinitionKind::Field),
                _ => true,
            });
        }
        found
    }

    /// Whether a path names a type that is called otherwise than the one that a definition is a member of.
    pub(super) fn is_of_another_type(&self, target: Place, (file, site): (u32, &Site)) -> bool {
        let Some(source) = self
            .file(file)
            .filter(|source| source.language == Language::Rust)
        else {
            return false;
        };
        let base = source.usage.expression(site.expression).first;
        let made = source.usage.expression(base);
        let is_local = made.kind == ExpressionKind::Variable
            && source
                .usage
                .variables
                .get(made.first as usize)
                .is_some_and(|one| one.scope == VariableScope::Local);
        let named = last_name(source, base);
        // By custom types are written so, and neither values nor modules are.
        let is_type_name =
            named.starts_with(char::is_uppercase) && named.contains(char::is_lowercase);
        let own = self
            .class_of(target)
            .and_then(|class| self.definition(class));
        is_type_name
            && !is_local
            && made.kind != ExpressionKind::Call
            && own.is_some_and(|own| own.name != named)
    }

    /// Whether a definition is a variant of an enumeration of Rust, which is called where it holds something.
    #[must_use]
    pub fn is_called_value(&self, place: Place) -> bool {
        let parent = self.definition(place).and_then(|one| one.parent);
        let parent = parent.map(|definition| Place {
            file: place.file,
            definition,
        });
        match self.kind(place) {
            Some(DefinitionKind::Constant) => {
                self.is_rust(place.file)
                    && parent.and_then(|parent| self.kind(parent)) == Some(DefinitionKind::Enum)
            }
            Some(DefinitionKind::Field) => self.is_ruby(place.file),
            _ => false,
        }
    }

    /// Of a field and a method of one name, and of a module and what is called like it, the one that is meant.
    pub(super) fn set_apart(&self, meaning: &mut Meaning, is_called: bool) {
        self.kotlin_apart(meaning, is_called);
        let callable = |value: &Value| matches!(value, Value::Definition(place) if self.is_rust(place.file) && self.kind(*place).is_some_and(is_callable));
        let other = |value: &Value| match value {
            Value::Definition(place) => {
                self.is_rust(place.file)
                    && matches!(
                        self.kind(*place),
                        Some(DefinitionKind::Field | DefinitionKind::Module)
                    )
            }
            Value::Module(file) => self.is_rust(*file),
            _ => false,
        };
        let has =
            |test: &dyn Fn(&Value) -> bool| meaning.values.iter().any(|(value, _)| test(value));
        if has(&callable) && has(&other) {
            meaning.values.retain(|(value, _)| match is_called {
                true => !other(value),
                false => !callable(value),
            });
        }
    }
}

/// A member of a type of Rust's library that holds many, or may hold one.
pub(super) fn member_of_many(name: &str, reason: Reason) -> Meaning {
    if outside::is_common_member(Language::Rust, name) {
        Meaning::one(Value::Outside, reason)
    } else {
        Meaning::unknown()
    }
}
