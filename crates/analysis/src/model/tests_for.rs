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
}

/// A file with tests to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestFile {
    /// Its path.
    pub path: String,
    /// How surely it concerns the change: the weakest step of the way to it.
    pub evidence: Evidence,
    /// Why.
    pub reason: TestReason,
    /// Steps from the change; 0 where the file itself changed.
    pub hop: u32,
    /// What changed: `id` of a symbol, or a file.
    pub changed: String,
    /// The functions of it that reach the change, some of them where there are many.
    pub functions: Vec<String>,
}

/// Why a test concerns a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum TestReason {
    /// It changed itself.
    Changed,
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
    /// They surely use it.
    pub exact: u64,
    /// They most likely use it.
    pub likely: u64,
    /// They may use it.
    pub possible: u64,
}
