//! What is asked and answered about the risk of a change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::past::{HistorySpan, SymbolChange, SymbolChangeTotals};
use super::requests::{budget, hundred};
use super::tests_for::TestFile;

/// Request of `change_risk`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRiskRequest {
    /// What the files as they are now are compared with: branch, tag, commit or `HEAD~3`; absent: `HEAD`.
    pub from: Option<String>,
    /// Steps to follow from what changed to its users.
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 20))]
    pub depth: u32,
    /// Results a page, all lists together.
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

fn three() -> u32 {
    3
}

/// Result of `change_risk`. The numbers stand beside each other; there is no score of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChangeRiskResult {
    /// The commit before.
    pub from: String,
    /// How the numbers are computed, with their parameters.
    pub formula: String,
    /// All of the change.
    pub summary: ChangeRiskSummary,
    /// Symbols that changed: those that break callers first, then those that reach most.
    pub symbols: Vec<ChangedSymbol>,
    /// Files that changed, by revisions times complexity.
    pub files: Vec<ChangedFile>,
    /// Files that usually change along and did not, by confidence; manifests and change logs last.
    pub missing: Vec<MissingFile>,
    /// Files of tests that concern it, the surest first.
    pub tests: Vec<TestFile>,
    /// The commits that the past is known from.
    pub history: HistorySpan,
}

/// A change in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeRiskSummary {
    /// Symbols and files that differ.
    pub changes: SymbolChangeTotals,
    /// Lines that came.
    pub added: u64,
    /// Lines that went.
    pub removed: u64,
    /// Files whose lines are not counted: binary or too large.
    pub uncounted: u64,
    /// Cyclomatic complexity of the changed functions before, those that are new left out.
    pub cyclomatic_before: u64,
    /// The same after, those that are gone left out.
    pub cyclomatic: u64,
    /// Other symbols that it reaches, by the surest way.
    pub reached: BySureness,
    /// Files of tests that concern it, by the surest way.
    pub tests: BySureness,
    /// Changed functions, not of tests, that no test reaches by sure or likely steps.
    pub untested: u64,
    /// Changed symbols of languages whose names are not followed.
    pub not_followed: u64,
    /// Files that usually change along and did not.
    pub missing: u64,
}

/// A number for each class of evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BySureness {
    /// Surely.
    pub exact: u64,
    /// Most likely.
    pub likely: u64,
    /// Perhaps.
    pub possible: u64,
}

/// A symbol that changed, and how far that reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangedSymbol {
    /// How it changed.
    #[serde(flatten)]
    pub change: SymbolChange,
    /// It is of tests.
    pub test: bool,
    /// Cyclomatic complexity before, of a function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cyclomatic_before: Option<u32>,
    /// The same after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cyclomatic: Option<u32>,
    /// Other symbols that it reaches; absent where it is gone or names of its language are not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<BySureness>,
    /// Files with tests among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<BySureness>,
}

/// A file that changed, and its past.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChangedFile {
    /// The file.
    pub path: String,
    /// What became of it.
    pub change: FileChange,
    /// Lines that came; absent where they are not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<u32>,
    /// Lines that went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<u32>,
    /// Commits that changed it.
    pub revisions: u32,
    /// Cyclomatic complexity of its functions as they are now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<u64>,
    /// Revisions times complexity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
    /// People who changed it.
    pub authors: u32,
    /// Who changed it most often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_author: Option<String>,
    /// Their share of its revisions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_share: Option<f64>,
    /// Day of its last commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_change: Option<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum FileChange {
    /// It is new.
    Added,
    /// It is another.
    Modified,
    /// It is gone.
    Removed,
}

/// A file that usually changes along with one that changed, and did not.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MissingFile {
    /// The file.
    pub path: String,
    /// The file that changed, of several the one with the highest confidence.
    pub changes_with: String,
    /// Commits that changed both.
    pub shared: u32,
    /// Commits that changed the one that changed now.
    pub revisions: u32,
    /// Shared commits by revisions.
    pub confidence: f64,
    /// Shared commits in percent of the mean of both.
    pub degree: u32,
    /// One of them is a manifest, lock file or change log, which changes with everything.
    pub is_manifest: bool,
}
