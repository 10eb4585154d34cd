//! Members of classes of C++, which are declared in one place and may be written in full in another.

use syntax::usage::VariableScope;
use syntax::{is_callable, is_type};

use super::cpp::join;
use super::cpp_declared::{Bound, qualifier, space_in};
use super::{Meaning, Names, Place, Reason, Value};

impl<'a> Names<'a> {
    /// The class that a member belongs to which is written outside of it.
    pub(super) fn owner(&self, place: Place) -> Option<Place> {
        if !self.is_cpp(place.file) {
            return None;
        }
        let definition = self.definition(place)?;
        qualifier(self.file(place.file)?, definition)?;
        self.owners().of.get(&place).copied()
    }

    /// The members of a class and a name that are written outside of it.
    pub(super) fn written_outside(&self, class: Place, name: &str) -> &'a [Place] {
        let found = self.owners().members.get(&(class, name.to_owned()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// Where a member of a class of C++ is written in full, if that is outside of the class.
    #[must_use]
    pub fn written_in_full(&self, place: Place) -> Option<Place> {
        let parts = self.is_cpp(place.file).then(|| self.cpp_parts(place));
        parts?.first().copied()
    }

    /// Whether a member of a class of C++ is only declared where it stands, and written in full elsewhere.
    #[must_use]
    pub fn is_written_elsewhere(&self, place: Place) -> bool {
        let whole = self.written_in_full(place);
        whole.is_some_and(|whole| !self.is_same_in_file(whole, place))
    }

    fn is_same_in_file(&self, one: Place, other: Place) -> bool {
        one.file == other.file && self.is_same(one, other)
    }

    /// Whether a function that stands in a class of C++ is none of its members.
    #[must_use]
    pub fn is_friend(&self, place: Place) -> bool {
        let parent = self.parent_of(place).filter(|one| self.is_class(*one));
        let Some((class, definition)) = parent.zip(self.definition(place)) else {
            return false;
        };
        let source = self.file(class.file);
        let variable = source.and_then(|source| {
            source.variable(VariableScope::Member(class.definition), &definition.name)
        });
        let bound =
            variable.map(|variable| self.places_bound(class.file, Bound::Variable(variable)));
        self.is_cpp(place.file)
            && is_callable(definition.kind)
            && !bound.is_some_and(|bound| bound.contains(&place))
    }

    /// A member of a class together with where it is written in full, the latter first; nothing where that is one.
    pub(super) fn cpp_parts(&self, place: Place) -> Vec<Place> {
        let Some(definition) = self.definition(place).filter(|one| !is_type(one.kind)) else {
            return Vec::new();
        };
        let Some(class) = self.class_of(place) else {
            return Vec::new();
        };
        let outside = self.written_outside(class, &definition.name);
        if outside.is_empty() {
            return Vec::new();
        }
        let mut parts = outside.to_vec();
        let source = self.file(class.file);
        let variable = source.and_then(|source| {
            source.variable(VariableScope::Member(class.definition), &definition.name)
        });
        if let Some(variable) = variable {
            parts.extend(self.places_bound(class.file, Bound::Variable(variable)));
        }
        parts
    }

    /// The namespace in which code of a definition stands, with the names that its own is written with.
    pub(super) fn space_of_code(&self, at: Place) -> String {
        let Some(source) = self.file(at.file) else {
            return String::new();
        };
        let mut behind = String::new();
        for place in self.outward(at) {
            if let Some(space) = space_in(source, place.definition as usize) {
                return match behind.as_str() {
                    "" => space,
                    behind => join(&space, behind),
                };
            }
            let one = source.definitions.get(place.definition as usize);
            if let Some(written) = one.and_then(|one| qualifier(source, one)) {
                behind = written.to_owned();
            }
        }
        behind
    }

    /// The name of a definition with those of what it stands in.
    pub(super) fn full_cpp_name(&self, place: Place) -> String {
        let name = self.definition(place).map_or("", |one| &one.name);
        join(&self.space_of_code(place), name)
    }

    /// Whether a method of a base is one that others can stand for.
    pub(super) fn is_virtual(&self, base: Place, method: Place) -> bool {
        let says = |place: Place, words: &[&str]| {
            let mut parts = self.cpp_parts(place);
            parts.push(place);
            parts
                .iter()
                .filter_map(|part| self.definition(*part))
                .any(|one| {
                    let mut all = one
                        .signature
                        .split(|sign: char| !sign.is_alphanumeric() && sign != '_');
                    all.any(|word| words.contains(&word))
                })
        };
        says(base, &["virtual", "override", "final"]) || says(method, &["override", "final"])
    }

    /// What a class has under a name that is written outside of it alone.
    pub(super) fn only_outside(&self, class: Place, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        for place in self.written_outside(class, name) {
            meaning.push(Value::Definition(*place), Reason::Member);
        }
        meaning
    }
}
