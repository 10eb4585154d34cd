//! Who uses what: requests and answers about relations between definitions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requests::{budget, hundred};
use crate::names::{Evidence, Reason};

/// Request of `relations`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationsRequest {
    /// Name or `id`; for `importers` also a file, folder or module.
    pub symbol: String,
    /// Which relation.
    #[serde(default)]
    pub relation: RelationKind,
    /// The least sure to list.
    #[serde(default = "least")]
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

fn least() -> Evidence {
    Evidence::Possible
}

/// The relations that can be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum RelationKind {
    /// What calls it.
    #[default]
    Callers,
    /// What it calls.
    Callees,
    /// Where it is used in any way.
    References,
    /// Types below it, or methods that override it.
    Implementations,
    /// Methods of bases that it overrides; types above it.
    Overrides,
    /// Files that import it.
    Importers,
}

/// Result of `relations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RelationsResult {
    /// `id` of the symbol; else the file, folder or module.
    pub symbol: String,
    /// The relation.
    pub relation: RelationKind,
    /// The surest first, then by path and line.
    pub related: Vec<Related>,
    /// All of them by how sure they are, listed or not.
    pub counts: EvidenceCounts,
}

/// One end of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// `id` of the symbol at the other end; the file where its own code is meant.
    pub id: String,
    /// What that is; `module` is a file's own code.
    pub kind: String,
    /// The file of the uses.
    pub path: String,
    /// Lines of the uses, from 1; at most 20.
    pub lines: Vec<u32>,
    /// How surely.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
}

/// Relations by how sure they are. Symbols are counted once for each class of evidence, uses each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceCounts {
    /// Symbols, exactly so.
    pub exact: u64,
    /// Symbols, likely so.
    pub likely: u64,
    /// Symbols, possibly so.
    pub possible: u64,
    /// Uses that lead out of the repository.
    pub outside: u64,
    /// Uses of which nobody knows what they lead to.
    pub unresolved: u64,
}
