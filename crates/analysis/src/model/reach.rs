//! How far things reach: requests and answers about impact, paths, type hierarchies and claims.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requests::{budget, hundred};
use crate::names::{Evidence, Reason};

/// Request of `impact`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpactRequest {
    /// A symbol's name or `id`; give this or `paths`.
    pub symbol: Option<String>,
    /// Files, such as those of a diff.
    pub paths: Option<Vec<String>>,
    /// Steps to follow.
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 20))]
    pub depth: u32,
    /// The least sure uses to follow.
    #[serde(default = "likely")]
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

/// Result of `impact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImpactResult {
    /// The nearest first.
    pub affected: Vec<Affected>,
    /// All of it, listed or not.
    pub summary: ImpactSummary,
}

/// Something that a change may reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Affected {
    /// `id` of the symbol; the file where its own code is meant.
    pub id: String,
    /// Its file.
    pub path: String,
    /// Line of the use that lets the change through, from 1.
    pub line: u32,
    /// Steps from the change.
    pub hop: u32,
    /// What it uses of it: `id` of the step before.
    pub via: String,
    /// How surely this step.
    pub evidence: Evidence,
    /// Why this step.
    pub reason: Reason,
    /// It is a test.
    pub test: bool,
}

/// How much a change may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImpactSummary {
    /// Symbols.
    pub symbols: u64,
    /// Files they stand in.
    pub files: u64,
    /// Files of tests among them.
    pub test_files: u64,
    /// Symbols by steps from the change, from 1.
    pub by_hop: Vec<u64>,
}

/// Request of `path_between`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathBetweenRequest {
    /// Where it starts: a symbol, or a file for imports.
    pub from: String,
    /// Where it ends: a symbol, or a file for imports.
    pub to: String,
    /// Along which relation.
    #[serde(default)]
    pub along: Along,
    /// The least sure steps to take.
    #[serde(default = "likely")]
    pub evidence: Evidence,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Along which relation a path leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Along {
    /// Calls and other uses of symbols.
    #[default]
    Calls,
    /// Imports of files.
    Imports,
}

/// Result of `path_between`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathBetweenResult {
    /// `yes`, `no`, or `unknown` where uses on the way are not resolved.
    pub found: Known,
    /// The symbols or files of a shortest path, from the first to the last.
    pub path: Vec<PathStep>,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Known {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// Nobody can say.
    Unknown,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathStep {
    /// `id` of the symbol, or the file.
    pub id: String,
    /// Line in the step before that leads here, from 1; 0 for the first.
    pub line: u32,
    /// How surely.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
}

/// Request of `type_hierarchy`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeHierarchyRequest {
    /// A type's name or `id`.
    pub symbol: String,
    /// Results a page, both lists together.
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

/// Result of `type_hierarchy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TypeHierarchyResult {
    /// `id` of the type.
    pub symbol: String,
    /// Types above it, in the order in which members are looked for.
    pub above: Vec<RelatedType>,
    /// Types below it, the nearest first.
    pub below: Vec<RelatedType>,
    /// Names of types above it that are of the language or a library.
    pub outside: Vec<String>,
    /// Names of types above it of which nobody knows what they are.
    pub unresolved: Vec<String>,
}

/// A type above or below another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RelatedType {
    /// Its `id`.
    pub id: String,
    /// Its first line, from 1.
    pub line: u32,
    /// Steps between them; of several ways the shortest.
    pub hop: u32,
    /// How surely: the weakest step between them.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
}

/// Request of `verify_claims`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyClaimsRequest {
    /// `X is at path:line`, `X calls Y`, `X does not call Y`, `nothing calls X`, `X extends Y`, `a imports b`.
    pub claims: Vec<String>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Result of `verify_claims`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifyClaimsResult {
    /// One a claim, in their order.
    pub verdicts: Vec<Verdict>,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verdict {
    /// The claim.
    pub claim: String,
    /// Whether it holds.
    pub holds: Known,
    /// Why, in one sentence.
    pub because: String,
    /// Where that can be seen: `path:line`, at most 5.
    pub seen_at: Vec<String>,
}

fn three() -> u32 {
    3
}

fn likely() -> Evidence {
    Evidence::Likely
}
