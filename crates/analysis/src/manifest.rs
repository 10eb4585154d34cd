//! The little that is taken from package manifests: the name that others import by.
//!
//! Reads lines, not formats: a manifest that is written unusually gives no name, never an error.

use crate::path::RepoPath;

/// A package or module that is declared in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The ecosystem it belongs to.
    pub kind: ManifestKind,
    /// The folder it stands in; `""` is the root.
    pub folder: String,
    /// The name that others import by.
    pub name: String,
    /// Beginnings of names, each with the folder, in the repository, where the rest of a name is a path.
    pub roots: Vec<(String, String)>,
}

/// The manifests that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ManifestKind {
    /// `go.mod`.
    GoModule,
    /// `package.json`.
    NodePackage,
    /// `Cargo.toml`.
    RustCrate,
    /// `composer.json`.
    PhpPackage,
}

impl ManifestKind {
    /// The kind that a file name stands for.
    #[must_use]
    pub fn of(path: &RepoPath) -> Option<Self> {
        match path.file_name() {
            "go.mod" => Some(Self::GoModule),
            "package.json" => Some(Self::NodePackage),
            "Cargo.toml" => Some(Self::RustCrate),
            "composer.json" => Some(Self::PhpPackage),
            _ => None,
        }
    }
}

impl Manifest {
    /// What a manifest declares, where it declares anything.
    #[must_use]
    pub fn read(kind: ManifestKind, path: &RepoPath, bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let folder = path.folder();
        let roots = match kind {
            ManifestKind::PhpPackage => php_roots(text, folder),
            ManifestKind::GoModule | ManifestKind::NodePackage | ManifestKind::RustCrate => {
                Vec::new()
            }
        };
        let name = match kind {
            ManifestKind::GoModule => go_module(text),
            // What others import by is among the roots, so an application needs no name.
            ManifestKind::PhpPackage if !roots.is_empty() => {
                node_package(text).or_else(|| Some(String::new()))
            }
            ManifestKind::NodePackage | ManifestKind::PhpPackage => node_package(text),
            ManifestKind::RustCrate => rust_crate(text),
        }?;
        Some(Self {
            kind,
            folder: folder.to_owned(),
            name,
            roots,
        })
    }
}

fn go_module(text: &str) -> Option<String> {
    let rest = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("module "))?;
    let name = rest.split("//").next()?.trim().trim_matches('"');
    (!name.is_empty()).then(|| name.to_owned())
}

fn node_package(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value
        .get("name")?
        .as_str()
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// The namespaces that PSR-4 puts into folders, for use and for development.
fn php_roots(text: &str, folder: &str) -> Vec<(String, String)> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let mut roots = Vec::new();
    for section in ["autoload", "autoload-dev"] {
        let map = value
            .get(section)
            .and_then(|section| section.get("psr-4"))
            .and_then(serde_json::Value::as_object);
        for (prefix, folders) in map.into_iter().flatten() {
            let several = folders.as_array().map_or(&[][..], Vec::as_slice);
            let written = std::iter::once(folders)
                .chain(several)
                .filter_map(|one| one.as_str());
            roots.extend(written.map(|written| {
                let inside = written.trim_start_matches("./").trim_matches('/');
                let parts = [folder, inside].into_iter().filter(|part| !part.is_empty());
                let root = parts.collect::<Vec<_>>().join("/");
                (prefix.trim_matches('\\').to_owned(), root)
            }));
        }
    }
    roots
}

/// The library's name where it has one of its own, else the package's.
fn rust_crate(text: &str) -> Option<String> {
    let mut section = "";
    let mut package = None;
    let mut library = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if let Some(name) = assigned_name(line) {
            match section {
                "[package]" => package = Some(name),
                "[lib]" => library = Some(name),
                _ => {}
            }
        }
    }
    library.or(package).map(|name| name.replace('-', "_"))
}

fn assigned_name(line: &str) -> Option<&str> {
    let value = line
        .strip_prefix("name")?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    value
        .strip_prefix('"')?
        .split('"')
        .next()
        .filter(|name| !name.is_empty())
}
