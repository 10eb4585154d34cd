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
}

impl ManifestKind {
    /// The kind that a file name stands for.
    #[must_use]
    pub fn of(path: &RepoPath) -> Option<Self> {
        match path.file_name() {
            "go.mod" => Some(Self::GoModule),
            "package.json" => Some(Self::NodePackage),
            "Cargo.toml" => Some(Self::RustCrate),
            _ => None,
        }
    }
}

impl Manifest {
    /// What a manifest declares, where it declares anything.
    #[must_use]
    pub fn read(kind: ManifestKind, path: &RepoPath, bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let name = match kind {
            ManifestKind::GoModule => go_module(text),
            ManifestKind::NodePackage => node_package(text),
            ManifestKind::RustCrate => rust_crate(text),
        }?;
        Some(Self {
            kind,
            folder: path.folder().to_owned(),
            name,
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
