//! What is asked and answered about the structure of code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use syntax::Language;

use super::requests::{budget, hundred, language_one};

/// Request of `ast_search`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AstSearchRequest {
    /// Code with holes: `$A` is one node, `$$$A` any number, `$_` anything.
    pub pattern: String,
    /// The pattern's language; only its files are searched.
    #[schemars(schema_with = "language_one")]
    pub language: Language,
    /// File, folder or glob such as `src/**/*.py`.
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

/// Result of `ast_search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AstSearchResult {
    /// Matches by path and place, the outer before the inner.
    pub matches: Vec<AstMatch>,
    /// Matches in all.
    pub total_matches: u64,
    /// Files with a match.
    pub total_files: u64,
}

/// Code that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AstMatch {
    /// Its file.
    pub path: String,
    /// First line, from 1.
    pub line: u32,
    /// Last line, included.
    pub end_line: u32,
    /// The code on one line, cut, hidden characters spelt out.
    pub text: String,
    /// What metavariables stand for, by name.
    pub captures: Vec<AstCapture>,
    /// Qualified name of the definition it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// What a metavariable stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AstCapture {
    /// Its name, with its `$`.
    pub name: String,
    /// The code on one line, cut; empty where it stands for nothing.
    pub text: String,
}
