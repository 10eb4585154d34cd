//! JavaScript and TypeScript: relative paths with the endings that are left out, index files, and packages of
//! the same repository by the name in their `package.json`.

use syntax::facts::Import;

use super::{Places, Resolution, join, join_relative};
use crate::index::SourceFile;
use crate::manifest::ManifestKind;

const ENDINGS: [&str; 11] = [
    ".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.mts", ".d.cts",
];

/// Where a package keeps its entry when it is used from source.
const ENTRIES: [&str; 4] = ["src/index", "index", "src/main", "lib/index"];

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let written = import
        .module
        .split(['?', '#'])
        .next()
        .filter(|path| !path.is_empty());
    let module = written.unwrap_or(&import.module);
    if module == "." || module == ".." || module.starts_with("./") || module.starts_with("../") {
        let place = join_relative(file.path.folder(), module);
        return place
            .and_then(|place| at(places, &place))
            .unwrap_or(Resolution::Unresolved);
    }
    if module.starts_with('/') || module.contains("://") || module.starts_with("node:") {
        return Resolution::External(module.to_owned());
    }
    let name = package_name(module);
    let [package] = *places.manifests(ManifestKind::NodePackage, name) else {
        return Resolution::External(name.to_owned());
    };
    let inside = module
        .strip_prefix(name)
        .unwrap_or_default()
        .trim_start_matches('/');
    let found = if inside.is_empty() {
        ENTRIES
            .iter()
            .find_map(|entry| at(places, &join(&package.folder, entry)))
    } else {
        at(places, &join(&package.folder, inside))
            .or_else(|| at(places, &join(&join(&package.folder, "src"), inside)))
    };
    found.unwrap_or_else(|| Resolution::Place(package.folder.clone(), Vec::new()))
}

/// `@scope/name` or `name`, without what stands inside it.
fn package_name(module: &str) -> &str {
    let parts = if module.starts_with('@') { 2 } else { 1 };
    module
        .match_indices('/')
        .nth(parts - 1)
        .and_then(|(end, _)| module.get(..end))
        .unwrap_or(module)
}

/// The file that a path without its ending means.
fn at(places: &Places<'_>, place: &str) -> Option<Resolution> {
    if let Some(position) = places.file(place) {
        return Some(Resolution::File(position));
    }
    let endings = || ENDINGS.iter();
    let with_ending = endings().find_map(|ending| places.file(&format!("{place}{ending}")));
    // TypeScript is imported by the name of what it compiles to.
    let compiled = || {
        let (stem, ending) = place.rsplit_once('.')?;
        let sources: &[&str] = match ending {
            "js" => &["ts", "tsx", "d.ts"],
            "jsx" => &["tsx"],
            "mjs" => &["mts", "d.mts"],
            "cjs" => &["cts", "d.cts"],
            _ => &[],
        };
        sources
            .iter()
            .find_map(|source| places.file(&format!("{stem}.{source}")))
    };
    let index =
        || endings().find_map(|ending| places.file(&join(place, &format!("index{ending}"))));
    if let Some(position) = with_ending.or_else(compiled).or_else(index) {
        return Some(Resolution::File(position));
    }
    // A style sheet, a picture, a data file: there, without facts.
    let listed = places
        .index
        .record(place)
        .map(|record| record.path.as_str().to_owned());
    listed.map(|path| Resolution::Place(path, Vec::new()))
}
