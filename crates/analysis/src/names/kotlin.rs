//! Names of Kotlin: of members of the types round the code, of its file, its package and what it imports.
//!
//! A type that nobody knows all members of may have one of the name, so what is found further out is likely then.

use syntax::facts::{Definition, DefinitionKind, Import, Problem, ProblemKind, Visibility};
use syntax::usage::{BindingKind, Expression, ExpressionKind, LinkKind, VariableScope};
use syntax::{Language, holds_value, is_callable, is_type};

use super::members::reason_of;
use super::namespaces::package;
use super::{Meaning, Names, Place, Reason, Value, outside};
use crate::resolve::Resolution;

impl Names<'_> {
    pub(super) fn is_kotlin(&self, file: u32) -> bool {
        self.file(file)
            .is_some_and(|source| source.language == Language::Kotlin)
    }

    /// A name that code of a definition uses without saying whose it is.
    pub(super) fn kotlin_name(&self, at: Place, name: &str, on: Option<Place>) -> Meaning {
        let mut class = self.type_of_code(at);
        let mut object = on.or(class);
        // Types further in have members that nobody knows; an object of the type is not at hand, only its companion.
        let (mut hidden, mut apart) = (class.is_none() && self.is_broken(at.file), false);
        while let (Some(own), Some(of)) = (class, object) {
            let mut found = self.class_member(of, name, Reason::Receiver);
            found.values.retain(|(value, _)| *value != Value::Outside);
            if found.values.is_empty() {
                found = self.written_for(at.file, Value::Instance(of), name, Reason::Receiver);
            }
            if !found.values.is_empty() {
                let fixed = found.values.iter().all(|(value, _)| self.is_fixed(*value));
                found.incomplete |= hidden || (apart && !fixed);
                return found;
            }
            hidden |= self.has_members_unknown(of);
            apart |= !self.is_inner(own);
            let parent = self.parent_of(own);
            class = parent.and_then(|parent| self.type_of_code(parent));
            object = class;
        }
        let mut found = self.kotlin_free(at.file, name);
        found.incomplete |= hidden;
        found
    }

    /// Whether a member can be named without an object of its type.
    fn is_fixed(&self, value: Value) -> bool {
        let Value::Definition(place) = value else {
            return false;
        };
        let of_object = || {
            let class = self
                .class_of(place)
                .and_then(|class| self.definition(class));
            class.is_some_and(|class| class.signature.contains("object "))
        };
        let kind = self.kind(place);
        kind.is_some_and(|kind| is_type(kind) || kind == DefinitionKind::Constant) || of_object()
    }

    /// Whether a type has members that nobody knows.
    fn has_members_unknown(&self, class: Place) -> bool {
        let bases = self.bases(class);
        bases.unknown || bases.outside
    }

    /// Whether code of a type has an object of the type round it at hand.
    fn is_inner(&self, class: Place) -> bool {
        let marked = |one: &Definition| one.signature.contains("inner class ");
        let parent = self.parent_of(class).and_then(|parent| self.kind(parent));
        self.definition(class).is_some_and(marked) || parent.is_some_and(is_callable)
    }

    /// A type, as code of a definition names it.
    pub(super) fn kotlin_type(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        let wanted = |value: &Value| match value {
            Value::Definition(place) => self
                .kind(*place)
                .is_some_and(|kind| is_type(kind) || kind == DefinitionKind::TypeAlias),
            _ => false,
        };
        let around = definition
            .map(|definition| Place { file, definition })
            .and_then(|at| self.member_around(at, name, None, &wanted));
        if let Some(found) = around {
            return found.because(Reason::Scope);
        }
        let mut found = self.kotlin_free(file, name);
        found
            .values
            .retain(|(value, _)| *value == Value::Outside || wanted(value));
        found.incomplete |= found.values.is_empty();
        found
    }

    /// What a name means that is no local variable and no member: imported, of the package, or of all there.
    pub(super) fn kotlin_free(&self, file: u32, name: &str) -> Meaning {
        let Some(source) = self.file(file) else {
            return Meaning::unknown();
        };
        let mut found = Meaning::default();
        if let Some(variable) = source.variable(VariableScope::File, name) {
            let bound = source.usage.bindings_of(variable).iter();
            for import in bound.filter(|one| one.kind == BindingKind::Import) {
                found.add(&self.imported(file, import.value));
            }
        }
        self.called_on_nothing(&mut found);
        let is_library = outside::is_builtin(Language::Kotlin, name);
        let own = self.of_package(package(source), name, file);
        if !found.values.is_empty() || found.incomplete {
            self.may_be_overloaded(&mut found, is_library || !own.values.is_empty());
            return found;
        }
        found = own;
        if !found.values.is_empty() {
            self.may_be_overloaded(&mut found, is_library);
            return found;
        }
        let stars = source.imports.iter();
        for import in stars.filter(|import| import.name.as_deref() == Some("*")) {
            let mut taken = self.of_package(&import.module, name, file);
            if taken.values.is_empty() {
                taken = self.of_class(&import.module, name, file);
            }
            found.add(&taken.because(Reason::Import));
        }
        if !found.values.is_empty() {
            self.may_be_overloaded(&mut found, is_library);
            return found;
        }
        match is_library {
            true => Meaning::one(Value::Outside, Reason::Scope),
            false => Meaning::unknown(),
        }
    }

    /// What the types of arguments decide is not known: of functions of one name, one that is further away may be meant.
    fn may_be_overloaded(&self, found: &mut Meaning, has_others: bool) {
        let function = |value: &Value| match value {
            Value::Definition(place) => self.kind(*place).is_some_and(is_callable),
            _ => false,
        };
        found.incomplete |= has_others && found.values.iter().any(|(value, _)| function(value));
    }

    /// What a package defines under a name and a file sees without an object.
    fn of_package(&self, package: &str, name: &str, file: u32) -> Meaning {
        let mut found = Meaning::default();
        for place in self.nearest_offered(package, name, file) {
            if let Some(value) = self.seen_from(place, file, &found) {
                let reason = match place.file == file {
                    true => Reason::Scope,
                    false => Reason::Package,
                };
                found.push(value, reason);
                found.incomplete |= place.file != file && self.is_broken(place.file);
            }
        }
        self.called_on_nothing(&mut found);
        found
    }

    /// Whether a file could not be read to the end, so that what looks like a function of its own may be a method.
    fn is_broken(&self, file: u32) -> bool {
        let broken = |one: &Problem| {
            matches!(
                one.kind,
                ProblemKind::SyntaxError | ProblemKind::MissingToken
            )
        };
        self.file(file)
            .is_some_and(|source| source.problems.iter().any(broken))
    }

    /// A definition that a file sees, and that is no other side of what is found already.
    fn seen_from(&self, place: Place, file: u32, found: &Meaning) -> Option<Value> {
        let definition = self.definition(place)?;
        let seen = place.file == file || definition.visibility != Visibility::Private;
        let known = |(value, _): &(Value, Reason)| matches!(value, Value::Definition(known) if self.is_part(*known, place));
        (seen && !found.values.iter().any(known)).then_some(Value::Definition(place))
    }

    /// A member of a type that is named with its package: `import a.b.C.*`.
    fn of_class(&self, path: &str, name: &str, file: u32) -> Meaning {
        let mut found = Meaning::default();
        for (value, _) in &self.by_path(path, file).values {
            if let Value::Definition(class) = value {
                let member = self.class_member(*class, name, Reason::Import);
                let ours = member.values.iter();
                for (value, reason) in ours.filter(|one| one.0 != Value::Outside) {
                    found.push(*value, *reason);
                }
            }
        }
        found
    }

    /// What a whole name stands for: in the package that is the longest part of it, and in the types there.
    fn by_path(&self, path: &str, file: u32) -> Meaning {
        let mut split = path.rfind('.').unwrap_or(0);
        loop {
            let (package, inside) = path.split_at(split);
            let mut names = inside.trim_start_matches('.').split('.');
            let first = names.next().unwrap_or_default();
            let mut found = Meaning::default();
            for place in self.nearest_offered(package, first, file) {
                if let Some(value) = self.seen_from(place, file, &found) {
                    found.push(value, Reason::Import);
                }
            }
            if !found.values.is_empty() {
                for name in names {
                    let mut inner = Meaning::default();
                    for (value, reason) in &found.values {
                        inner.add(&self.member(*value, name, *reason, None));
                    }
                    found = inner;
                }
                return found;
            }
            if split == 0 {
                return Meaning::unknown();
            }
            split = package.rfind('.').unwrap_or(0);
        }
    }

    /// What an import of Kotlin takes.
    pub(super) fn kotlin_import(&self, file: u32, import: &Import, to: &Resolution) -> Meaning {
        if matches!(to, Resolution::External(_)) {
            return Meaning::one(Value::Outside, reason_of(import));
        }
        let path = match import.name.as_deref() {
            Some(name) => format!("{}.{name}", import.module),
            None => import.module.clone(),
        };
        self.by_path(&path, file).because(reason_of(import))
    }

    /// Leave what can be called or read without an object.
    fn called_on_nothing(&self, found: &mut Meaning) {
        found.values.retain(|(value, _)| match value {
            Value::Definition(place) => !self.is_extended(*place),
            _ => true,
        });
    }

    /// Whether a function or property is written for objects of another type.
    pub(super) fn is_extended(&self, place: Place) -> bool {
        self.file(place.file).is_some_and(|source| {
            let mut links = source.usage.links_of(place.definition, LinkKind::Extended);
            links.next().is_some()
        })
    }

    /// Whether a file sees a function that is written for objects of another type: it is of its package or imported,
    /// or a member of a type that stands in the file.
    pub(super) fn sees_extension(&self, file: u32, place: Place) -> bool {
        let own = self.file(place.file);
        let (Some(source), Some(own), Some(one)) = (self.file(file), own, self.definition(place))
        else {
            return false;
        };
        if place.file == file {
            return true;
        }
        if one.visibility == Visibility::Private {
            return false;
        }
        let home = match self.class_of(place) {
            Some(class) => match self.full_name(class) {
                Some(full) => full,
                None => return false,
            },
            None => package(own).to_owned(),
        };
        (home == package(source) && self.class_of(place).is_none())
            || source.imports.iter().any(|import| {
                let taken = import.name.as_deref();
                import.module == home && (taken == Some("*") || taken == Some(one.name.as_str()))
            })
    }

    /// A function is called and a property is read, whatever their name; of a function and an interface of one name
    /// the function is what can be called.
    pub(super) fn kotlin_apart(&self, meaning: &mut Meaning, is_called: bool) {
        let kind = |value: &Value| match value {
            Value::Definition(place) if self.is_kotlin(place.file) => self.kind(*place),
            _ => None,
        };
        let function = |value: &Value| kind(value).is_some_and(is_callable);
        let other = |value: &Value| {
            kind(value).is_some_and(|kind| match is_called {
                true => holds_value(kind) || kind == DefinitionKind::Interface,
                false => holds_value(kind) || is_type(kind),
            })
        };
        let has = |test: &dyn Fn(&Value) -> bool| meaning.values.iter().any(|one| test(&one.0));
        if has(&function) && has(&other) {
            meaning.values.retain(|(value, _)| match is_called {
                true => !other(value),
                false => !function(value),
            });
        }
    }

    /// One of what an expression holds many of.
    pub(super) fn element_of(&self, file: u32, many: u32, on: Option<Place>) -> Meaning {
        let mut many = self.held(file, many, on);
        if self.is_kotlin(file) {
            // What the library makes a list of, nobody says.
            let known = many.values.len();
            many.values.retain(|(value, _)| *value != Value::Outside);
            many.incomplete |= many.values.len() < known;
        }
        self.element(&many)
    }

    /// A member of the object that code runs on; what the name means otherwise where that has none.
    pub(super) fn otherwise(&self, file: u32, made: Expression, on: Option<Place>) -> Meaning {
        let member = self.denoted(file, made.first, on);
        let ours = |value: &Value| !matches!(value, Value::Outside | Value::Nothing);
        if member.values.iter().any(|(value, _)| ours(value)) {
            return (*member).clone();
        }
        let mut found = (*self.denoted(file, made.second, on)).clone();
        found.cut |= member.cut;
        // Objects have no types as members.
        let type_of_ours = |value: &Value| matches!(value, Value::Definition(place) if self.kind(*place).is_some_and(is_type));
        let is_type =
            !found.values.is_empty() && found.values.iter().all(|one| type_of_ours(&one.0));
        if !is_type && !self.has_no_member(file, made.first, on) {
            found.incomplete = true;
            if self.is_ruby(file) {
                self.without_elsewhere(&mut found, file, made.first);
            }
            let outside = member.values.iter().any(|one| one.0 == Value::Outside);
            if outside && found.values.is_empty() {
                found.push(Value::Outside, Reason::Scope);
            }
        }
        found
    }

    /// Whether a member that was not found is none: all of the types that its object may be of are known.
    fn has_no_member(&self, file: u32, member: u32, on: Option<Place>) -> bool {
        let Some(source) = self.file(file) else {
            return false;
        };
        let made = source.usage.expression(member);
        if made.kind != ExpressionKind::Member {
            return false;
        }
        let base = self.held(file, made.first, on);
        !base.incomplete
            && !base.values.is_empty()
            && base.values.iter().all(|(value, _)| match value {
                Value::Instance(class) => !self.has_members_unknown(*class),
                _ => false,
            })
    }
}
