//! What is asked and answered about earlier versions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use syntax::facts::DefinitionKind;

use super::requests::{budget, hundred, twenty};

/// Request of `hotspots`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HotspotsRequest {
    /// What to rank by; only `churn` compares lines, which takes longer the first time.
    #[serde(default)]
    pub view: HotspotsView,
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// Only commits of so many days before the newest.
    #[schemars(range(min = 1, max = 100_000))]
    pub days: Option<u32>,
    /// Results a page.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: u32,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// What `hotspots` ranks by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum HotspotsView {
    /// Files by revisions times complexity.
    #[default]
    Hotspots,
    /// Files that change together.
    Coupling,
    /// Files by how many people wrote them.
    Ownership,
    /// People by the files that hang on them.
    BusFactor,
    /// Files by the time since their last change.
    Age,
    /// Files by lines that came and went.
    Churn,
}

/// Request of `history`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryRequest {
    /// A symbol's name or `id`: commits that changed its text.
    pub symbol: Option<String>,
    /// File or folder; give this or `symbol`.
    pub path: Option<String>,
    /// Results a page.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: u32,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Request of `diff_symbols`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffSymbolsRequest {
    /// Branch, tag, commit, `HEAD~3` or `worktree:NAME`; absent: `HEAD`.
    pub from: Option<String>,
    /// The same; absent: the files as they are now.
    pub to: Option<String>,
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// Results a page.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: u32,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// The commits that an answer rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HistorySpan {
    /// The newest, which is checked out.
    pub head: String,
    /// Commits that were looked at, merges left out.
    pub commits: u64,
    /// Merges; what they bring stands in their parents.
    pub merges: u64,
    /// Day of the first one, by its author.
    pub first: String,
    /// Day of the last one.
    pub last: String,
    /// Commits of which it is not known what they changed.
    pub unknown: u64,
    /// There are older ones that were not looked at.
    pub is_cut: bool,
    /// The clone is shallow: older ones are not here.
    pub is_shallow: bool,
}

/// Result of `hotspots`; one of the lists is filled, by the view.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HotspotsResult {
    /// What was ranked by.
    pub view: HotspotsView,
    /// How it was computed, with its parameters.
    pub formula: String,
    /// Files that are there today.
    pub files: Vec<FileHistory>,
    /// Files that change together.
    pub pairs: Vec<CoupledFiles>,
    /// People, most files first.
    pub people: Vec<PersonFiles>,
    /// People whose leaving would orphan more than half of the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus_factor: Option<u32>,
    /// The commits it rests on.
    pub history: HistorySpan,
}

/// What is known of a file's past. A renamed file begins anew.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FileHistory {
    /// The file.
    pub path: String,
    /// Commits that changed it.
    pub revisions: u32,
    /// Sum of the cyclomatic complexity of its functions today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<u64>,
    /// Revisions times complexity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
    /// People who changed it.
    pub authors: u32,
    /// Who changed it most often.
    pub main_author: String,
    /// Their share of its revisions.
    pub main_share: f64,
    /// Lines that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<u64>,
    /// Lines that went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<u64>,
    /// Revisions whose lines could not be counted: binary, too large or missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncounted: Option<u32>,
    /// Whole months from its last change to the newest commit.
    pub age_months: u32,
    /// Day of its last change.
    pub last_change: String,
}

/// Two files that change together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CoupledFiles {
    /// One file.
    pub path: String,
    /// The other.
    pub other: String,
    /// Commits that changed both.
    pub shared: u32,
    /// Commits that changed the one.
    pub revisions: u32,
    /// Commits that changed the other.
    pub other_revisions: u32,
    /// Shared commits in percent of the mean of both.
    pub degree: u32,
    /// Of the commits that changed the one, the share that changed the other.
    pub confidence: f64,
    /// Of the commits that changed the other, the share that changed the one.
    pub other_confidence: f64,
    /// Shared commits against what chance would give.
    pub lift: f64,
    /// One of them is a manifest, lock file or change log, which changes with everything.
    pub is_manifest: bool,
}

/// A person and the files that hang on them.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PersonFiles {
    /// Who.
    pub name: String,
    /// Files of which they are an author.
    pub files: u32,
    /// Files that nobody else is an author of.
    pub alone: u32,
    /// Their commits.
    pub commits: u32,
}

/// Result of `history`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HistoryResult {
    /// Newest first.
    pub commits: Vec<PastCommit>,
    /// Commits in all.
    pub total: u64,
    /// `id` of the symbol that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// It is today otherwise than in the newest commit.
    pub is_uncommitted: bool,
    /// The commits that were looked through.
    pub history: HistorySpan,
}

/// A commit, and why it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PastCommit {
    /// Its name, as far as it is needed.
    pub commit: String,
    /// Its day.
    pub date: String,
    /// Who wrote it.
    pub author: String,
    /// First line of its message.
    pub subject: String,
    /// First paragraph behind that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Issues and tickets that it names.
    pub references: Vec<String>,
    /// What it did.
    pub change: PastChange,
    /// To which file; the name that it had then.
    pub path: String,
    /// Files of the folder that it touched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u32>,
    /// Lines that came to the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<u32>,
    /// Lines that went from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<u32>,
}

/// What a commit did to a file or symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PastChange {
    /// Made it.
    Added,
    /// Changed it.
    Modified,
    /// Took it away.
    Removed,
    /// Gave it this name.
    Renamed,
}

/// Result of `diff_symbols`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiffSymbolsResult {
    /// The commit before.
    pub from: String,
    /// The commit after, or `working tree`.
    pub to: String,
    /// Changes by path and line, those that break callers first.
    pub changes: Vec<SymbolChange>,
    /// How many there are of each kind.
    pub totals: SymbolChangeTotals,
}

/// How many symbols changed how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SymbolChangeTotals {
    /// New.
    pub added: u64,
    /// Gone.
    pub removed: u64,
    /// In another file now.
    pub moved: u64,
    /// With another head.
    pub signature: u64,
    /// With other code under the same head.
    pub body: u64,
    /// Surely break callers.
    pub breaking: u64,
    /// Perhaps break callers.
    pub perhaps_breaking: u64,
    /// Files with facts that differ.
    pub files: u64,
    /// Files without facts that differ: other languages, binary, too large.
    pub other_files: u64,
}

/// A symbol that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SymbolChange {
    /// How.
    pub change: SymbolChangeKind,
    /// Names of its parents and its own, joined by dots.
    pub qualified_name: String,
    /// What it is.
    #[schemars(with = "String")]
    pub kind: DefinitionKind,
    /// Its file; where it is gone, the file it was in.
    pub path: String,
    /// Its first line, from 1; where it is gone, the line it was at.
    pub line: u32,
    /// Its head now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Its head before, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_before: Option<String>,
    /// The file it was in before, where it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_before: Option<String>,
    /// Whether callers break.
    pub breaks: Breaks,
    /// Why they do or may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a symbol changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SymbolChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is the same in another file.
    Moved,
    /// Its head differs.
    Signature,
    /// Its code differs.
    Body,
}

/// Whether a change breaks callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Breaks {
    /// Some call that was right is wrong now.
    Yes,
    /// It cannot be told.
    Unknown,
    /// None that the syntax shows.
    No,
}
