//! Go: the module path of `go.mod`, then the folder.

use syntax::facts::Import;

use super::{Places, Resolution, join};
use crate::index::SourceFile;
use crate::manifest::ManifestKind;

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let path = import.module.as_str();
    // The longest module path that the import begins with.
    let mut name = path;
    let module = loop {
        if let Some(module) = places
            .manifests(ManifestKind::GoModule, name)
            .first()
            .copied()
        {
            break module;
        }
        match name.rsplit_once('/') {
            Some((above, _)) => name = above,
            None => return Resolution::External(external(path)),
        }
    };
    let inside = path
        .strip_prefix(name)
        .unwrap_or_default()
        .trim_start_matches('/');
    let folder = if inside.is_empty() {
        module.folder.clone()
    } else {
        join(&module.folder, inside)
    };
    if folder.is_empty() || places.folders.contains(folder.as_str()) {
        let used = places.used_files(&folder, file);
        return Resolution::Place(folder, used);
    }
    Resolution::Unresolved
}

/// The standard library by package, everything else by repository.
fn external(path: &str) -> String {
    let hosted = path
        .split('/')
        .next()
        .is_some_and(|host| host.contains('.'));
    if hosted {
        path.split('/').take(3).collect::<Vec<_>>().join("/")
    } else {
        path.to_owned()
    }
}
