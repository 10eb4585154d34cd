//! PHP: the folders of composer's PSR-4, then namespaces as the files declare them; paths of `include`.

use std::collections::HashMap;

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};

use super::{Places, Resolution, join, join_relative};
use crate::index::{Index, SourceFile};

/// What is declared, and where composer says that it is.
pub struct Namespaces<'a> {
    /// The files that define each name of each namespace.
    declared: HashMap<&'a str, HashMap<&'a str, Vec<u32>>>,
    /// Beginnings of names and their folders, the longest first.
    roots: Vec<(&'a str, &'a str)>,
}

impl<'a> Namespaces<'a> {
    pub fn new(index: &'a Index) -> Self {
        let mut declared: HashMap<&str, HashMap<&str, Vec<u32>>> = HashMap::new();
        for (position, file) in (0_u32..)
            .zip(&index.files)
            .filter(|(_, file)| file.language == Language::Php)
        {
            for (namespace, name) in names(file) {
                let files = declared.entry(namespace).or_default();
                let files = files.entry(name).or_default();
                if files.last() != Some(&position) {
                    files.push(position);
                }
            }
        }
        let mut roots: Vec<(&str, &str)> = Vec::new();
        for record in &index.records {
            if let Some(manifest) = record.manifest() {
                let own = manifest.roots.iter();
                roots.extend(own.map(|(prefix, folder)| (prefix.as_str(), folder.as_str())));
            }
        }
        roots.sort_by_key(|(prefix, folder)| (std::cmp::Reverse(prefix.len()), *prefix, *folder));
        Self { declared, roots }
    }
}

/// What stands at the top level or right in a namespace, with that namespace.
fn names(file: &SourceFile) -> impl Iterator<Item = (&str, &str)> {
    let package = file
        .imports
        .iter()
        .find(|import| import.kind == ImportKind::Package)
        .map_or("", |import| import.module.as_str());
    file.definitions.iter().filter_map(move |definition| {
        let namespace = match definition.parent {
            None => package,
            Some(parent) => {
                let parent = file.definitions.get(parent as usize)?;
                (parent.kind == DefinitionKind::Module).then_some(parent.name.as_str())?
            }
        };
        (definition.kind != DefinitionKind::Module).then_some((namespace, definition.name.as_str()))
    })
}

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    match (&import.kind, &import.name) {
        (ImportKind::Import, Some(name)) => resolve_name(places, &import.module, name),
        _ => included(places, file, &import.module),
    }
}

fn resolve_name(places: &Places<'_>, namespace: &str, name: &str) -> Resolution {
    let full = if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}\\{name}")
    };
    let mut ours = false;
    for (prefix, folder) in &places.php.roots {
        let rest = full.strip_prefix(prefix);
        let rest = rest.and_then(|rest| {
            if prefix.is_empty() {
                Some(rest)
            } else {
                rest.strip_prefix('\\')
            }
        });
        let Some(rest) = rest else { continue };
        ours |= !prefix.is_empty();
        let path = join(folder, &format!("{}.php", rest.replace('\\', "/")));
        if let Some(position) = places.file(&path) {
            return Resolution::File(position);
        }
    }
    let declared = places.php.declared.get(namespace);
    match declared
        .and_then(|names| names.get(name))
        .map(Vec::as_slice)
    {
        Some([one]) => return Resolution::File(*one),
        Some(_) => return Resolution::Unresolved,
        None => {}
    }
    // A namespace is imported to write `Models\User`.
    if let Some(names) = places.php.declared.get(full.as_str()) {
        let first = names.values().flatten().min();
        let folder = first
            .and_then(|first| places.source(*first))
            .map(|source| source.path.folder());
        return Resolution::Place(folder.unwrap_or_default().to_owned(), Vec::new());
    }
    if ours || (!namespace.is_empty() && declared.is_some()) {
        return Resolution::Unresolved;
    }
    let known_as = if namespace.is_empty() {
        name
    } else {
        namespace
    };
    Resolution::External(known_as.to_owned())
}

/// A path: from the file's folder, and one that does not insist on that from the root too.
fn included(places: &Places<'_>, file: &SourceFile, path: &str) -> Resolution {
    let beside = join_relative(file.path.folder(), path);
    let from_root = join_relative("", path).filter(|_| !path.starts_with('.'));
    [beside, from_root]
        .into_iter()
        .flatten()
        .find_map(|path| places.file(&path))
        .map_or(Resolution::Unresolved, Resolution::File)
}
