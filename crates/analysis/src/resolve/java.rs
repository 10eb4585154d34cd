//! Java, Kotlin and Scala, which import from each other: packages as the files declare them, and what they define.

use std::collections::HashMap;

use syntax::Language;
use syntax::facts::{Import, ImportKind};

use super::{Places, Resolution, top_level_names};
use crate::index::{Index, SourceFile};

/// The names of each declared package, and the folder it first stands in.
pub struct Packages<'a>(HashMap<&'a str, Package<'a>>);

struct Package<'a> {
    folder: &'a str,
    /// The files that define each name at their top level.
    names: HashMap<&'a str, Vec<u32>>,
}

impl<'a> Packages<'a> {
    pub fn new(index: &'a Index) -> Self {
        let mut packages: HashMap<&str, Package<'_>> = HashMap::new();
        for (position, file) in (0_u32..).zip(&index.files).filter(|(_, file)| {
            matches!(
                file.language,
                Language::Java | Language::Kotlin | Language::Scala
            )
        }) {
            let declared = file
                .imports
                .iter()
                .find(|import| import.kind == ImportKind::Package);
            let package = packages
                .entry(declared.map_or("", |import| import.module.as_str()))
                .or_insert_with(|| Package {
                    folder: file.path.folder(),
                    names: HashMap::new(),
                });
            for name in top_level_names(file) {
                let files = package.names.entry(name).or_default();
                if files.last() != Some(&position) {
                    files.push(position);
                }
            }
        }
        Self(packages)
    }
}

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let mut full = import.module.clone();
    if let Some(name) = import.name.as_deref().filter(|name| *name != "*") {
        full = format!("{full}.{name}");
    }
    // A class of a package; behind it may stand classes inside it or its static members.
    let mut class = full.as_str();
    let mut ours = false;
    while let Some((package, name)) = class.rsplit_once('.') {
        if let Some(package) = places.java.0.get(package) {
            ours = true;
            match package.names.get(name).map(Vec::as_slice) {
                // Of several, Java takes one; the others take all: overloads, companions, platforms.
                Some(several @ [_, _, ..]) if file.language != Language::Java => {
                    return Resolution::Place(package.folder.to_owned(), several.to_vec());
                }
                Some([first, ..]) => return Resolution::File(*first),
                Some([]) | None => {}
            }
        }
        class = package;
    }
    if let Some(package) = places.java.0.get(full.as_str()) {
        return Resolution::Place(
            package.folder.to_owned(),
            places.used_files(package.folder, file),
        );
    }
    if ours {
        Resolution::Unresolved
    } else {
        Resolution::External(external(&import.module))
    }
}

/// The package: what stands before the first capital.
fn external(module: &str) -> String {
    let parts: Vec<&str> = module
        .split('.')
        .take_while(|part| !part.starts_with(char::is_uppercase))
        .collect();
    if parts.is_empty() {
        module.to_owned()
    } else {
        parts.join(".")
    }
}
