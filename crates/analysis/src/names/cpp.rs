//! Names of C++: of members of the classes round the code, then of namespaces from the inside out, as far as what a
//! file takes in declares them.
//!
//! What the types of arguments decide is not known, so a name that they may lead elsewhere is likely at most.

use std::collections::BTreeSet;

use syntax::facts::DefinitionKind;
use syntax::usage::VariableScope;
use syntax::{Language, is_callable, is_type};

use super::cpp_declared::Bound;
use super::{Meaning, Names, Place, Reason, Value, outside};

/// The name under which a scope takes in a namespace.
const TAKEN_IN: &str = "using namespace";

/// Functions of one name that are looked at for what the types of arguments may lead to.
pub(super) const OTHERS_MAX: usize = 200;

/// Namespaces that are taken in by one another.
const TAKEN_MAX: usize = 32;

impl Names<'_> {
    pub(super) fn is_cpp(&self, file: u32) -> bool {
        self.file(file)
            .is_some_and(|source| source.language == Language::Cpp)
    }

    /// A name that code of a definition uses without saying whose it is; of the file's own code without one.
    pub(super) fn cpp_name(&self, file: u32, at: Option<u32>, name: &str) -> Meaning {
        if name == "std" {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        let at = at.map(|definition| Place { file, definition });
        let macros = self.cpp_macro(file, name);
        let mut class = at.and_then(|at| self.type_of_code(at));
        // Members of what nobody knows come before what stands further out.
        let mut hidden = false;
        let mut made = None;
        while let Some(own) = class {
            let mut found = self.class_member(own, name, Reason::Receiver);
            found.values.retain(|(value, _)| *value != Value::Outside);
            let constructors = self.take_constructors(&mut found);
            made = made.or(constructors);
            if !found.values.is_empty() {
                self.because_of_kind(&mut found);
                found.incomplete |= hidden;
                found.add(&macros);
                return found;
            }
            hidden |= self.cpp_has_unknown_members(own);
            class = self.class_round(own);
        }
        let mut found = self.in_cpp_namespaces(file, at, name);
        if found.values.is_empty()
            && let Some(class) = made
        {
            found = Meaning::one(Value::Definition(class), Reason::Scope);
        }
        if found.values.is_empty() && macros.values.is_empty() {
            found = self.cpp_unseen(at, name);
        }
        // A name that many types have is that of a member here.
        if hidden && outside::is_common_member(Language::Cpp, name) {
            return Meaning::unknown();
        }
        let ours = |(value, _): &(Value, Reason)| *value != Value::Outside;
        found.incomplete |= hidden && found.values.iter().any(ours);
        if !macros.values.is_empty() && found.values.iter().all(|one| !ours(one)) {
            return macros;
        }
        found.incomplete |= macros.incomplete;
        for (value, reason) in macros.values {
            found.push(value, reason);
        }
        found
    }

    /// The same where only a type can stand.
    pub(super) fn cpp_type(&self, file: u32, at: Option<u32>, name: &str) -> Meaning {
        let mut found = self.cpp_name(file, at, name);
        found.values.retain(|(value, _)| match value {
            Value::Definition(place) => self
                .kind(*place)
                .is_some_and(|kind| is_type(kind) || kind == DefinitionKind::TypeAlias),
            other => *other == Value::Outside,
        });
        found.incomplete |= found.values.is_empty();
        found
    }

    /// Of a template as a base, which is written in several ways, the first; which one is meant nobody knows.
    pub(super) fn one_template(&self, class: Place, mut base: Meaning) -> Meaning {
        let own = self.definition(class).map(|one| &one.qualified_name);
        let before = base.values.len();
        base.values.retain(|(value, _)| match value {
            Value::Definition(place) => {
                self.definition(*place).map(|one| &one.qualified_name) != own
            }
            _ => true,
        });
        base.incomplete |= before > 1 || base.values.len() < before;
        base.values.truncate(1);
        base
    }

    /// Remove constructors, which no name leads to but that of their class, and say whose they are.
    fn take_constructors(&self, found: &mut Meaning) -> Option<Place> {
        let mut class = None;
        found.values.retain(|(value, _)| {
            let Value::Definition(place) = value else {
                return true;
            };
            let of = self.constructed_by(*place);
            class = class.or(of);
            of.is_none()
        });
        class
    }

    /// The class that a function makes objects of.
    pub(super) fn constructed_by(&self, place: Place) -> Option<Place> {
        let definition = self.definition(place).filter(|one| is_callable(one.kind))?;
        let class = self
            .class_of(place)
            .filter(|class| self.is_cpp(class.file))?;
        (self.definition(class)?.name == definition.name).then_some(class)
    }

    /// A type that stands in a class is no member of its objects.
    fn because_of_kind(&self, found: &mut Meaning) {
        for (value, reason) in &mut found.values {
            if let Value::Definition(place) = value
                && self
                    .kind(*place)
                    .is_some_and(|kind| is_type(kind) || kind == DefinitionKind::TypeAlias)
            {
                *reason = Reason::Scope;
            }
        }
    }

    fn cpp_has_unknown_members(&self, class: Place) -> bool {
        let bases = self.bases(class);
        bases.unknown || bases.outside
    }

    /// The class that another stands in.
    fn class_round(&self, class: Place) -> Option<Place> {
        match self.owner(class) {
            Some(owner) => Some(owner),
            None => self.parent_of(class).and_then(|one| self.type_of_code(one)),
        }
    }

    /// What a name means that is no local variable and no member.
    fn in_cpp_namespaces(&self, file: u32, at: Option<Place>, name: &str) -> Meaning {
        let own = at.map_or_else(String::new, |at| self.space_of_code(at));
        let mut taken: Vec<(String, String)> = Vec::new();
        for function in at.into_iter().flat_map(|at| self.outward(at)) {
            self.taken_in_by_function(function, &own, &mut taken);
        }
        let mut level = own.as_str();
        loop {
            self.taken_in_by(file, level, &mut taken);
            let mut found = self.cpp_declared_seen(file, &join(level, name));
            for (space, seen_from) in &taken {
                if seen_from == level {
                    let more = self.cpp_declared_seen(file, &join(space, name));
                    found.cut |= more.cut;
                    for (value, reason) in more.values {
                        let reason = match reason {
                            Reason::Scope => Reason::Import,
                            other => other,
                        };
                        found.push(value, reason);
                    }
                }
            }
            found.incomplete = found.values.is_empty();
            if !found.values.is_empty() {
                found.incomplete = self.may_lead_elsewhere(file, &found, name);
                return found;
            }
            if level.is_empty() {
                break;
            }
            level = above(level);
        }
        if outside::is_builtin(Language::Cpp, name) {
            return Meaning::one(Value::Outside, Reason::Scope);
        }
        Meaning::unknown()
    }

    /// What no file that is taken in declares: the one thing that is called so, if there is one.
    fn cpp_unseen(&self, at: Option<Place>, name: &str) -> Meaning {
        let own = at.map_or_else(String::new, |at| self.space_of_code(at));
        let mut level = own.as_str();
        loop {
            let mut meaning = Meaning::unknown();
            for place in self.cpp_offered(&join(level, name)) {
                meaning.push(Value::Definition(place), Reason::Linkage);
            }
            if !meaning.values.is_empty() || level.is_empty() {
                return meaning;
            }
            level = above(level);
        }
    }

    /// Whether the types of arguments may lead a call to a function of the same name elsewhere.
    fn may_lead_elsewhere(&self, file: u32, found: &Meaning, name: &str) -> bool {
        let function = |value: &Value| match value {
            Value::Definition(place) => {
                let kind = self.kind(*place);
                kind.is_some_and(|kind| is_callable(kind) && kind != DefinitionKind::Macro)
            }
            _ => false,
        };
        if !found.values.iter().any(|(value, _)| function(value)) {
            return false;
        }
        let others = self.cpp_declared().functions(name);
        if others.len() > OTHERS_MAX {
            return true;
        }
        let others = others.iter();
        let mut others = others.filter(|(place, space)| {
            !space.is_empty()
                && self.sees(file, place.file)
                && self
                    .definition(*place)
                    .is_some_and(|one| one.parameter_count != Some(0))
        });
        others.any(|(place, _)| {
            let known = |(value, _): &(Value, Reason)| matches!(value, Value::Definition(known) if self.is_same(*known, *place) || self.full_cpp_name(*known) == self.full_cpp_name(*place));
            !found.values.iter().any(known)
        })
    }

    /// The namespaces that a function takes in for its own code.
    fn taken_in_by_function(&self, place: Place, own: &str, taken: &mut Vec<(String, String)>) {
        let source = self.file(place.file);
        let variable = source
            .and_then(|source| source.variable(VariableScope::Member(place.definition), TAKEN_IN));
        if let Some(variable) = variable {
            self.take_in(place.file, variable, own, taken);
        }
    }

    /// The namespaces that one takes in, as far as a file sees that, each with the one in which they are seen.
    fn taken_in_by(&self, file: u32, level: &str, taken: &mut Vec<(String, String)>) {
        for (other, bound) in self.cpp_declared().under(&join(level, TAKEN_IN)) {
            if let Bound::Variable(variable) = bound
                && self.sees(file, *other)
            {
                self.take_in(*other, *variable, level, taken);
            }
        }
    }

    fn take_in(&self, file: u32, variable: u32, level: &str, taken: &mut Vec<(String, String)>) {
        let held = self.variable(file, variable, None);
        for (value, _) in &held.values {
            if let Value::Namespace(number) = value
                && taken.len() < TAKEN_MAX
                && let Some(space) = self.cpp_declared().space(*number)
            {
                taken.push((space.to_owned(), common(level, space).to_owned()));
            }
        }
    }

    /// A member of a namespace, as code of a file sees it.
    pub(super) fn cpp_space_member(&self, file: u32, number: u32, name: &str) -> Meaning {
        let Some(first) = self.cpp_declared().space(number) else {
            return Meaning::unknown();
        };
        let mut waiting = vec![first.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(space) = waiting.pop() {
            if seen.len() > TAKEN_MAX || !seen.insert(space.clone()) {
                continue;
            }
            let found = self.cpp_declared_seen(file, &join(&space, name));
            if !found.values.is_empty() {
                return found.because(Reason::Member);
            }
            let mut taken = Vec::new();
            self.taken_in_by(file, &space, &mut taken);
            waiting.extend(taken.into_iter().map(|(space, _)| space));
        }
        let mut meaning = Meaning::unknown();
        for place in self.cpp_offered(&join(first, name)) {
            meaning.push(Value::Definition(place), Reason::Member);
        }
        meaning
    }
}

pub(super) fn join(space: &str, name: &str) -> String {
    match space {
        "" => name.to_owned(),
        space => format!("{space}.{name}"),
    }
}

/// The namespace round another; `""` round the first.
fn above(space: &str) -> &str {
    space.rsplit_once('.').map_or("", |(above, _)| above)
}

/// The innermost namespace round two.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let mut level = one;
    let is_round = |level: &str| other == level || other.starts_with(&format!("{level}."));
    while !level.is_empty() && !is_round(level) {
        level = above(level);
    }
    level
}
