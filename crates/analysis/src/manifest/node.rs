//! `package.json` and `tsconfig.json`: what a package offers by which name, and what names stand for in its files.
//!
//! As <https://nodejs.org/api/packages.html> and <https://www.typescriptlang.org/tsconfig> have it.

use serde_json::Value;

use super::Manifest;
use crate::path::RepoPath;
use crate::resolve::{join, join_relative};

/// Fields of a package that name its entry, the one nearest to its source first.
const ENTRIES: [&str; 5] = ["source", "types", "typings", "module", "main"];

/// Conditions in each other are followed this far.
const CONDITIONS_MAX: usize = 10;

/// The name in a manifest that is JSON.
pub fn name(text: &str) -> Option<String> {
    name_of(&serde_json::from_str(text).ok()?)
}

fn name_of(value: &Value) -> Option<String> {
    let name = value.get("name")?.as_str();
    name.filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A package with what it exports (`.`, `./part`) and what its own files import by `#name`.
pub fn package(text: &str, named: impl Fn(String) -> Manifest) -> Option<Manifest> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut manifest = named(name_of(&value).unwrap_or_default());
    let mut found: Vec<(String, &str)> = Vec::new();
    if let Some(exports) = value.get("exports") {
        let parts = exports.as_object();
        let parts = parts.filter(|parts| parts.keys().any(|key| key.starts_with('.')));
        match parts {
            Some(parts) => parts
                .iter()
                .for_each(|(name, target)| targets(name, target, CONDITIONS_MAX, &mut found)),
            None => targets(".", exports, CONDITIONS_MAX, &mut found),
        }
    }
    for (name, target) in value
        .get("imports")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        targets(name, target, CONDITIONS_MAX, &mut found);
    }
    let entries = ENTRIES
        .iter()
        .filter_map(|field| value.get(field)?.as_str());
    found.extend(entries.map(|entry| (".".to_owned(), entry)));
    let within =
        |(name, target): (String, &str)| Some((name, join_relative(&manifest.folder, target)?));
    manifest.roots = found.into_iter().filter_map(within).collect();
    (!manifest.name.is_empty() || !manifest.roots.is_empty()).then_some(manifest)
}

/// All that a name may stand for, whatever the conditions.
fn targets<'a>(name: &str, value: &'a Value, depth: usize, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(target) => found.push((name.to_owned(), target)),
        Value::Array(several) if depth > 0 => several
            .iter()
            .for_each(|one| targets(name, one, depth - 1, found)),
        Value::Object(conditions) if depth > 0 => conditions
            .values()
            .for_each(|one| targets(name, one, depth - 1, found)),
        _ => {}
    }
}

/// The names that a configuration of TypeScript gives paths, and the configurations that it extends or refers to.
///
/// What it extends from a package is not followed.
pub fn configuration(
    text: &str,
    path: &RepoPath,
    named: impl Fn(String) -> Manifest,
) -> Option<Manifest> {
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    json_strip_comments::strip(&mut text).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    let mut manifest = named(path.file_name().to_owned());
    let folder = manifest.folder.as_str();
    let options = value.get("compilerOptions");
    let base = options.and_then(|options| options.get("baseUrl")?.as_str());
    let base = base.and_then(|base| join_relative(folder, base));
    let from = base.as_deref().unwrap_or(folder);
    let paths = options.and_then(|options| options.get("paths")?.as_object());
    for (pattern, several) in paths.into_iter().flatten() {
        let several = several.as_array().into_iter().flatten();
        let several = several.filter_map(|target| join_relative(from, target.as_str()?));
        manifest
            .roots
            .extend(several.map(|target| (pattern.clone(), target)));
    }
    manifest
        .roots
        .extend(base.map(|base| ("*".to_owned(), join(&base, "*"))));
    manifest.others = others(&value, folder);
    Some(manifest)
}

/// What is extended last wins, so it stands first.
fn others(value: &Value, folder: &str) -> Vec<String> {
    let extended = match value.get("extends") {
        Some(Value::Array(several)) => several.iter().rev().collect(),
        one => Vec::from_iter(one),
    };
    let referred = value.get("references").and_then(Value::as_array);
    let referred = referred.into_iter().flatten();
    let paths = extended
        .into_iter()
        .chain(referred.filter_map(|one| one.get("path")));
    paths
        .filter_map(|path| path.as_str().filter(|path| path.starts_with('.')))
        .filter_map(|path| join_relative(folder, path))
        .collect()
}
