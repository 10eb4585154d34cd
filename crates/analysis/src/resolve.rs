//! What an import leads to: a file of ours, something from elsewhere, or nothing although it should be here.
//!
//! Follows each language's own rules over the list of files. Never binds to a name that merely looks the same:
//! where several files fit equally, the import is unresolved.

mod c;
mod csharp;
mod go;
mod java;
mod javascript;
mod php;
mod python;
mod ruby;
mod rust;
mod written;

use std::collections::{BTreeSet, HashMap};

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};

pub use self::c::SearchPaths;
use crate::index::{ImportPlace, Index, SourceFile};
use crate::manifest::{Manifest, ManifestKind};

/// What an import leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// A file with facts, by its position in the index.
    File(u32),
    /// A folder, or a file without facts; with the files with facts that are used through it.
    Place(String, Vec<u32>),
    /// Something from elsewhere, by the name it is known under.
    External(String),
    /// Nothing, although it should be here.
    Unresolved,
    /// No relation: the file's own package, or a name of the file itself.
    Own,
}

/// Everything that resolution looks things up in.
pub struct Places<'a> {
    index: &'a Index,
    files: HashMap<&'a str, u32>,
    by_file_name: HashMap<&'a str, Vec<u32>>,
    folders: BTreeSet<&'a str>,
    manifests: HashMap<&'a str, Vec<&'a Manifest>>,
    manifests_at: HashMap<(ManifestKind, &'a str), &'a Manifest>,
    python: python::Roots<'a>,
    configured: javascript::Configured<'a>,
    java: java::Packages<'a>,
    csharp: csharp::Namespaces<'a>,
    php: php::Namespaces<'a>,
    elixir: written::Modules<'a>,
    /// Where headers of C are looked for.
    pub search: SearchPaths,
}

impl<'a> Places<'a> {
    /// Prepare the look-ups.
    #[must_use]
    pub fn new(index: &'a Index) -> Self {
        let mut files = HashMap::with_capacity(index.files.len());
        let mut by_file_name: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut folders = BTreeSet::new();
        for (position, file) in (0_u32..).zip(&index.files) {
            files.insert(file.path.as_str(), position);
            by_file_name
                .entry(file.path.file_name())
                .or_default()
                .push(position);
            let mut folder = file.path.folder();
            while !folder.is_empty() && folders.insert(folder) {
                folder = parent(folder);
            }
        }
        let mut manifests: HashMap<_, Vec<&Manifest>> = HashMap::new();
        let mut manifests_at = HashMap::new();
        for record in &index.records {
            if let Some(manifest) = record.manifest() {
                manifests_at.insert((manifest.kind, manifest.folder.as_str()), manifest);
                manifests
                    .entry(manifest.name.as_str())
                    .or_default()
                    .push(manifest);
            }
        }
        let python = python::Roots::new(index);
        Self {
            index,
            files,
            by_file_name,
            folders,
            manifests,
            manifests_at,
            python,
            configured: javascript::Configured::new(index),
            java: java::Packages::new(index),
            csharp: csharp::Namespaces::new(index),
            php: php::Namespaces::new(index),
            elixir: written::Modules::new(index),
            search: SearchPaths::new(index),
        }
    }

    /// What an import of a file leads to.
    #[must_use]
    pub fn resolve(&self, file: &'a SourceFile, import: &Import, place: ImportPlace) -> Resolution {
        if import.kind == ImportKind::Package {
            return Resolution::Own;
        }
        match file.language {
            Language::Python => python::resolve(self, file, import),
            Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Vue
            | Language::Svelte => javascript::resolve(self, file, import),
            Language::Rust => rust::resolve(self, file, import, place),
            Language::Go => go::resolve(self, file, import),
            Language::Java | Language::Kotlin | Language::Scala => {
                java::resolve(self, file, import)
            }
            Language::CSharp => csharp::resolve(self, file, import),
            Language::Php => php::resolve(self, file, import),
            Language::Ruby => ruby::resolve(self, file, import),
            Language::C | Language::Cpp => c::resolve(self, file, import),
            other => written::resolve(self, other, file, import),
        }
    }

    fn file(&self, path: &str) -> Option<u32> {
        self.files.get(path).copied()
    }

    fn source(&self, position: u32) -> Option<&'a SourceFile> {
        self.index.files.get(position as usize).map(|file| &**file)
    }

    /// The files that stand in a folder itself and define something that `user` names.
    fn used_files(&self, folder: &str, user: &SourceFile) -> Vec<u32> {
        self.index
            .files_in(folder)
            .filter(|(_, file)| file.path != user.path)
            .filter(|(_, file)| top_level_names(file).any(|name| user.uses.has(name)))
            .map(|(position, _)| position)
            .collect()
    }

    /// The manifests of a kind in a folder and in those above, the nearest first.
    fn manifests_above(
        &self,
        kind: ManifestKind,
        folder: &'a str,
    ) -> impl Iterator<Item = &'a Manifest> {
        upward(folder).filter_map(move |at| self.manifests_at.get(&(kind, at)).copied())
    }

    /// The manifests of a kind that declare a name, by folder.
    fn manifests(&self, kind: ManifestKind, name: &str) -> Vec<&'a Manifest> {
        let named = self.manifests.get(name).into_iter().flatten();
        named
            .copied()
            .filter(|manifest| manifest.kind == kind)
            .collect()
    }
}

/// Whether an import was found by the end of its path alone: the search path it is looked up on is not known here.
#[must_use]
pub fn is_found_by_ending(
    search: &SearchPaths,
    file: &SourceFile,
    import: &Import,
    target: &SourceFile,
) -> bool {
    let beside = || join_relative(file.path.folder(), &import.module);
    match file.language {
        Language::C | Language::Cpp => {
            let (from, to) = (file.path.as_str(), target.path.as_str());
            beside().is_none_or(|path| path != to) && !search.lead(from, &import.module, to)
        }
        Language::Ruby => !import.module.starts_with('.'),
        _ => false,
    }
}

fn top_level_names(file: &SourceFile) -> impl Iterator<Item = &str> {
    file.definitions
        .iter()
        .filter(|definition| {
            definition.parent.is_none() && definition.kind != DefinitionKind::Module
        })
        .map(|definition| definition.name.as_str())
}

/// A folder and those above it, up to the root.
fn upward(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |at| (!at.is_empty()).then(|| parent(at)))
}

/// The folder above; `""` above the first.
fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(above, _)| above)
}

/// `folder/name`, where `""` is the root.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// `folder` and `relative` with `.` and `..` worked out; nothing when that leads out of the repository.
pub fn join_relative(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
