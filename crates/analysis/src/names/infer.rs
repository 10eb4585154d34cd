//! What an expression may be.

use std::rc::Rc;

use syntax::facts::DefinitionKind;
use syntax::usage::{BindingKind, Expression, ExpressionKind, VariableScope};
use syntax::{Language, holds_value, is_callable};

use super::{Meaning, Names, Place, Reason, VALUES_MAX, Value, outside};
use crate::resolve::Resolution;

/// Expressions inside expressions that are followed.
const DEPTH_MAX: u32 = 24;

/// Steps that one question about one expression may take: what leads in circles has endless ways.
const STEPS_MAX: u32 = 5_000;

impl Names<'_> {
    /// What an expression names: variables of files and classes as themselves, not as what they hold.
    pub(super) fn denoted(&self, file: u32, expression: u32, on: Option<Place>) -> Rc<Meaning> {
        let asked = (file, expression, on);
        if let Some(known) = self.memo.borrow().get(&asked) {
            return Rc::clone(known);
        }
        if !self.may_go_on() || !self.active.borrow_mut().insert(asked) {
            return Rc::new(Meaning::cut());
        }
        self.depth.set(self.depth.get() + 1);
        let meaning = Rc::new(self.worked_out(file, expression, on));
        self.depth.set(self.depth.get() - 1);
        self.active.borrow_mut().remove(&asked);
        if !meaning.cut {
            self.memo.borrow_mut().insert(asked, Rc::clone(&meaning));
        }
        meaning
    }

    /// Whether the question may take one step more.
    fn may_go_on(&self) -> bool {
        let depth = self.depth.get();
        let steps = if depth == 0 { 0 } else { self.steps.get() + 1 };
        self.steps.set(steps);
        depth < DEPTH_MAX && steps < STEPS_MAX
    }

    fn worked_out(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let usage = &source.usage;
        let own = |definition| self.type_of_code(Place { file, definition });
        let made = usage.expression(expression);
        match made.kind {
            ExpressionKind::Variable => self.variable(file, made.first, on),
            ExpressionKind::Free => self.free(file, usage.name(made.first)),
            ExpressionKind::Implicit => {
                let name = usage.name(made.second);
                let at = Place {
                    file,
                    definition: made.first,
                };
                self.implicit(at, name, on)
            }
            ExpressionKind::TypeName => {
                let definition = Some(made.first).filter(|definition| *definition != u32::MAX);
                self.type_named(file, definition, usage.name(made.second))
            }
            ExpressionKind::Member => self.member_of(file, made, on),
            ExpressionKind::Call => self.called(file, made.first, on),
            // As a type it is that of the first.
            ExpressionKind::Pair if source.language == Language::Rust => Meaning::unknown(),
            ExpressionKind::Pair => (*self.denoted(file, made.first, on)).clone(),
            ExpressionKind::Part => self.part(file, made.first, made.second, on),
            ExpressionKind::Many => Meaning::one(Value::Many(file, made.first), Reason::Scope),
            ExpressionKind::Element => self.element_of(file, made.first, on),
            ExpressionKind::Literal => match usage.name(made.first) {
                "None" | "null" | "undefined" => Meaning::one(Value::Nothing, Reason::Scope),
                _ => Meaning::one(Value::Outside, Reason::Scope),
            },
            ExpressionKind::Receiver => match on.or_else(|| own(made.first)) {
                Some(class) => self.object_at(file, made.first, class),
                None => Meaning::unknown(),
            },
            ExpressionKind::Super => match own(made.first) {
                Some(class) => Meaning::one(Value::Super(class), Reason::Super),
                None => Meaning::unknown(),
            },
            ExpressionKind::Opaque => Meaning::unknown(),
            ExpressionKind::Otherwise => self.otherwise(file, made, on),
        }
    }

    /// The values that an expression gives: what variables hold, what properties return.
    pub(super) fn held(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        if self.is_ruby(file) {
            return self.ruby_held(file, expression, on);
        }
        let named = self.denoted(file, expression, on);
        if !self.is_rust(file) && !self.is_kotlin(file) {
            return self.opened(&named, on, 0);
        }
        let mut named = (*named).clone();
        self.set_apart(&mut named, false);
        self.opened(&named, on, 0)
    }

    /// The member that an expression names.
    fn member_of(&self, file: u32, made: Expression, on: Option<Place>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let name = source.usage.name(made.second);
        let base = self.base(file, made.first, on);
        let mut meaning = base.emptied();
        for (value, reason) in &base.values {
            if self.may_be_extended(file, *value, name) {
                meaning.incomplete = true;
                continue;
            }
            meaning.add(&self.member_seen(file, *value, name, *reason, on));
            meaning.incomplete |= self.may_be_of_pointer(*value, name, *reason);
        }
        meaning
    }

    /// What the base of a member gives; in a path of Rust a name that nothing binds is that of another crate.
    pub(super) fn base(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let base = self.held(file, expression, on);
        let Some(source) = self
            .file(file)
            .filter(|source| source.language == Language::Rust)
        else {
            return base;
        };
        let made = source.usage.expression(expression);
        let name = match made.kind {
            ExpressionKind::Free => source.usage.name(made.first),
            ExpressionKind::Implicit => source.usage.name(made.second),
            _ => return base,
        };
        let is_crate = name.starts_with(char::is_lowercase) && !matches!(name, "crate" | "super");
        if is_crate && base.values.is_empty() && !base.cut {
            return Meaning::one(Value::Outside, Reason::Import);
        }
        base
    }

    pub(super) fn opened(&self, named: &Meaning, on: Option<Place>, depth: u32) -> Meaning {
        let mut meaning = named.emptied();
        for (value, reason) in &named.values {
            let Value::Definition(place) = *value else {
                meaning.push(*value, *reason);
                continue;
            };
            match self.kind(place) {
                Some(kind) if holds_value(kind) && depth < 8 && !self.is_class(place) => {
                    let held = self.held_by(place, on);
                    meaning.add(&self.opened(&held, on, depth + 1));
                }
                Some(kind) if is_callable(kind) && self.is_property(place) => {
                    meaning.add(&self.returned(place, on));
                }
                Some(_) => meaning.push(*value, *reason),
                None => meaning.incomplete = true,
            }
        }
        meaning
    }

    /// What a variable of a file or class holds.
    fn held_by(&self, place: Place, on: Option<Place>) -> Meaning {
        let found = self.file(place.file).and_then(|source| {
            let definition = source.definitions.get(place.definition as usize)?;
            let scope = match definition.parent {
                None => VariableScope::File,
                Some(parent) => VariableScope::Member(parent),
            };
            match (source.language, definition.kind) {
                (Language::Php, DefinitionKind::Field) => {
                    source.variable(scope, &format!("${}", definition.name))
                }
                _ => source.variable(scope, &definition.name),
            }
        });
        match found {
            Some(variable) => self.bound(place.file, variable, on, Follow::Values),
            None => Meaning::unknown(),
        }
    }

    /// What a variable means where it is named.
    pub(super) fn variable(&self, file: u32, variable: u32, on: Option<Place>) -> Meaning {
        self.bound(file, variable, on, Follow::Names)
    }

    /// Imports lead from variable to variable, in circles too.
    fn bound(&self, file: u32, variable: u32, on: Option<Place>, follow: Follow) -> Meaning {
        self.counted(|| self.bindings(file, variable, on, follow))
    }

    /// What the work gives, counted as a step: whatever may lead in circles goes through here.
    pub(super) fn counted(&self, work: impl FnOnce() -> Meaning) -> Meaning {
        if !self.may_go_on() {
            return Meaning::cut();
        }
        self.depth.set(self.depth.get() + 1);
        let meaning = work();
        self.depth.set(self.depth.get() - 1);
        meaning
    }

    fn bindings(&self, file: u32, variable: u32, on: Option<Place>, follow: Follow) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let bindings = source.usage.bindings_of(variable);
        let of = |definition| Place { file, definition };
        let has_own = bindings.iter().any(|one| {
            one.kind == BindingKind::Definition && self.kind(of(one.value)).is_some_and(holds_value)
        });
        let mut meaning = Meaning::default();
        let mut elsewhere = false;
        for one in bindings {
            match one.kind {
                BindingKind::Definition => {
                    let is_own = self.kind(of(one.value)).is_some_and(holds_value);
                    // Overloads without number are one thing all the same.
                    let last = meaning.values.last();
                    let again = last.is_some_and(|(value, _)| {
                        matches!(value, Value::Definition(known) if self.is_same(*known, of(one.value)))
                    });
                    if again && meaning.values.len() >= VALUES_MAX {
                        continue;
                    }
                    if follow == Follow::Names || !is_own {
                        meaning.push(Value::Definition(of(one.value)), Reason::Scope);
                    }
                }
                BindingKind::Import => meaning.add(&self.imported(file, one.value)),
                BindingKind::Elsewhere => elsewhere = true,
                BindingKind::Value if follow == Follow::Values || !has_own => {
                    let held = self.held(file, one.value, on);
                    let mut held = Meaning { ..held };
                    for (value, reason) in &mut held.values {
                        let renamed = is_plain(*reason);
                        if renamed && matches!(value, Value::Definition(_)) {
                            *reason = Reason::Alias;
                        }
                    }
                    meaning.add(&held);
                }
                BindingKind::Annotated if follow == Follow::Values || !has_own => {
                    meaning.add(&self.instance_of(file, one.value, on));
                }
                BindingKind::Receiver => {
                    let class = on.unwrap_or_else(|| self.subject(of(one.value)));
                    meaning.push(Value::Instance(class), Reason::Receiver);
                }
                BindingKind::ReceiverClass => {
                    let class = on.unwrap_or(of(one.value));
                    meaning.push(Value::Definition(class), Reason::Receiver);
                }
                BindingKind::Opaque if follow == Follow::Values || !has_own => {
                    meaning.incomplete = true;
                }
                BindingKind::Value | BindingKind::Annotated | BindingKind::Opaque => {}
            }
        }
        if elsewhere && meaning.values.is_empty() {
            let name = source.usage.variables.get(variable as usize);
            let name = name.map_or("", |variable| source.usage.name(variable.name));
            let found = match source.language {
                Language::Rust => self.macros_named(file, name),
                // What is declared is found by whole names.
                Language::Cpp => Meaning::default(),
                _ => self.shared(file, name),
            };
            meaning.add(&found);
        }
        // What is set to nothing here is set to something elsewhere.
        if meaning.values.len() > 1 {
            meaning.values.retain(|(value, _)| *value != Value::Nothing);
        }
        meaning
    }

    /// What a name that no scope of its file binds means.
    pub(super) fn free(&self, file: u32, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        match source.language {
            Language::CSharp => return self.in_namespaces(file, None, name),
            Language::Php => return self.php_function(file, None, name),
            Language::Kotlin => return self.kotlin_free(file, name),
            Language::Ruby => return self.ruby_top(file, name),
            Language::Cpp => return self.cpp_name(file, None, name),
            _ => {}
        }
        if source.language == Language::Rust {
            return self.free_in_module(file, None, name);
        }
        // What files share comes before what they take in by the star.
        let shared = match source.language {
            Language::C => self.linked(file, name),
            _ => self.shared(file, name),
        };
        if !shared.values.is_empty() {
            return shared;
        }
        for (import, resolution) in source.imports.iter().zip(self.resolutions(file)) {
            if import.name.as_deref() != Some("*") || import.alias.is_some() {
                continue;
            }
            let found = match resolution {
                Resolution::File(module) if source.language == Language::Java => self
                    .class_of_import(import, *module)
                    .map_or_else(Meaning::default, |class| {
                        self.class_member(class, name, Reason::Import)
                    }),
                Resolution::File(module) => self.module_member(*module, name),
                Resolution::Place(..) => self.packaged(&import.module, name),
                _ => continue,
            };
            if found
                .values
                .iter()
                .any(|(value, _)| *value != Value::Outside)
            {
                return found.because(Reason::Import);
            }
        }
        if outside::is_builtin(source.language, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        Meaning::unknown()
    }
}

/// Whether a name is bound to a thing itself, so that another name for it is an alias.
fn is_plain(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Scope | Reason::Import | Reason::ImportAlias | Reason::Package | Reason::Linkage
    )
}

/// Whether a variable is asked for as itself or for what it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    Names,
    Values,
}

impl Meaning {
    /// The same, believed for another reason.
    pub(super) fn because(mut self, because: Reason) -> Self {
        for (_, reason) in &mut self.values {
            *reason = because;
        }
        self
    }
}
