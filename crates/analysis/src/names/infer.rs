//! What an expression may be.

use std::rc::Rc;

use syntax::usage::{BindingKind, ExpressionKind, LinkKind, VariableScope};
use syntax::{is_callable, is_type};

use super::{Meaning, Names, Place, Reason, Value, is_value, outside};
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
            ExpressionKind::Member => {
                let name = usage.name(made.second);
                let mut meaning = Meaning::default();
                let base = self.held(file, made.first, on);
                meaning.incomplete = base.incomplete;
                meaning.cut = base.cut;
                for (value, reason) in &base.values {
                    meaning.add(&self.member(*value, name, *reason, on));
                }
                meaning
            }
            ExpressionKind::Call => self.called(file, made.first, on),
            ExpressionKind::Literal => match usage.name(made.first) {
                "None" | "null" | "undefined" => Meaning::one(Value::Nothing, Reason::Scope),
                _ => Meaning::one(Value::Outside, Reason::Scope),
            },
            ExpressionKind::Receiver => match on.or_else(|| own(made.first)) {
                Some(class) => Meaning::one(Value::Instance(class), Reason::Receiver),
                None => Meaning::unknown(),
            },
            ExpressionKind::Super => match own(made.first) {
                Some(class) => Meaning::one(Value::Super(class), Reason::Super),
                None => Meaning::unknown(),
            },
            ExpressionKind::Opaque => Meaning::unknown(),
        }
    }

    /// The values that an expression gives: what variables hold, what properties return.
    pub(super) fn held(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let named = self.denoted(file, expression, on);
        self.opened(&named, on, 0)
    }

    fn opened(&self, named: &Meaning, on: Option<Place>, depth: u32) -> Meaning {
        let mut meaning = Meaning {
            incomplete: named.incomplete,
            cut: named.cut,
            ..Meaning::default()
        };
        for (value, reason) in &named.values {
            let Value::Definition(place) = *value else {
                meaning.push(*value, *reason);
                continue;
            };
            match self.kind(place) {
                Some(kind) if is_value(kind) && depth < 8 => {
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
            source.variable(scope, &definition.name)
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
    fn counted(&self, work: impl FnOnce() -> Meaning) -> Meaning {
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
            one.kind == BindingKind::Definition && self.kind(of(one.value)).is_some_and(is_value)
        });
        let mut meaning = Meaning::default();
        for one in bindings {
            match one.kind {
                BindingKind::Definition => {
                    let is_own = self.kind(of(one.value)).is_some_and(is_value);
                    if follow == Follow::Names || !is_own {
                        meaning.push(Value::Definition(of(one.value)), Reason::Scope);
                    }
                }
                BindingKind::Import => meaning.add(&self.imported(file, one.value)),
                BindingKind::Value if follow == Follow::Values || !has_own => {
                    let held = self.held(file, one.value, on);
                    let mut held = Meaning { ..held };
                    for (value, reason) in &mut held.values {
                        let renamed =
                            matches!(reason, Reason::Scope | Reason::Import | Reason::ImportAlias);
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
                    let class = on.unwrap_or(of(one.value));
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
        // What is set to nothing here is set to something elsewhere.
        if meaning.values.len() > 1 {
            meaning.values.retain(|(value, _)| *value != Value::Nothing);
        }
        meaning
    }

    /// An instance of what an expression names as a type.
    pub(super) fn instance_of(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let named = self.held(file, expression, on);
        let mut meaning = Meaning {
            incomplete: named.incomplete,
            cut: named.cut,
            ..Meaning::default()
        };
        for (value, reason) in &named.values {
            match value {
                Value::Definition(place) if self.kind(*place).is_some_and(is_type) => {
                    meaning.push(Value::Instance(*place), Reason::Annotation);
                }
                Value::Instance(_) if *reason == Reason::Receiver => meaning.push(*value, *reason),
                Value::Outside => meaning.push(Value::Outside, *reason),
                Value::Nothing => {}
                Value::Definition(_) | Value::Instance(_) | Value::Super(_) | Value::Module(_) => {
                    meaning.incomplete = true;
                }
            }
        }
        meaning
    }

    /// What a call gives.
    fn called(&self, file: u32, callee: u32, on: Option<Place>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let made = source.usage.expression(callee);
        if made.kind == ExpressionKind::Member {
            // The object goes into the method, so that what returns itself stays what it is.
            let base = self.held(file, made.first, on);
            let name = source.usage.name(made.second);
            let mut meaning = Meaning {
                incomplete: base.incomplete,
                cut: base.cut,
                ..Meaning::default()
            };
            for (value, reason) in &base.values {
                let member = self.member(*value, name, *reason, on);
                let opened = self.opened(&member, on, 0);
                let receiver = match value {
                    Value::Instance(class) => Some(*class),
                    Value::Definition(class) if self.kind(*class).is_some_and(is_type) => {
                        Some(*class)
                    }
                    Value::Super(_) => on,
                    _ => None,
                };
                meaning.add(&self.results(&opened, receiver));
            }
            return meaning;
        }
        let callee = self.held(file, callee, on);
        self.results(&callee, None)
    }

    /// What calls of these give.
    fn results(&self, callees: &Meaning, receiver: Option<Place>) -> Meaning {
        let mut meaning = Meaning {
            incomplete: callees.incomplete,
            cut: callees.cut,
            ..Meaning::default()
        };
        for (value, reason) in &callees.values {
            match *value {
                Value::Definition(place) => match self.kind(place) {
                    Some(kind) if is_type(kind) => {
                        meaning.push(Value::Instance(place), Reason::Constructor);
                    }
                    Some(kind) if is_callable(kind) => meaning.add(&self.returned(place, receiver)),
                    _ => meaning.incomplete = true,
                },
                Value::Instance(class) => {
                    let call = self.class_member(class, "__call__", *reason);
                    for (value, _) in &call.values {
                        if let Value::Definition(place) = value {
                            meaning.add(&self.returned(*place, Some(class)));
                        }
                    }
                    meaning.incomplete |= call.values.is_empty();
                }
                Value::Outside => meaning.push(Value::Outside, *reason),
                Value::Nothing => {}
                Value::Super(_) | Value::Module(_) => meaning.incomplete = true,
            }
        }
        meaning
    }

    /// What a function returns, run on an object of a class. A property may return itself.
    pub(super) fn returned(&self, place: Place, receiver: Option<Place>) -> Meaning {
        self.counted(|| self.given_back(place, receiver))
    }

    fn given_back(&self, place: Place, receiver: Option<Place>) -> Meaning {
        let Some(source) = self.file(place.file) else {
            return Meaning::unknown();
        };
        let links = |kind| source.usage.links_of(place.definition, kind);
        if links(LinkKind::Yields).next().is_some() {
            return Meaning::one(Value::Outside, Reason::Returned);
        }
        if !self.decorators_keep_results(place) {
            return Meaning::unknown();
        }
        let own = receiver.or_else(|| self.type_of_code(place));
        let mut meaning = Meaning::default();
        let mut declared = links(LinkKind::Declared).peekable();
        if declared.peek().is_some() {
            for expression in declared {
                meaning.add(&self.instance_of(place.file, expression, own));
            }
        } else {
            for expression in links(LinkKind::Returned) {
                meaning.add(&self.held(place.file, expression, own));
            }
            if meaning.values.is_empty() && !meaning.incomplete {
                meaning.push(Value::Nothing, Reason::Returned);
            }
        }
        if meaning.values.len() > 1 {
            meaning.values.retain(|(value, _)| *value != Value::Nothing);
        }
        for (value, reason) in &mut meaning.values {
            if matches!(value, Value::Instance(_)) {
                *reason = Reason::Returned;
            }
        }
        meaning
    }

    /// What a name that no scope of its file binds means.
    pub(super) fn free(&self, file: u32, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let mut unknown_star = false;
        for (import, resolution) in source.imports.iter().zip(self.resolutions(file)) {
            if import.name.as_deref() != Some("*") {
                continue;
            }
            match resolution {
                Resolution::File(module) => {
                    let found = self.module_member(*module, name);
                    if !found.values.is_empty() {
                        return found.because(Reason::Import);
                    }
                }
                Resolution::External(_) | Resolution::Unresolved | Resolution::Place(..) => {
                    unknown_star = true;
                }
                Resolution::Own => {}
            }
        }
        if outside::is_builtin(source.language, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        if unknown_star {
            return Meaning::unknown();
        }
        Meaning::unknown()
    }
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
