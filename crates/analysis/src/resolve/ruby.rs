//! Ruby: paths beside the file, and the load path: `lib`, `test` and `spec` of each gem.

use syntax::facts::Import;

use super::{Places, Resolution, join_relative, parent};
use crate::index::SourceFile;

/// Folders that are on the load path by custom.
const ROOTS: [&str; 3] = ["lib", "spec", "test"];

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let written = import.module.as_str();
    let path = if written.ends_with(".rb") {
        written.to_owned()
    } else {
        format!("{written}.rb")
    };
    if written.starts_with('.') {
        return join_relative(file.path.folder(), &path)
            .and_then(|path| places.file(&path))
            .map_or(Resolution::Unresolved, Resolution::File);
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    let folder = file.path.folder();
    // Each candidate with the folder of its gem; the gem that the file is in comes before others.
    let mut found: Vec<(usize, u32)> = Vec::new();
    for position in places.by_file_name.get(name).into_iter().flatten() {
        let root = places
            .source(*position)
            .and_then(|source| source.path.as_str().strip_suffix(path.as_str()))
            .and_then(|root| root.strip_suffix('/'));
        let Some(root) = root else { continue };
        if ROOTS.contains(&root.rsplit('/').next().unwrap_or(root)) {
            let gem = parent(root);
            let own = gem.is_empty() || folder == gem || folder.starts_with(&format!("{gem}/"));
            found.push((if own { gem.len() + 1 } else { 0 }, *position));
        }
    }
    found.sort_unstable();
    match found.as_slice() {
        [.., (second, _), (first, _)] if first == second => Resolution::Unresolved,
        [.., (_, position)] => Resolution::File(*position),
        [] => places.file(&path).map_or_else(
            || Resolution::External(first_part(written)),
            Resolution::File,
        ),
    }
}

/// The gem or library that a path begins with.
fn first_part(path: &str) -> String {
    let part = path.split('/').next().unwrap_or(path);
    part.trim_end_matches(".rb").to_owned()
}
