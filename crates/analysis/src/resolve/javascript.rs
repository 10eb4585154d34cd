//! JavaScript and TypeScript: relative paths with the endings that are left out, index files, names that a
//! `tsconfig.json` gives paths, and packages of the same repository by what their `package.json` offers.

use std::collections::{BTreeSet, HashMap};

use syntax::facts::Import;

use super::{Places, Resolution, join, join_relative, upward};
use crate::index::{Index, SourceFile};
use crate::manifest::{Manifest, ManifestKind};

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
    if let Some(target) = places.configured.target(places, file, module) {
        return target;
    }
    if is_no_package(module) {
        return Resolution::Unresolved;
    }
    if module.starts_with('/') || module.contains("://") || module.starts_with("node:") {
        return Resolution::External(module.to_owned());
    }
    let name = package_name(module);
    let [package] = *places.manifests(ManifestKind::NodePackage, name) else {
        return Resolution::External(name.to_owned());
    };
    let offered = format!(".{}", module.strip_prefix(name).unwrap_or_default());
    let fit = fitting(&package.roots, &offered);
    if let Some(target) = fit.and_then(|fit| fit.found(places)) {
        return target;
    }
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

/// Whether a name cannot be that of a package: it stands for a path that is configured somewhere, or for nothing.
fn is_no_package(module: &str) -> bool {
    ["#", "@/", "~"]
        .iter()
        .any(|start| module.starts_with(start))
}

/// What stands for paths by configuration: configurations of TypeScript by path.
pub struct Configured<'a>(HashMap<&'a str, &'a Manifest>);

impl<'a> Configured<'a> {
    pub fn new(index: &'a Index) -> Self {
        let configurations = index.records.iter().filter_map(|record| {
            let manifest = record.manifest()?;
            let is_one = manifest.kind == ManifestKind::TypeScriptConfig;
            is_one.then_some((record.path.as_str(), manifest))
        });
        Self(configurations.collect())
    }

    /// What a name stands for in a file, by its package where it begins with `#`, else by its configuration.
    fn target(&self, places: &Places<'_>, file: &SourceFile, module: &str) -> Option<Resolution> {
        let folder = file.path.folder();
        if module.starts_with('#') {
            let mut packages = places.manifests_above(ManifestKind::NodePackage, folder);
            let package = packages.next()?;
            return fitting(&package.roots, module)?.found(places);
        }
        let nearest = upward(folder).find_map(|folder| {
            let named = |name: &str| self.0.get(join(folder, name).as_str()).copied();
            named("tsconfig.json").or_else(|| named("jsconfig.json"))
        })?;
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![nearest]);
        while let Some(one) = waiting.pop() {
            if !seen.insert((one.folder.as_str(), one.name.as_str())) {
                continue;
            }
            if let Some(fit) = fitting(&one.roots, module) {
                let missing = || fit.is_ours().then_some(Resolution::Unresolved);
                if let Some(target) = fit.found(places).or_else(missing) {
                    return Some(target);
                }
            }
            waiting.extend(one.others.iter().rev().filter_map(|path| self.named(path)));
        }
        None
    }

    /// A configuration by a path that may lack its ending, or be that of its folder.
    fn named(&self, path: &str) -> Option<&'a Manifest> {
        let whole = [
            path.to_owned(),
            format!("{path}.json"),
            join(path, "tsconfig.json"),
        ];
        whole
            .iter()
            .find_map(|path| self.0.get(path.as_str()))
            .copied()
    }
}

/// The pattern that a name fits, and the paths that it leads to by it.
struct Fit<'a> {
    pattern: &'a str,
    paths: Vec<String>,
}

impl Fit<'_> {
    fn found(&self, places: &Places<'_>) -> Option<Resolution> {
        self.paths.iter().find_map(|path| at(places, path))
    }

    /// Whether something of ours is meant, whether it is there or not.
    fn is_ours(&self) -> bool {
        let installed = |path: &String| path.split('/').any(|part| part == "node_modules");
        self.pattern != "*" && !self.paths.iter().any(installed)
    }
}

/// Of patterns with at most one `*` the one that a name fits with the longest beginning.
fn fitting<'a>(roots: &'a [(String, String)], name: &str) -> Option<Fit<'a>> {
    let matched = |pattern: &str| -> Option<(usize, String)> {
        let Some((before, after)) = pattern.split_once('*') else {
            return (pattern == name).then(|| (usize::MAX, String::new()));
        };
        let rest = name.strip_prefix(before)?.strip_suffix(after)?;
        Some((before.len(), rest.to_owned()))
    };
    let fits = roots.iter().filter_map(|(pattern, _)| {
        let (length, rest) = matched(pattern)?;
        Some((length, pattern.as_str(), rest))
    });
    let (_, pattern, rest) = fits.max_by_key(|(length, ..)| *length)?;
    let targets = roots.iter().filter(|(other, _)| other == pattern);
    Some(Fit {
        pattern,
        paths: targets
            .map(|(_, target)| target.replacen('*', &rest, 1))
            .collect(),
    })
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
