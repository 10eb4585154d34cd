//! What is answered about whole trees: dependencies, the map, the index.

use schemars::JsonSchema;
use serde::Serialize;

use super::metrics::Coupling;
use crate::names::Evidence;
use syntax::facts::ProblemKind;

use crate::repository::SkipReason;

/// Result of `dependencies`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct DependenciesResult {
    /// What the path imports; for a folder, across its border.
    pub imports: Vec<ImportEdge>,
    /// What imports the path; for a folder, across its border.
    pub importers: Vec<ImportEdge>,
    /// The shortest cycle through each file that stands in one, without type-only and deferred imports.
    pub cycles: Vec<Vec<String>>,
    /// Files most imported.
    pub hubs: Vec<Hub>,
    /// Modules from elsewhere and how many files import them.
    pub external: Vec<ExternalModule>,
    /// Imports by what became of them.
    pub edges: EdgeCounts,
    /// How the path hangs on the rest of the repository; null for everything.
    pub coupling: Option<Coupling>,
}

/// An import and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportEdge {
    /// The file that imports.
    pub path: String,
    /// Where, from 1.
    pub line: u32,
    /// The module as written.
    pub module: String,
    /// The name taken out of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The file or folder it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What became of it.
    pub kind: EdgeKind,
    /// How surely it leads to a file of the repository; likely where only the end of a path tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// For types only.
    pub type_only: bool,
    /// Inside a function, so not when the file is loaded.
    pub deferred: bool,
}

/// What became of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// It leads to a file or folder of the repository.
    Internal,
    /// It leads out of the repository.
    External,
    /// It should lead to something here, and nothing is there.
    Unresolved,
}

/// A file that many import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hub {
    /// The file.
    pub path: String,
    /// Files that import it.
    pub importers: u32,
    /// Files of the repository that it imports.
    pub imports: u32,
}

/// A module from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExternalModule {
    /// Its name, without what stands inside it.
    pub module: String,
    /// Files that import it.
    pub count: u32,
}

/// Imports by what became of them; a module is counted once a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EdgeCounts {
    /// Inside the repository.
    pub internal: u64,
    /// Out of it.
    pub external: u64,
    /// Nowhere.
    pub unresolved: u64,
}

/// Result of `explore`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExploreResult {
    /// Symbols by file, with lines, heads and, where there is room, code.
    pub text: String,
    /// The symbols of the text, best first.
    pub symbols: Vec<ExploredSymbol>,
    /// Symbols that have a word of the question.
    pub total: u64,
}

/// A symbol that fits a question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExploredSymbol {
    /// Names it in other calls.
    pub id: String,
    /// How well it fits, to compare within one answer.
    pub score: f64,
    /// Its code is in the text.
    pub has_body: bool,
}

/// Result of `repo_map`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RepoMapResult {
    /// Files with their most used definitions, the most important file first.
    pub text: String,
    /// The files of the text.
    pub files: Vec<RankedFile>,
}

/// A file and how important it is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RankedFile {
    /// The file.
    pub path: String,
    /// Importance; the first file of the repository has 1.
    pub rank: f64,
}

/// Result of `index`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndexResult {
    /// `ready`: everything that could be read has been.
    pub state: String,
    /// Files analysed.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their lines.
    pub lines: LineTotals,
    /// The languages, most code first.
    pub languages: Vec<LanguageTotals>,
    /// What this refresh found changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
    /// Why files were passed over.
    pub skipped_by_reason: Vec<SkippedTotals>,
    /// Files passed over that could have mattered, and a few of the others as examples.
    pub skipped: Vec<SkippedFile>,
    /// Files read with problems.
    pub problems: Vec<FileProblem>,
}

/// Lines by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineTotals {
    /// All.
    pub total: u64,
    /// With code.
    pub code: u64,
    /// With comments only.
    pub comment: u64,
    /// With white space only.
    pub blank: u64,
}

/// What there is in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageTotals {
    /// Its name.
    pub language: String,
    /// Files.
    pub files: u64,
    /// Those of them that a parser made for the language read; tree-sitter read the others.
    pub native: u64,
    /// Their bytes.
    pub bytes: u64,
    /// All lines.
    pub lines: u64,
    /// Lines with code.
    pub code: u64,
    /// Lines with comments only.
    pub comment: u64,
    /// Lines with white space only.
    pub blank: u64,
    /// Definitions.
    pub definitions: u64,
}

/// What changed since the last look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// Files that are new.
    pub added: u64,
    /// Files whose content differs.
    pub modified: u64,
    /// Files that are gone.
    pub removed: u64,
}

/// How many files were passed over for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SkippedTotals {
    /// The reason.
    pub reason: SkipReason,
    /// Files.
    pub count: u64,
    /// Their bytes, as far as known.
    pub bytes: u64,
}

/// A file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SkippedFile {
    /// Its path, as far as it can be shown.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
    /// Its size, where known.
    pub size_bytes: u64,
}

/// A kind of problem in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileProblem {
    /// The file.
    pub path: String,
    /// What it is.
    #[schemars(with = "String")]
    pub kind: ProblemKind,
    /// Where it first is, from 1.
    pub line: u32,
    /// How often.
    pub count: u32,
}
