//! Things of Kotlin that are expected in one place and are there once for each platform.

use syntax::facts::Definition;

use super::namespaces::package;
use super::{Names, Place};

impl Names<'_> {
    /// The definitions of one thing of Kotlin on several platforms: what is expected, and what is there.
    pub(super) fn kotlin_parts(&self, place: Place) -> Vec<Place> {
        let by_platform = |one: &Definition| {
            ["expect ", "actual "]
                .iter()
                .any(|word| one.signature.contains(word))
        };
        let found = self.definition(place).zip(self.file(place.file));
        let Some((definition, source)) = found.filter(|(one, _)| by_platform(one)) else {
            return Vec::new();
        };
        let all = self.offered_by_package(package(source), &definition.name);
        let same = all.iter().copied().filter(|part| {
            self.definition(*part).is_some_and(|one| {
                by_platform(one) && one.qualified_name == definition.qualified_name
            })
        });
        same.collect()
    }

    /// What a package defines under a name: in the file itself first, then what platforms have to have.
    pub(super) fn nearest_offered(&self, package: &str, name: &str, file: u32) -> Vec<Place> {
        let mut places = self.offered_by_package(package, name).to_vec();
        places.sort_by_key(|place| {
            let expected = self
                .definition(*place)
                .map(|one| one.signature.contains("expect "));
            (place.file != file, expected != Some(true))
        });
        places
    }

    /// Whether a definition is what one platform of several has, seen from another file.
    pub(super) fn is_of_a_platform(&self, file: u32, place: Place) -> bool {
        let of_platform = |one: Place| {
            let expected = self
                .definition(one)
                .map(|one| one.signature.contains("expect "));
            expected == Some(false) && self.kotlin_parts(one).len() > 1
        };
        place.file != file && self.is_kotlin(place.file) && self.outward(place).any(of_platform)
    }
}
