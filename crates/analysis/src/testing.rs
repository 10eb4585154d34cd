//! What is a test, by the customs of languages.

use syntax::Language;
use syntax::facts::{Definition, DefinitionKind};

use crate::names::{End, Names, Place};

/// Whether a file holds tests, by the customs of its language.
#[must_use]
pub fn is_test(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("Test")
        || stem == "tests"
        || [".test.", ".spec."].iter().any(|mark| name.contains(mark))
        || parts.any(|part| matches!(part, "test" | "tests" | "__tests__" | "spec"))
}

/// Whether a place is of tests: it is in such a file, or in a module of Rust that is there for tests.
#[must_use]
pub fn is_of_tests(names: &Names<'_>, end: End) -> bool {
    let Some(source) = names.file(end.file) else {
        return false;
    };
    let is_in_module = |definition| {
        let place = Place {
            file: end.file,
            definition,
        };
        names
            .outward(place)
            .any(|one| names.definition(one).is_some_and(is_module_of_tests))
    };
    is_test(source.path.as_str())
        || source.language == Language::Rust && end.definition.is_some_and(is_in_module)
}

fn is_module_of_tests(definition: &Definition) -> bool {
    let name = definition.name.as_str();
    definition.kind == DefinitionKind::Module
        && (matches!(name, "test" | "tests") || name.ends_with("_tests"))
}
