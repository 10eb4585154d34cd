//! The little that is taken from package manifests and the like: the names that others import by.
//!
//! A manifest that is written unusually gives no name, never an error.

mod commands;
mod node;

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
    /// Names, or beginnings or patterns of names as the kind has it, each with the path in the repository that it
    /// leads to.
    pub roots: Vec<(String, String)>,
    /// Other manifests of the kind that this one goes on with, by path.
    pub others: Vec<String>,
    /// Files that are compiled, and where their headers are looked for.
    pub compiled: Vec<Compiled>,
}

/// A file that is compiled; paths are those of the machine where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// Its path.
    pub file: String,
    /// The folders where headers are looked for, in that order.
    pub folders: Vec<String>,
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
    /// `tsconfig.json`, `jsconfig.json`, and files that these extend.
    TypeScriptConfig,
    /// `compile_commands.json`.
    CompileCommands,
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
            "compile_commands.json" => Some(Self::CompileCommands),
            "jsconfig.json" => Some(Self::TypeScriptConfig),
            name if name.starts_with("tsconfig") && name.ends_with(".json") => {
                Some(Self::TypeScriptConfig)
            }
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
        let named = |name| Self {
            kind,
            folder: folder.to_owned(),
            name,
            roots: Vec::new(),
            others: Vec::new(),
            compiled: Vec::new(),
        };
        match kind {
            ManifestKind::GoModule => go_module(text).map(named),
            ManifestKind::RustCrate => {
                let roots = renamed(text);
                // A workspace has no name, and may rename for all of its crates.
                let name = rust_crate(text).or_else(|| (!roots.is_empty()).then(String::new));
                let manifest = name.map(named)?;
                Some(Self { roots, ..manifest })
            }
            ManifestKind::NodePackage => node::package(text, named),
            ManifestKind::TypeScriptConfig => node::configuration(text, path, named),
            ManifestKind::CompileCommands => commands::compiled(text).map(|compiled| Self {
                compiled,
                ..named(String::new())
            }),
            ManifestKind::PhpPackage => {
                let roots = php_roots(text, folder);
                // What others import by is among the roots, so an application needs no name.
                let name = node::name(text).or_else(|| (!roots.is_empty()).then(String::new));
                let manifest = name.map(named)?;
                Some(Self { roots, ..manifest })
            }
        }
    }
}

fn go_module(text: &str) -> Option<String> {
    let rest = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("module "))?;
    let name = rest.split("//").next()?.trim().trim_matches('"');
    (!name.is_empty()).then(|| name.to_owned())
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
        } else if let Some(name) = assigned("name", line) {
            match section {
                "[package]" => package = Some(name),
                "[lib]" => library = Some(name),
                _ => {}
            }
        }
    }
    library.or(package).map(|name| name.replace('-', "_"))
}

/// The names under which a crate knows others that are called otherwise.
fn renamed(text: &str) -> Vec<(String, String)> {
    let mut section = "";
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(opened) = line.strip_prefix('[') {
            section = opened.trim_end_matches(']');
            continue;
        }
        let named = match section.rsplit_once("dependencies") {
            Some((_, "")) => line.split_once('='),
            Some((_, name)) => Some((name.trim_start_matches('.'), line)),
            None => None,
        };
        let package = named.and_then(|(name, rest)| {
            let at = rest.find("package")?;
            Some((name, assigned("package", rest.get(at..)?)?))
        });
        if let Some((name, package)) = package {
            let plain = |name: &str| name.trim().replace('-', "_");
            found.push((plain(name), plain(package)));
        }
    }
    found
}

/// The text that a line gives a key.
fn assigned<'a>(key: &str, line: &'a str) -> Option<&'a str> {
    let value = line.strip_prefix(key)?.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let text = value.strip_prefix('"')?.split('"').next();
    text.filter(|text| !text.is_empty())
}
