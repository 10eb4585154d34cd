//! Rust: `crate`, `self`, `super`, module files, re-exports, and the other crates of the repository by name.

use syntax::facts::{Definition, Import, ImportKind};

use super::{Places, Resolution, join, parent};
use crate::index::{ImportPlace, SourceFile};
use crate::manifest::ManifestKind;

/// Re-exports of re-exports are followed this far.
const REEXPORTS_MAX: u32 = 8;

pub fn resolve(
    places: &Places<'_>,
    file: &SourceFile,
    import: &Import,
    place: ImportPlace,
) -> Resolution {
    if import.kind == ImportKind::Submodule {
        let child = child(places, file, &import.module);
        return child.map_or(Resolution::Unresolved, Resolution::File);
    }
    let mut path: Vec<&str> = import
        .module
        .split("::")
        .filter(|part| !part.is_empty())
        .collect();
    path.extend(import.name.as_deref().filter(|name| *name != "*"));
    follow(
        places,
        file,
        &path,
        usize::from(place.modules),
        REEXPORTS_MAX,
    )
}

/// Where a path leads; `inline` modules of the file stand round it.
fn follow(
    places: &Places<'_>,
    file: &SourceFile,
    path: &[&str],
    inline: usize,
    budget: u32,
) -> Resolution {
    let Some((first, rest)) = path.split_first() else {
        return Resolution::Own;
    };
    let (start, rest) = match *first {
        "crate" => (root(places, file), rest),
        "self" | "super" => {
            let supers = path
                .iter()
                .take_while(|part| matches!(**part, "self" | "super"));
            let climbs = supers
                .clone()
                .filter(|part| **part == "super")
                .count()
                .saturating_sub(inline);
            let rest = path.get(supers.count()..).unwrap_or_default();
            (climb(places, file, climbs), rest)
        }
        name => match named(places, file, name) {
            Ok(start) => (Some(start), rest),
            Err(resolution) => return resolution,
        },
    };
    match start {
        None => Resolution::Unresolved,
        Some(start) => descend(places, start, rest, budget),
    }
}

/// Down the module files as far as they go, then through re-exports.
fn descend(places: &Places<'_>, start: u32, path: &[&str], budget: u32) -> Resolution {
    let mut at = start;
    let mut rest = path;
    while let Some((name, behind)) = rest.split_first() {
        let Some(source) = places.source(at) else {
            break;
        };
        if let Some(next) = child(places, source, name) {
            (at, rest) = (next, behind);
            continue;
        }
        let reexport = source.imports.iter().find(|import| {
            import.kind == ImportKind::Reexport
                && import.alias.as_deref().or(import.name.as_deref()) == Some(name)
        });
        if let (Some(reexport), Some(budget)) = (reexport, budget.checked_sub(1)) {
            let mut path: Vec<&str> = reexport
                .module
                .split("::")
                .filter(|part| !part.is_empty())
                .collect();
            path.extend(reexport.name.as_deref());
            path.extend(behind);
            if let found @ Resolution::File(_) = follow(places, source, &path, 0, budget) {
                return found;
            }
        }
        break;
    }
    Resolution::File(at)
}

/// What a path begins with that is neither `crate` nor `self`.
fn named(places: &Places<'_>, file: &SourceFile, name: &str) -> Result<u32, Resolution> {
    if let Some(position) = child(places, file, name) {
        return Ok(position);
    }
    let mut above = places.manifests_above(ManifestKind::RustCrate, file.path.folder());
    let given = above.find_map(|manifest| {
        let mut roots = manifest.roots.iter();
        roots.find_map(|(given, package)| (given == name).then_some(package.as_str()))
    });
    let crates = places.manifests(ManifestKind::RustCrate, given.unwrap_or(name));
    let crates = crates.into_iter();
    let libraries =
        crates.filter_map(|manifest| places.file(&join(&manifest.folder, "src/lib.rs")));
    if let Some(position) = libraries.min() {
        return Ok(position);
    }
    let is_own = |definition: &Definition| definition.name == name;
    if file.definitions.iter().any(is_own) || binds(file, name) {
        return Err(Resolution::Own);
    }
    Err(Resolution::External(name.to_owned()))
}

/// Whether another import of the file already gives this name a meaning.
fn binds(file: &SourceFile, name: &str) -> bool {
    file.imports.iter().any(|import| {
        import.alias.as_deref().or(import.name.as_deref()) == Some(name)
            && import
                .module
                .split("::")
                .next()
                .is_some_and(|first| !first.is_empty() && first != name)
    })
}

/// The file of a module that `file` declares.
fn child(places: &Places<'_>, file: &SourceFile, name: &str) -> Option<u32> {
    let folder = module_folder(places, file);
    let plain = places.file(&join(&folder, &format!("{name}.rs")));
    plain
        .or_else(|| places.file(&join(&folder, &format!("{name}/mod.rs"))))
        .filter(|found| {
            places
                .source(*found)
                .is_some_and(|source| source.path != file.path)
        })
}

/// The folder in which a file's modules stand.
fn module_folder(places: &Places<'_>, file: &SourceFile) -> String {
    let folder = file.path.folder();
    if file.path.file_name() == "mod.rs" || is_root(places, file) {
        return folder.to_owned();
    }
    join(folder, file.path.file_name().trim_end_matches(".rs"))
}

/// Whether a file is the root of a crate of its own.
fn is_root(places: &Places<'_>, file: &SourceFile) -> bool {
    let folder = file.path.folder();
    match file.path.file_name() {
        "lib.rs" | "main.rs" | "build.rs" => true,
        "mod.rs" => false,
        _ => {
            let place = folder.rsplit('/').next().unwrap_or_default();
            matches!(place, "tests" | "benches" | "examples" | "bin")
                && places.file(&format!("{folder}.rs")).is_none()
                && places.file(&join(folder, "mod.rs")).is_none()
        }
    }
}

/// The root of the crate that a file belongs to.
fn root(places: &Places<'_>, file: &SourceFile) -> Option<u32> {
    if is_root(places, file) {
        return places.file(file.path.as_str());
    }
    let mut folder = file.path.folder();
    loop {
        let found = ["lib.rs", "main.rs"]
            .iter()
            .find_map(|name| places.file(&join(folder, name)));
        if found.is_some() || folder.is_empty() {
            return found;
        }
        folder = parent(folder);
    }
}

/// The module `levels` above a file's own.
fn climb(places: &Places<'_>, file: &SourceFile, levels: usize) -> Option<u32> {
    let mut at = places.file(file.path.as_str())?;
    for _ in 0..levels {
        let source = places.source(at)?;
        let mut folder = source.path.folder();
        if source.path.file_name() == "mod.rs" {
            folder = parent(folder);
        }
        let names = ["mod.rs", "lib.rs", "main.rs"];
        let inside = names
            .iter()
            .find_map(|name| places.file(&join(folder, name)));
        at = inside.or_else(|| places.file(&format!("{folder}.rs")))?;
    }
    Some(at)
}
