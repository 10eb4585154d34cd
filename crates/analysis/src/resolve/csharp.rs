//! C#: namespaces as the files declare them, wherever the files stand.

use std::collections::HashMap;

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};

use super::{Places, Resolution};
use crate::index::{Index, SourceFile};

/// The types of each declared namespace, with the files that define them.
pub struct Namespaces<'a>(HashMap<String, HashMap<&'a str, Vec<u32>>>);

impl<'a> Namespaces<'a> {
    pub fn new(index: &'a Index) -> Self {
        let mut namespaces: HashMap<String, HashMap<&str, Vec<u32>>> = HashMap::new();
        for (position, file) in (0_u32..)
            .zip(&index.files)
            .filter(|(_, file)| file.language == Language::CSharp)
        {
            for (namespace, name) in types(file) {
                let files = namespaces.entry(namespace).or_default();
                let files = files.entry(name).or_default();
                if files.last() != Some(&position) {
                    files.push(position);
                }
            }
        }
        Self(namespaces)
    }

    /// The files that define a type; several where it is written in parts.
    fn files(&self, path: &str) -> Option<&[u32]> {
        let (namespace, name) = path.rsplit_once('.').unwrap_or(("", path));
        self.0.get(namespace)?.get(name).map(Vec::as_slice)
    }
}

/// The types that stand in no other, each with its namespace.
fn types(file: &SourceFile) -> impl Iterator<Item = (String, &str)> {
    let package = package(file);
    file.definitions.iter().filter_map(move |definition| {
        let parent = match definition.parent {
            None => "",
            Some(parent) => {
                let parent = file.definitions.get(parent as usize)?;
                (parent.kind == DefinitionKind::Module).then_some(parent.qualified_name.as_str())?
            }
        };
        let parts = [package, parent]
            .into_iter()
            .filter(|part| !part.is_empty());
        let namespace = parts.collect::<Vec<_>>().join(".");
        (definition.kind != DefinitionKind::Module).then_some((namespace, definition.name.as_str()))
    })
}

/// The namespace that the whole file is in.
fn package(file: &SourceFile) -> &str {
    let declared = file
        .imports
        .iter()
        .find(|import| import.kind == ImportKind::Package);
    declared.map_or("", |import| import.module.as_str())
}

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let mut path = import.module.clone();
    if let Some(name) = import.name.as_deref().filter(|name| *name != "*") {
        path = format!("{path}.{name}");
    }
    // What is written may go on from the namespace that it stands in.
    let mut around = package(file);
    loop {
        let full = if around.is_empty() {
            path.clone()
        } else {
            format!("{around}.{path}")
        };
        if let Some(found) = declared(places, file, &full) {
            return found;
        }
        if around.is_empty() {
            break;
        }
        around = around.rsplit_once('.').map_or("", |(above, _)| above);
    }
    let mut above = path.as_str();
    while let Some((parent, _)) = above.rsplit_once('.') {
        if places.csharp.0.contains_key(parent) {
            return Resolution::Unresolved;
        }
        above = parent;
    }
    Resolution::External(import.module.clone())
}

/// A namespace by its files that define what the user names; a type by all its parts.
fn declared(places: &Places<'_>, file: &SourceFile, path: &str) -> Option<Resolution> {
    if let Some(types) = places.csharp.0.get(path) {
        let mut all: Vec<u32> = types.values().flatten().copied().collect();
        let first = all.iter().min().and_then(|first| places.source(*first))?;
        all = types
            .iter()
            .filter(|(name, _)| file.uses.has(name))
            .flat_map(|(_, files)| files.iter().copied())
            .filter(|position| {
                places
                    .source(*position)
                    .is_some_and(|used| used.path != file.path)
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        return Some(Resolution::Place(first.path.folder().to_owned(), all));
    }
    match places.csharp.files(path)? {
        [one] => Some(Resolution::File(*one)),
        parts @ [first, ..] => {
            let folder = places.source(*first)?.path.folder().to_owned();
            Some(Resolution::Place(folder, parts.to_vec()))
        }
        [] => None,
    }
}
