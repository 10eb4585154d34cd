//! Requests and answers about how a repository is put together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use syntax::facts::DefinitionKind;

use super::requests::{budget, hundred};
use crate::names::Evidence;

/// Request of `architecture`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchitectureRequest {
    /// Folder; absent: everything.
    pub path: Option<String>,
    /// Levels of folders that are told apart; absent: as many as give at most 30 packages.
    #[schemars(range(min = 1, max = 100))]
    pub depth: Option<u32>,
    /// Tables, or a diagram of packages and imports.
    #[serde(default)]
    pub format: ArchitectureFormat,
    /// Also the functions and types that most others use, and the functions that call each other in a circle.
    #[serde(default)]
    pub symbols: bool,
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

/// How an architecture is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum ArchitectureFormat {
    /// As tables.
    #[default]
    Data,
    /// As a diagram of Mermaid.
    Mermaid,
    /// As a graph of Graphviz.
    Dot,
}

/// Result of `architecture`; the tables take turns on a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct ArchitectureResult {
    /// Folders with the files in them and below, as far as these are not told apart; the lowest layer first.
    pub packages: Vec<Package>,
    /// Which package imports which, the most imports first.
    pub edges: Vec<PackageEdge>,
    /// Packages that import each other in a circle.
    pub cycles: Vec<Vec<String>>,
    /// Where a run may begin.
    pub entry_points: Vec<EntryPoint>,
    /// Functions and types that most others use, where `symbols` is set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub hubs: Vec<SymbolHub>,
    /// Functions that call each other in a circle, where `symbols` is set: the shortest circle of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub call_cycles: Vec<CallCycle>,
    /// The page as a diagram, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagram: Option<String>,
    /// Packages in all.
    pub total_packages: u64,
    /// Edges in all.
    pub total_edges: u64,
}

/// A folder of files that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Package {
    /// The folder.
    pub name: String,
    /// Its files.
    pub files: u32,
    /// Their lines.
    pub lines: u64,
    /// 0 where it imports no other package; else one above the highest that it imports. One for those of a circle.
    pub layer: u32,
    /// The group of packages that import each other most, by label propagation; numbered from 0.
    pub cluster: u32,
    /// Files outside that import it.
    pub afferent: u32,
    /// Files outside that it imports.
    pub efferent: u32,
    /// efferent / (afferent + efferent); null where both are 0.
    pub instability: Option<f64>,
}

/// Imports from one package to another, those for types only left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackageEdge {
    /// The package that imports.
    pub from: String,
    /// The package that is imported.
    pub to: String,
    /// Pairs of files.
    pub imports: u32,
    /// That of the surest of them.
    pub evidence: Evidence,
}

/// A function or type that many others use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SymbolHub {
    /// Its `id`.
    pub id: String,
    /// What it is.
    #[schemars(with = "String")]
    pub kind: DefinitionKind,
    /// Definitions and files that use it, `exact` and `likely`.
    pub users: u32,
    /// Definitions that it uses, in the same way.
    pub uses: u32,
}

/// Functions of which each calls the next, and the last the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CallCycle {
    /// Their `id`s.
    pub functions: Vec<String>,
    /// That of the least sure of the calls.
    pub evidence: Evidence,
}

/// Where a run may begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryPoint {
    /// `id` of a function, or a file.
    pub id: String,
    /// Why.
    pub reason: EntryReason,
}

/// Why a run may begin somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum EntryReason {
    /// The function that the language starts.
    Main,
    /// The file that is run with its package, as `__main__.py`.
    PackageMain,
    /// It imports others, and nothing imports it; no test.
    ImportedByNobody,
}
