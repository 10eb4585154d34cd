//! What is asked and answered about duplicate code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use syntax::Language;

use super::requests::{budget, language_one, twenty};

/// Request of `clones`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClonesRequest {
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// Only files of this language.
    #[serde(default)]
    #[schemars(schema_with = "language_one")]
    pub language: Option<Language>,
    /// How far duplicates may differ; each includes those before it.
    #[serde(default)]
    pub kind: ClonesKind,
    /// Least tokens of a duplicate.
    #[serde(default = "fifty")]
    #[schemars(range(min = 20, max = 10_000))]
    pub tokens_min: u32,
    /// Least lines of a duplicate.
    #[serde(default = "five")]
    #[schemars(range(min = 1, max = 10_000))]
    pub lines_min: u32,
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

/// How far duplicates may differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum ClonesKind {
    /// In comments and layout.
    Exact,
    /// In names and literals too.
    #[default]
    Renamed,
    /// In some stretches too.
    Gapped,
}

/// Result of `clones`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClonesResult {
    /// Duplicates, those that would save most first; what lies mostly in others before it is left out.
    pub classes: Vec<CloneClass>,
    /// Duplicates in all that are told.
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

fn fifty() -> u32 {
    50
}

fn five() -> u32 {
    5
}
