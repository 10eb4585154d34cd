//! What is answered about duplicate code.

use schemars::JsonSchema;
use serde::Serialize;

/// Result of `clones`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClonesResult {
    /// Duplicates, those that would save most first.
    pub classes: Vec<CloneClass>,
    /// Duplicates in all.
    pub total_classes: u64,
    /// Tokens that were compared.
    pub tokens: u64,
    /// Lines of the files that were compared.
    pub lines: u64,
    /// Lines that stand in a duplicate, each once.
    pub duplicated_lines: u64,
}

/// Places that are duplicates of one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CloneClass {
    /// How they are alike, at worst.
    pub kind: CloneKind,
    /// Tokens of the shortest.
    pub tokens: u32,
    /// Lines of the shortest.
    pub lines: u32,
    /// How much is the same, in percent, at worst.
    pub similarity: u32,
    /// Places in all.
    pub count: u32,
    /// The places; less than `count` where they did not fit.
    pub fragments: Vec<CloneFragment>,
}

/// How duplicates are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloneKind {
    /// Token by token, but for comments and white space.
    Exact,
    /// But for names, each changed the same way throughout, and literals.
    Renamed,
    /// But for some stretches more.
    Gapped,
}

/// One place of a duplicate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct CloneFragment {
    /// Its file.
    pub path: String,
    /// First line, from 1.
    pub start_line: u32,
    /// Last line, included.
    pub end_line: u32,
    /// Qualified name of the definition it begins in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}
