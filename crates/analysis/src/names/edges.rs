//! What one use of a name leads to.

use syntax::usage::{ExpressionKind, Site, SiteKind};
use syntax::{Language, holds_value, is_callable, is_type};

use super::{Evidence, Meaning, Names, Place, Reason, Value};

/// What became of a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It leads to definitions of ours.
    Ours,
    /// It leads to the language or a library.
    Outside,
    /// It leads to a value that has no definition, or nobody knows.
    Unresolved,
}

/// A use of a name, resolved.
#[derive(Debug, Clone)]
pub struct Uses {
    /// What became of it.
    pub status: Status,
    /// The definitions it leads to; those of one name in one file count as one.
    pub targets: Vec<(Place, Evidence, Reason)>,
}

/// Takes in a definition that a value leads to.
pub(super) type Add<'a> = &'a mut dyn FnMut(Place, Reason);

impl Names<'_> {
    /// Resolve one use.
    #[must_use]
    pub fn uses(&self, file: u32, site: &Site) -> Uses {
        if self.is_ruby(file) {
            return self.ruby_uses(file, site);
        }
        let mut named = (*self.denoted(file, site.expression, None)).clone();
        self.set_apart(&mut named, site.kind == SiteKind::Call);
        let mut targets: Vec<(Place, Evidence, Reason)> = Vec::new();
        self.note(&named, &mut targets, &mut |value, reason, add| {
            if let Value::Definition(place) = value {
                add(place, reason);
            }
        });
        let mut outside = is_outside(&named);
        if matches!(site.kind, SiteKind::Call | SiteKind::Decorator) {
            // A field of the name of a method that is called is not what is called.
            let is_method = self.is_rust(file)
                && named.values.iter().any(|(value, _)| {
                    matches!(value, Value::Definition(place) if self.kind(*place).is_some_and(is_callable))
                });
            let held = match is_method {
                true => named.clone(),
                false => self.held(file, site.expression, None),
            };
            outside |= is_outside(&held);
            self.note(&held, &mut targets, &mut |value, reason, add| {
                self.called_by(value, reason, add);
            });
        }
        if self.is_cpp(file) {
            self.cpp_targets(file, site, &named, &mut targets);
        } else {
            self.fit(file, site, &mut targets);
        }
        for (place, evidence, _) in &mut targets {
            if *evidence == Evidence::Exact && self.is_of_a_platform(file, *place) {
                *evidence = Evidence::Likely;
            }
        }
        let status = match (targets.is_empty(), outside) {
            (false, _) => Status::Ours,
            (true, true) => Status::Outside,
            (true, false) => Status::Unresolved,
        };
        Uses { status, targets }
    }

    /// Add what the values of a meaning lead to, each as surely as the meaning is one thing.
    pub(super) fn note(
        &self,
        meaning: &Meaning,
        targets: &mut Vec<(Place, Evidence, Reason)>,
        leads_to: &mut dyn FnMut(Value, Reason, Add<'_>),
    ) {
        let several = self.alternatives(meaning) > 1;
        let evidence = match (several, meaning.incomplete || is_outside(meaning)) {
            (true, _) => Evidence::Possible,
            (false, true) => Evidence::Likely,
            (false, false) => Evidence::Exact,
        };
        for (value, reason) in &meaning.values {
            leads_to(*value, *reason, &mut |place, reason| {
                let known = targets
                    .iter()
                    .any(|(known, ..)| self.is_same(*known, place));
                if !known {
                    targets.push((place, evidence, reason));
                }
            });
        }
    }

    /// How many different things of ours a meaning is.
    fn alternatives(&self, meaning: &Meaning) -> usize {
        let mut different: Vec<Value> = Vec::new();
        for (value, _) in &meaning.values {
            let same = |known: &Value| match (known, value) {
                (Value::Definition(one), Value::Definition(other)) => self.is_same(*one, *other),
                _ => false,
            };
            let ours = !matches!(value, Value::Outside | Value::Nothing);
            if ours && !different.iter().any(same) {
                different.push(*value);
            }
        }
        different.len()
    }

    /// What runs when a value is called: a function; a class and its constructor; the method of an object.
    fn called_by(&self, value: Value, reason: Reason, add: Add<'_>) {
        match value {
            Value::Definition(place) => {
                let Some(kind) = self.kind(place) else { return };
                if holds_value(kind) {
                    return;
                }
                add(
                    place,
                    if reason == Reason::Scope {
                        Reason::Alias
                    } else {
                        reason
                    },
                );
                if is_type(kind) {
                    for (value, _) in &self
                        .class_member(place, self.constructor(place), reason)
                        .values
                    {
                        if let Value::Definition(constructor) = value {
                            add(*constructor, Reason::Constructor);
                        }
                    }
                }
            }
            Value::Instance(class) => {
                for (value, _) in &self
                    .class_member(class, self.call_operator(class), reason)
                    .values
                {
                    if let Value::Definition(place) = value {
                        add(*place, reason);
                    }
                }
            }
            Value::Super(_)
            | Value::Module(_)
            | Value::Namespace(_)
            | Value::Many(..)
            | Value::Outside
            | Value::Nothing => {}
        }
    }

    /// How the language of a class calls what makes its objects.
    pub(super) fn constructor(&self, class: Place) -> &str {
        match self.file(class.file).map(|source| source.language) {
            Some(Language::JavaScript | Language::TypeScript | Language::Tsx) => "constructor",
            Some(Language::Rust) => "",
            Some(Language::Java | Language::CSharp | Language::Cpp) => {
                self.definition(class).map_or("", |one| one.name.as_str())
            }
            Some(Language::Php) => "__construct",
            Some(Language::Kotlin) => "constructor",
            Some(Language::Ruby) => "initialize",
            _ => "__init__",
        }
    }

    /// How the language of a class calls what runs when an object of it is called.
    pub(super) fn call_operator(&self, class: Place) -> &'static str {
        match self.file(class.file).map(|source| source.language) {
            Some(Language::Kotlin) => "invoke",
            Some(Language::Cpp) => "operator()",
            _ => "__call__",
        }
    }

    /// Whether a use names a member of something unknown, so that only its name can be gone by.
    #[must_use]
    pub fn is_member_of_unknown(&self, file: u32, site: &Site) -> bool {
        self.file(file).is_some_and(|source| {
            let made = source.usage.expression(site.expression).kind;
            // Nobody knows all methods that an object of Ruby has.
            let of_self = source.language == Language::Ruby && made == ExpressionKind::Implicit;
            of_self || matches!(made, ExpressionKind::Member | ExpressionKind::Otherwise)
        })
    }
}

fn is_outside(meaning: &Meaning) -> bool {
    meaning
        .values
        .iter()
        .any(|(value, _)| *value == Value::Outside)
}
