//! What types, calls and things that hold many give.

use syntax::facts::DefinitionKind;
use syntax::usage::{ExpressionKind, LinkKind};
use syntax::{Language, is_callable, is_type};

use super::outside::{self, Given, HandsOut};
use super::{Meaning, Names, Place, Reason, Value};

impl Names<'_> {
    /// An instance of what an expression names as a type.
    pub(super) fn instance_of(&self, file: u32, expression: u32, on: Option<Place>) -> Meaning {
        let named = self.held(file, expression, on);
        let mut meaning = named.emptied();
        for (value, reason) in &named.values {
            match value {
                Value::Definition(place) if self.is_class(*place) => {
                    meaning.push(Value::Instance(*place), Reason::Annotation);
                }
                Value::Instance(_) if *reason == Reason::Receiver => meaning.push(*value, *reason),
                Value::Outside | Value::Many(..) => meaning.push(*value, *reason),
                Value::Nothing => {}
                Value::Definition(_)
                | Value::Instance(_)
                | Value::Super(_)
                | Value::Module(_)
                | Value::Namespace(_) => {
                    meaning.incomplete = true;
                }
            }
        }
        meaning
    }

    /// What a call gives.
    pub(super) fn called(&self, file: u32, callee: u32, on: Option<Place>) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let made = source.usage.expression(callee);
        if made.kind == ExpressionKind::Member {
            // The object goes into the method, so that what returns itself stays what it is.
            let base = self.base(file, made.first, on);
            let name = source.usage.name(made.second);
            let mut meaning = base.emptied();
            for (value, reason) in &base.values {
                if self.may_be_extended(file, *value, name) {
                    meaning.incomplete = true;
                } else {
                    meaning.add(&self.method_called(file, (*value, *reason), name, on));
                }
            }
            return meaning;
        }
        let named = match made.kind {
            ExpressionKind::Free => source.usage.name(made.first),
            ExpressionKind::Implicit => source.usage.name(made.second),
            _ => "",
        };
        let callee = self.held(file, callee, on);
        match self.given_by_library(file, named, &callee) {
            Some(_) => Meaning::unknown(),
            None => self.results(&callee, None),
        }
    }

    /// What a call of a method of a value gives.
    fn method_called(
        &self,
        file: u32,
        (value, reason): (Value, Reason),
        name: &str,
        on: Option<Place>,
    ) -> Meaning {
        if matches!(value, Value::Many(file, _) if self.is_rust(file)) {
            return self.handed_out(value, name, reason);
        }
        let mut member = self.member_seen(file, value, name, reason, on);
        self.set_apart(&mut member, true);
        match self.given_by_library(file, name, &member) {
            Some(Given::Object) => return Meaning::one(value, reason),
            Some(Given::Argument) => return Meaning::unknown(),
            None => {}
        }
        if self.gives_itself(value, name, &member) {
            return Meaning::one(value, reason);
        }
        // What a list and the like hand out is of what they hold, or not.
        if let Value::Many(of, _) = value {
            let many = Meaning::one(value, reason);
            return match name {
                _ if !self.is_cpp(of) => Meaning::unknown(),
                _ if outside::cpp::hands_out(name) => self.element(&many),
                _ if outside::cpp::points_on(name) => many,
                _ => Meaning::unknown(),
            };
        }
        let opened = self.opened(&member, on, 0);
        let receiver = match value {
            Value::Instance(class) => Some(class),
            Value::Definition(class) if self.is_class(class) => Some(class),
            Value::Super(_) => on,
            _ => None,
        };
        self.results(&opened, receiver)
    }

    /// What a function of Kotlin's library gives that hands back what it gets.
    fn given_by_library(&self, file: u32, name: &str, function: &Meaning) -> Option<Given> {
        let outside = function.values.iter().all(|one| one.0 == Value::Outside);
        let given = outside::given_by(name)?;
        (outside && self.is_kotlin(file)).then_some(given)
    }

    /// What a method of a type of Rust's library that holds many, or may hold one, gives.
    fn handed_out(&self, many: Value, name: &str, reason: Reason) -> Meaning {
        let many = Meaning::one(many, reason);
        match outside::hands_out(name) {
            Some(HandsOut::Same) => many,
            Some(HandsOut::One) => self.element(&many),
            None => Meaning::unknown(),
        }
    }

    /// One of several results of a call, counted from 0.
    pub(super) fn part(&self, file: u32, callee: u32, position: u32, on: Option<Place>) -> Meaning {
        let callees = self.held(file, callee, on);
        let mut meaning = callees.emptied();
        for (value, reason) in &callees.values {
            let Value::Definition(place) = value else {
                match value {
                    Value::Outside => meaning.push(Value::Outside, *reason),
                    _ => meaning.incomplete = true,
                }
                continue;
            };
            let declared = self.links_of(*place, LinkKind::Declared);
            match declared
                .first()
                .and_then(|first| self.declared_at(place.file, *first, position))
            {
                Some(written) => {
                    let result = self.instance_of(place.file, written, None);
                    meaning.add(&result.because(Reason::Returned));
                }
                None => meaning.incomplete = true,
            }
        }
        meaning
    }

    /// The type of the result at a position.
    fn declared_at(&self, file: u32, declared: u32, position: u32) -> Option<u32> {
        let usage = &self.file(file)?.usage;
        let mut at = declared;
        for _ in 0..position {
            let pair = usage.expression(at);
            at = Some(pair.second).filter(|_| pair.kind == ExpressionKind::Pair)?;
        }
        let last = usage.expression(at);
        Some(if last.kind == ExpressionKind::Pair {
            last.first
        } else {
            at
        })
    }

    /// One of what these hold; of what holds one thing, that thing.
    pub(super) fn element(&self, many: &Meaning) -> Meaning {
        let mut meaning = many.emptied();
        for (value, reason) in &many.values {
            match value {
                Value::Many(file, one) => meaning.add(&self.instance_of(*file, *one, None)),
                // What an index or a wait gives is the type's own affair.
                Value::Instance(class)
                    if self.file(class.file).is_some_and(|one| {
                        matches!(
                            one.language,
                            Language::Cpp
                                | Language::CSharp
                                | Language::Php
                                | Language::Kotlin
                                | Language::Ruby
                        )
                    }) =>
                {
                    meaning.incomplete = true;
                }
                // What a type of ours hands out is its own matter.
                Value::Instance(place) if self.is_rust(place.file) => meaning.incomplete = true,
                // What a type of its own is made of.
                Value::Instance(place) if self.kind(*place) == Some(DefinitionKind::TypeAlias) => {
                    for made in self.links_of(*place, LinkKind::Declared) {
                        meaning.add(
                            &self.counted(|| {
                                self.element(&self.instance_of(place.file, made, None))
                            }),
                        );
                    }
                }
                _ => meaning.push(*value, *reason),
            }
        }
        meaning
    }

    fn links_of(&self, place: Place, kind: LinkKind) -> Vec<u32> {
        let source = self.file(place.file);
        let links = source.map(|source| source.usage.links_of(place.definition, kind).collect());
        links.unwrap_or_default()
    }

    /// Whether a definition is a type with members: in Go one that is made of another as well.
    pub(super) fn is_class(&self, place: Place) -> bool {
        let Some(source) = self.file(place.file) else {
            return false;
        };
        match self.kind(place) {
            Some(DefinitionKind::TypeAlias) => {
                let mut links = source.usage.links_of(place.definition, LinkKind::Declared);
                source.language == Language::Go && links.next().is_some()
            }
            Some(DefinitionKind::Module) => source.language == Language::Ruby,
            kind => kind.is_some_and(is_type),
        }
    }

    /// What calls of these give.
    fn results(&self, callees: &Meaning, receiver: Option<Place>) -> Meaning {
        let mut meaning = callees.emptied();
        for (value, reason) in &callees.values {
            match *value {
                Value::Definition(place) => match self.kind(place) {
                    Some(_) if self.is_class(place) => {
                        meaning.push(Value::Instance(place), Reason::Constructor);
                    }
                    Some(kind) if is_callable(kind) => meaning.add(&self.returned(place, receiver)),
                    _ => meaning.incomplete = true,
                },
                // A variant with what it holds is one of its type.
                Value::Instance(class) if self.is_rust(class.file) => {
                    meaning.push(Value::Instance(class), Reason::Constructor);
                }
                Value::Instance(class) => {
                    let call = self.class_member(class, self.call_operator(class), *reason);
                    for (value, _) in &call.values {
                        if let Value::Definition(place) = value {
                            meaning.add(&self.returned(*place, Some(class)));
                        }
                    }
                    meaning.incomplete |= call.values.is_empty();
                }
                Value::Outside | Value::Many(..) => meaning.push(*value, *reason),
                Value::Nothing => {}
                Value::Super(_) | Value::Module(_) | Value::Namespace(_) => {
                    meaning.incomplete = true;
                }
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
}
