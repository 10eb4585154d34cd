//! Requests and answers about code that nothing uses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use syntax::facts::DefinitionKind;

use super::requests::{budget, hundred};

/// Request of `dead_code`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadCodeRequest {
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// The least sure to list; all are counted.
    #[serde(default = "tests_only")]
    pub tier: DeadTier,
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

fn tests_only() -> DeadTier {
    DeadTier::TestsOnly
}

/// How surely a definition is dead, surest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum DeadTier {
    /// Nothing uses it, and nothing outside its file should.
    Certain,
    /// Nothing here uses it; others may.
    Likely,
    /// Only tests use it.
    TestsOnly,
    /// Something may use it that is not resolved.
    Unknown,
}

/// Why a definition is said to be dead, or may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum DeadReason {
    /// It is private, and nothing uses it.
    PrivateAndUnused,
    /// It is public, and nothing in the repository uses it.
    UnusedHere,
    /// Only tests use it.
    OnlyTestsUseIt,
    /// Uses of its name are not resolved, and may mean it.
    UnresolvedUse,
    /// It is imported, and handed on perhaps.
    Imported,
    /// It is put into an object, which others may have.
    InObject,
    /// What decorates it may use it.
    Decorated,
    /// A base from elsewhere may call or find it.
    BaseFromElsewhere,
    /// Some text has its name: a string, a comment, a template, a macro.
    Mentioned,
}

/// Result of `dead_code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeadCodeResult {
    /// The surest first, then by path and line.
    pub dead: Vec<DeadDefinition>,
    /// All of them, listed or not.
    pub counts: DeadCounts,
}

/// A definition that nothing uses, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeadDefinition {
    /// Its `id`.
    pub id: String,
    /// What it is.
    #[schemars(with = "String")]
    pub kind: DefinitionKind,
    /// Its first line, from 1.
    pub line: u32,
    /// Its lines.
    pub lines: u32,
    /// How surely.
    pub tier: DeadTier,
    /// Why.
    pub reason: DeadReason,
    /// `path:line` of the text that mentions it, where that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<String>,
}

/// Dead definitions by how surely they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeadCounts {
    /// Nothing uses them, and nothing outside their files should.
    pub certain: u64,
    /// Nothing here uses them; others may.
    pub likely: u64,
    /// Only tests use them.
    pub tests_only: u64,
    /// Something may use them that is not resolved.
    pub unknown: u64,
}
