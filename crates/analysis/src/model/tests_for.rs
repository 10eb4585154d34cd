//! Requests and answers about the tests that a change concerns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requests::{budget, hundred};
use crate::names::Evidence;

/// Request of `tests_for`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestsForRequest {
    /// A symbol's name or `id`; give this, `paths` or neither.
    pub symbol: Option<String>,
    /// Files that changed.
    pub paths: Option<Vec<String>>,
    /// With neither: what changed since this branch, tag or commit; absent: `HEAD`.
    pub from: Option<String>,
    /// Steps to follow.
    #[serde(default = "five")]
    #[schemars(range(min = 1, max = 20))]
    pub depth: u32,
    /// The least sure to list; all are counted.
    #[serde(default = "possible")]
    pub evidence: Evidence,
    /// A report of coverage in the repository: what `coverage json --show-contexts` writes, or LCOV.
    pub coverage: Option<String>,
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

fn five() -> u32 {
    5
}

fn possible() -> Evidence {
    Evidence::Possible
}

/// Result of `tests_for`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestsForResult {
    /// The surest first, then the nearest.
    pub files: Vec<TestFile>,
    /// All of them, listed or not.
    pub counts: TestCounts,
    /// What the report of coverage could say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageReport>,
}

/// What a report of coverage says of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageReport {
    /// The report.
    pub path: String,
    /// What it was read as: `coverage.py` or `lcov`.
    pub format: String,
    /// When it was made, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// Files in it that are files of the repository.
    pub files: u64,
    /// Files in it that are not, or may be several.
    pub unknown_files: u64,
    /// Tests that it names and that were found.
    pub tests: u64,
    /// Tests that it names and that were not found.
    pub unknown_tests: u64,
    /// Lines of what changed that ran; those of stale files are not counted.
    pub ran: u64,
    /// Lines of what changed that could have run and did not.
    pub missed: u64,
    /// Files that changed and are not in it, the first 20.
    pub absent: Vec<String>,
    /// Files that changed since it was made, the first 20: their lines are not trusted.
    pub stale: Vec<StaleFile>,
    /// What follows from it, and what does not.
    pub says: String,
}

/// A file that is not any more what was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StaleFile {
    /// The file.
    pub path: String,
    /// Seconds by which it is newer than the report; absent where it is not, and yet a line that ran is blank or
    /// missing now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer_by_s: Option<u64>,
}

/// How surely a test concerns a change, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum TestEvidence {
    /// It ran what changed when it was measured.
    Covered,
    /// It surely uses it.
    Exact,
    /// It most likely does.
    Likely,
    /// It may.
    Possible,
}

impl From<Evidence> for TestEvidence {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Exact => Self::Exact,
            Evidence::Likely => Self::Likely,
            Evidence::Possible => Self::Possible,
        }
    }
}

/// A file with tests to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestFile {
    /// Its path.
    pub path: String,
    /// How surely it concerns the change: the weakest step of the way to it.
    pub evidence: TestEvidence,
    /// Why.
    pub reason: TestReason,
    /// Steps from the change; 0 where the file itself changed.
    pub hop: u32,
    /// What changed: `id` of a symbol, or a file.
    pub changed: String,
    /// The functions of it that reach the change, some of them where there are many.
    pub functions: Vec<String>,
    /// Lines of what changed that it ran, where the report of coverage knows it and is not stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ran: Option<u64>,
}

/// Why a test concerns a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum TestReason {
    /// It changed itself.
    Changed,
    /// It ran what changed, or as much of it as there was then.
    Covered,
    /// It uses what changed, or what uses that.
    Uses,
    /// It is named after a file that changed.
    Name,
    /// It loads a file that changed.
    Imports,
}

/// Files of tests by how surely they concern the change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestCounts {
    /// Symbols and files that the change was followed from.
    pub changed: u64,
    /// They ran it when they were measured.
    pub covered: u64,
    /// They surely use it.
    pub exact: u64,
    /// They most likely use it.
    pub likely: u64,
    /// They may use it.
    pub possible: u64,
}
