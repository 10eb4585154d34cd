//! Languages of the second tier: paths beside the file and names of declared modules, and no rule beyond.

use std::collections::HashMap;

use syntax::Language;
use syntax::facts::{DefinitionKind, Import, ImportKind};

use super::{Places, Resolution, javascript, join, join_relative};
use crate::index::{Index, SourceFile};

/// The files that declare each module of Elixir.
pub struct Modules<'a>(HashMap<&'a str, Vec<u32>>);

impl<'a> Modules<'a> {
    pub fn new(index: &'a Index) -> Self {
        let mut modules: HashMap<&str, Vec<u32>> = HashMap::new();
        for (position, file) in (0_u32..)
            .zip(&index.files)
            .filter(|(_, file)| file.language == Language::Elixir)
        {
            let declared = file.definitions.iter().filter(|one| {
                matches!(one.kind, DefinitionKind::Module | DefinitionKind::Interface)
            });
            for one in declared {
                modules
                    .entry(one.qualified_name.as_str())
                    .or_default()
                    .push(position);
            }
        }
        Self(modules)
    }
}

pub fn resolve(
    places: &Places<'_>,
    language: Language,
    file: &SourceFile,
    import: &Import,
) -> Resolution {
    let module = import.module.as_str();
    let found = match language {
        // An example in a document takes nothing, and a stage is built from a stage of its own file.
        Language::Markdown => return Resolution::Own,
        Language::Dockerfile if is_stage(file, module) => return Resolution::Own,
        Language::Bash | Language::Css | Language::Zig => beside(places, file, module),
        Language::Dart => beside(places, file, module)
            .filter(|_| !module.contains(':') || module.starts_with('.')),
        Language::Lua => by_path(places, &module.replace('.', "/"), &["lua", "init.lua"]),
        Language::Haskell => by_path(places, &module.replace('.', "/"), &["hs"]),
        Language::Elixir => one_of(places.elixir.0.get(module).cloned().unwrap_or_default()),
        Language::Html => match beside(places, file, module) {
            None => return javascript::resolve(places, file, import),
            found => found,
        },
        Language::Hcl => folder(places, file, module),
        _ => None,
    };
    let ours = module.starts_with("./") || module.starts_with("../");
    found.unwrap_or_else(|| {
        if ours || import.kind == ImportKind::Submodule {
            Resolution::Unresolved
        } else {
            Resolution::External(module.to_owned())
        }
    })
}

fn is_stage(file: &SourceFile, name: &str) -> bool {
    let mut definitions = file.definitions.iter();
    definitions.any(|one| one.kind == DefinitionKind::Stage && one.name == name)
}

/// A path that starts at the folder of the file.
fn beside(places: &Places<'_>, file: &SourceFile, path: &str) -> Option<Resolution> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let full = join_relative(file.path.folder(), path)?;
    places.file(&full).map(Resolution::File)
}

/// The one file whose path ends like this.
fn by_path(places: &Places<'_>, path: &str, endings: &[&str]) -> Option<Resolution> {
    let candidates = endings.iter().flat_map(|ending| {
        let wanted = if ending.contains('.') {
            join(path, ending)
        } else {
            format!("{path}.{ending}")
        };
        let name = wanted.rsplit('/').next().unwrap_or(&wanted).to_owned();
        let named = places.by_file_name.get(name.as_str());
        let fits = move |position: &u32| {
            places.source(*position).is_some_and(|source| {
                let full = source.path.as_str();
                full == wanted || full.ends_with(&format!("/{wanted}"))
            })
        };
        named.into_iter().flatten().copied().filter(fits)
    });
    one_of(candidates.collect())
}

/// A folder that starts at the folder of the file.
fn folder(places: &Places<'_>, file: &SourceFile, path: &str) -> Option<Resolution> {
    if !path.starts_with('.') {
        return None;
    }
    let full = join_relative(file.path.folder(), path)?;
    places
        .folders
        .contains(full.as_str())
        .then(|| Resolution::Place(full, Vec::new()))
}

fn one_of(found: Vec<u32>) -> Option<Resolution> {
    match found.as_slice() {
        [] => None,
        [one] => Some(Resolution::File(*one)),
        _ => Some(Resolution::Unresolved),
    }
}
