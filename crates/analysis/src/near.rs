//! Which files the names of a file most likely mean: those it sees.
//!
//! By imports and by the rules of the language for one package; never by text alone, unless a name is telling.

use syntax::Language;

use crate::graph::Graph;
use crate::index::Index;

/// Files near a file that are looked at.
const NEAR_MAX: usize = 256;

/// The files that a file's names most likely mean.
pub struct Near {
    /// Imported by the file, or of the same package where that needs no import; sorted.
    first: Vec<u32>,
    /// Imported by those: what a package hands on; sorted.
    second: Vec<u32>,
}

impl Near {
    /// What a file sees.
    pub fn new(index: &Index, graph: &Graph, from: usize) -> Self {
        let imports = |at: usize| graph.imports.get(at).map(Vec::as_slice).unwrap_or_default();
        let mut first: Vec<u32> = imports(from).to_vec();
        first.extend(package_files(index, from));
        first.extend(twins(index, &first));
        first.sort_unstable();
        let handed = first
            .iter()
            .take(NEAR_MAX)
            .flat_map(|at| imports(*at as usize).iter().take(NEAR_MAX));
        let mut second: Vec<u32> = handed.copied().collect();
        second.sort_unstable();
        second.dedup();
        second.extend(twins(index, &second));
        second.sort_unstable();
        Self { first, second }
    }

    /// Of the files that define a name, those that are meant, and how surely.
    pub fn meant(&self, files: &[u32], name: &str) -> (Vec<u32>, f64) {
        let among = |near: &[u32]| -> Vec<u32> {
            files
                .iter()
                .copied()
                .filter(|file| near.binary_search(file).is_ok())
                .collect()
        };
        let first = among(&self.first);
        if !first.is_empty() {
            return (first, 4.0);
        }
        let second = among(&self.second);
        if !second.is_empty() {
            return (second, 2.0);
        }
        // Without an import in between, only a name that can hardly mean anything else.
        let telling = is_compound(name) && files.len() <= 3;
        if telling {
            (files.to_vec(), 0.5)
        } else {
            (Vec::new(), 0.0)
        }
    }
}

/// The sources that stand beside headers: a C header declares what they define.
fn twins(index: &Index, headers: &[u32]) -> Vec<u32> {
    let twin = |header: &u32| {
        let path = index.files.get(*header as usize)?.path.as_str();
        let (stem, ending) = path.rsplit_once('.')?;
        let sources =
            matches!(ending, "h" | "hh" | "hpp" | "hxx").then_some(["c", "cc", "cpp", "cxx"])?;
        sources
            .iter()
            .find_map(|source| index.file_position(&format!("{stem}.{source}")))
    };
    headers
        .iter()
        .filter_map(twin)
        .filter_map(|position| u32::try_from(position).ok())
        .collect()
}

/// The other files of a package whose files see each other without imports.
fn package_files(index: &Index, from: usize) -> Vec<u32> {
    let Some(file) = index.files.get(from) else {
        return Vec::new();
    };
    match file.language {
        Language::Go | Language::Java | Language::Kotlin | Language::CSharp | Language::Php => {}
        _ => return Vec::new(),
    }
    let folder = file.path.folder();
    let start = index
        .files
        .partition_point(|other| other.path.as_str() < folder);
    let mut files = Vec::new();
    for (position, other) in index.files.iter().enumerate().skip(start) {
        if files.len() >= NEAR_MAX || !other.path.is_within(folder) {
            break;
        }
        if other.path.folder() == folder && position != from {
            files.extend(u32::try_from(position));
        }
    }
    files
}

/// Whether a name is made of several words, so that it hardly means anything else.
pub fn is_compound(name: &str) -> bool {
    name.len() >= 8
        && (name.trim_matches('_').contains('_') || name.chars().skip(1).any(char::is_uppercase))
}
