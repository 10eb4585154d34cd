//! Trees of tree-sitter are read in place as its cursor shows them, in every language, whole and broken.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

mod files;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use files::files;
use syntax::{Language, misread};

/// The text whole, cut off at each eighth, and with five bytes missing there.
fn breaks(text: &[u8]) -> Vec<String> {
    let parts = (1..8).map(|part| text.split_at(text.len() * part / 8));
    let torn = parts.flat_map(|(before, behind)| {
        let less = [before, behind.get(5..).unwrap_or_default()].concat();
        [before.to_vec(), less]
    });
    let all = std::iter::once(text.to_vec()).chain(torn);
    all.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

// requirement: E1
#[test]
fn trees_are_read_as_the_cursor_shows_them() {
    let mut seen = BTreeSet::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")) {
        let text = fs::read(&path).unwrap();
        let Some(language) = Language::detect(&path.to_string_lossy(), &text) else {
            continue;
        };
        seen.insert(language.name());
        for broken in breaks(&text) {
            assert_eq!(misread(&broken, language), None, "{path:?}: {broken}");
        }
    }
    assert_eq!(seen.len(), Language::ALL.len());
}

#[test]
fn a_text_without_anything_is_read_as_the_cursor_shows_it() {
    for language in Language::ALL {
        assert_eq!(misread("", language), None, "{language:?}");
    }
}
