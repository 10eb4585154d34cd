//! Functions that are written apart from a type and called on its objects like methods of it.

use syntax::Language;
use syntax::usage::LinkKind;

use super::namespaces::Namespaces;
use super::{Meaning, Names, Place, Reason, Value, outside};
use crate::index::SourceFile;

/// Functions of one name that are compared with a type.
const CANDIDATES_MAX: usize = 200;

impl Namespaces {
    /// Note the functions of a file that are written for objects of another type.
    pub(super) fn add_extensions(&mut self, file: u32, source: &SourceFile) {
        for (definition, one) in (0_u32..).zip(&source.definitions) {
            let mut extended = source.usage.links_of(definition, LinkKind::Extended);
            if extended.next().is_some() {
                let methods = self.extensions.entry(one.name.clone()).or_default();
                methods.push(Place { file, definition });
            }
        }
    }
}

impl Names<'_> {
    /// A member of a value as code of a file sees it: one of its own, else a function written for its type.
    pub(super) fn member_seen(
        &self,
        file: u32,
        value: Value,
        name: &str,
        reason: Reason,
        on: Option<Place>,
    ) -> Meaning {
        if let Value::Namespace(number) = value
            && self.is_cpp(file)
        {
            return self.cpp_space_member(file, number, name);
        }
        let own = self.member(value, name, reason, on);
        let language = self.file(file).map(|source| source.language);
        let Some(language) =
            language.filter(|one| matches!(one, Language::CSharp | Language::Kotlin))
        else {
            return own;
        };
        let known = |one: &Value| !matches!(one, Value::Outside | Value::Nothing);
        let found = own.values.iter().any(|(value, _)| known(value));
        if found || (value == Value::Outside && outside::is_common_member(language, name)) {
            return own;
        }
        let mut written = self.written_for(file, value, name, reason);
        if written.values.is_empty() {
            let any = language == Language::Kotlin && outside::is_member_of_all(name);
            return match any && own.values.is_empty() && !own.cut {
                true => Meaning::one(Value::Outside, reason),
                false => own,
            };
        }
        // What a base that nobody knows has comes first.
        let elsewhere = match value {
            Value::Instance(class) => {
                let bases = self.bases(class);
                bases.unknown || bases.outside
            }
            _ => true,
        };
        written.incomplete |= elsewhere;
        written.cut |= own.cut;
        written
    }

    /// The functions that are written for the type of a value and seen in a file, the nearest type first.
    pub(super) fn written_for(
        &self,
        file: u32,
        value: Value,
        name: &str,
        reason: Reason,
    ) -> Meaning {
        let candidates = self.extensions(name);
        let mut found: Vec<(usize, Place)> = Vec::new();
        if candidates.is_empty()
            || !matches!(value, Value::Instance(_) | Value::Outside | Value::Many(..))
        {
            return Meaning::default();
        }
        let kotlin = self.is_kotlin(file);
        let seen = match kotlin {
            true => Vec::new(),
            false => self.seen_namespaces(file),
        };
        for place in candidates.iter().take(CANDIDATES_MAX) {
            if kotlin != self.is_kotlin(place.file) {
                continue;
            }
            let class = self.type_of_code(*place);
            let visible = match kotlin {
                true => self.sees_extension(file, *place),
                false => class.is_some_and(|class| {
                    let space = self.full_name_above(class);
                    let full = self.full_name_above(*place);
                    class.file == file || seen.contains(&space) || seen.contains(&full)
                }),
            };
            if let Some(distance) = self.distance(*place, value).filter(|_| visible) {
                found.push((distance, *place));
            }
        }
        let nearest = found.iter().map(|(distance, _)| *distance).min();
        let mut meaning = Meaning::default();
        for (distance, place) in found {
            if Some(distance) == nearest {
                meaning.push(Value::Definition(place), reason);
            }
        }
        meaning.incomplete = nearest == Some(usize::MAX);
        meaning
    }

    /// How many types above that of a value the one stands that a function is written for; the largest number where
    /// that may be any.
    fn distance(&self, function: Place, value: Value) -> Option<usize> {
        let source = self.file(function.file)?;
        let mut links = source
            .usage
            .links_of(function.definition, LinkKind::Extended);
        let written = self.instance_of(function.file, links.next()?, None);
        let mut nearest = written.values.is_empty().then_some(usize::MAX);
        for (kind, _) in &written.values {
            let distance = match (value, kind) {
                (Value::Instance(class), Value::Instance(wanted)) => {
                    let bases = self.bases(class);
                    bases
                        .order
                        .iter()
                        .position(|one| self.is_same(*one, *wanted))
                }
                (Value::Outside | Value::Many(..), Value::Outside | Value::Many(..)) => Some(0),
                _ => None,
            };
            nearest = nearest.or(distance);
        }
        nearest
    }
}
