//! Names that code uses without saying whose they are: of members of the types round it, else of its file.

use syntax::facts::DefinitionKind;
use syntax::{Language, is_type};

use super::{Meaning, Names, Place, Reason, Value};

impl Names<'_> {
    /// A name that code uses without saying whose it is: a member of a type round it, or free.
    pub(super) fn implicit(&self, at: Place, name: &str, on: Option<Place>) -> Meaning {
        let language = self.file(at.file).map(|source| source.language);
        if language == Some(Language::Rust) {
            return self.free_in_module(at.file, Some(at.definition), name);
        }
        if language == Some(Language::Php) {
            return self.php_function(at.file, Some(at.definition), name);
        }
        match language {
            Some(Language::Kotlin) => return self.kotlin_name(at, name, on),
            Some(Language::Ruby) => return self.ruby_name(at, name, on),
            Some(Language::Cpp) => return self.cpp_name(at.file, Some(at.definition), name),
            _ => {}
        }
        if let Some(found) = self.member_around(at, name, on, &|_| true) {
            return found;
        }
        match language {
            Some(Language::CSharp) => self.in_namespaces(at.file, Some(at.definition), name),
            _ => self.free(at.file, name),
        }
    }

    /// A name where only a type can stand: one inside a type round the code, or one of a namespace.
    pub(super) fn type_named(&self, file: u32, definition: Option<u32>, name: &str) -> Meaning {
        match self.file(file).map(|source| source.language) {
            Some(Language::Php) => return self.php_class(file, definition, name),
            Some(Language::Kotlin) => return self.kotlin_type(file, definition, name),
            Some(Language::Ruby) => return self.ruby_constant(file, definition, name),
            Some(Language::Cpp) => return self.cpp_type(file, definition, name),
            _ => {}
        }
        let is_type = |value: &Value| match value {
            Value::Definition(place) => self
                .kind(*place)
                .is_some_and(|kind| is_type(kind) || kind == DefinitionKind::TypeAlias),
            _ => false,
        };
        definition
            .map(|definition| Place { file, definition })
            .and_then(|at| self.member_around(at, name, None, &is_type))
            .map_or_else(
                || self.in_namespaces(file, definition, name),
                |found| found.because(Reason::Scope),
            )
    }

    /// A member, of the wanted kind, of a type round some code.
    pub(super) fn member_around(
        &self,
        at: Place,
        name: &str,
        on: Option<Place>,
        wanted: &dyn Fn(&Value) -> bool,
    ) -> Option<Meaning> {
        let mut class = self.type_of_code(at);
        let mut first = true;
        while let Some(own) = class {
            let object = if first { on.unwrap_or(own) } else { own };
            first = false;
            let found = self.class_member(object, name, Reason::Receiver);
            if !found.values.is_empty()
                && found
                    .values
                    .iter()
                    .all(|(value, _)| *value != Value::Outside && wanted(value))
            {
                return Some(found);
            }
            let parent = self
                .definition(own)
                .and_then(|definition| definition.parent);
            class = parent.and_then(|definition| {
                self.type_of_code(Place {
                    file: own.file,
                    definition,
                })
            });
        }
        None
    }
}
