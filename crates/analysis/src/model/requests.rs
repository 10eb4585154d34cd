//! What can be asked. Every field is checked against the schema before it arrives here.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use syntax::Language;
use syntax::facts::DefinitionKind;

/// Request of `index`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexRequest {
    /// `refresh` also reports what changed since the last look.
    #[serde(default)]
    pub action: IndexAction,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// What `index` does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum IndexAction {
    /// Say what is there.
    #[default]
    Status,
    /// Say what is there and what changed.
    Refresh,
}

/// Request of `outline`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutlineRequest {
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// Levels to show; 1 is the top level.
    #[schemars(range(min = 1, max = 100))]
    pub depth: Option<u32>,
    /// Only these kinds.
    #[serde(default)]
    #[schemars(schema_with = "kind_list")]
    pub kinds: Option<Vec<DefinitionKind>>,
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

/// Request of `find_symbol`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindSymbolRequest {
    /// `save`, `Model.save`, `path::Model.save`, or a pattern such as `*Field`.
    pub name: String,
    /// Only this kind.
    #[serde(default)]
    #[schemars(schema_with = "kind_one")]
    pub kind: Option<DefinitionKind>,
    /// Only in this file or folder.
    pub path: Option<String>,
    /// Results a page.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: u32,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Budget of the answer.
    #[serde(default = "budget_symbol")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Request of `read`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// A symbol's name or `id`; give this or `path`.
    pub symbol: Option<String>,
    /// A file.
    pub path: Option<String>,
    /// First line, from 1.
    #[schemars(range(min = 1, max = 4_294_967_295_u64))]
    pub start_line: Option<u32>,
    /// Last line, included.
    #[schemars(range(min = 1, max = 4_294_967_295_u64))]
    pub end_line: Option<u32>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Request of `search`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// Matched within a line.
    pub pattern: String,
    /// `boolean`: `a and not ("f(" or b)`.
    #[serde(default)]
    pub mode: SearchMode,
    /// Unit of a match.
    #[serde(default)]
    pub show: SearchShow,
    /// `smart`: only where the pattern has capitals.
    #[serde(default)]
    pub case: SearchCase,
    /// File, folder or glob.
    pub path: Option<String>,
    /// Only this language.
    #[serde(default)]
    #[schemars(schema_with = "language_one")]
    pub language: Option<Language>,
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

/// How a search pattern is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SearchMode {
    /// As it stands.
    #[default]
    Text,
    /// As a regular expression without look-around and back references.
    Regex,
    /// As terms joined by and, or, not and parentheses; side by side means and; quotes hold code.
    Boolean,
}

/// What a search shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SearchShow {
    /// The smallest whole blocks that match, best first.
    #[default]
    Blocks,
    /// Lines that match, by path and line.
    Lines,
}

/// Whether capitals matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SearchCase {
    /// Only when the pattern has capitals.
    #[default]
    Smart,
    /// Always.
    Sensitive,
    /// Never.
    Insensitive,
}

/// Request of `complexity`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplexityRequest {
    /// File or folder; absent: everything.
    pub path: Option<String>,
    /// A function, or a type for its methods: name or `id`.
    pub symbol: Option<String>,
    /// What to measure.
    #[serde(default)]
    pub of: MetricsOf,
    /// What to rank by.
    #[serde(default)]
    pub sort: MetricsSort,
    /// `all` adds variants, Halstead, maintainability, lines, ABC and exits.
    #[serde(default)]
    pub detail: MetricsDetail,
    /// Say what the cognitive complexity of each function is made of.
    #[serde(default)]
    pub explain: bool,
    /// Only what is at least this complex by `sort`; the summary is over all.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub minimum: Option<u32>,
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

/// What `complexity` measures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum MetricsOf {
    /// Functions and methods.
    #[default]
    Functions,
    /// Classes, structs and their like.
    Types,
    /// Files.
    Files,
    /// Folders.
    Packages,
}

/// What `complexity` ranks by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum MetricsSort {
    /// Decisions.
    #[default]
    Cyclomatic,
    /// How hard to follow.
    Cognitive,
}

/// How much `complexity` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum MetricsDetail {
    /// Complexity and size.
    #[default]
    Brief,
    /// Everything.
    All,
}

/// Request of `dependencies`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependenciesRequest {
    /// File or folder; absent: everything.
    pub path: Option<String>,
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

/// Request of `explore`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExploreRequest {
    /// A task or question in words; names of symbols help.
    pub question: String,
    /// Only in this file or folder.
    pub path: Option<String>,
    /// Budget of the answer.
    #[serde(default = "budget")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

/// Request of `repo_map`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepoMapRequest {
    /// Files, folders or symbol names at hand.
    pub focus: Option<Vec<String>>,
    /// Budget of the answer.
    #[serde(default = "budget_map")]
    #[schemars(range(min = 200, max = 100_000))]
    pub max_tokens: u64,
}

pub(super) fn budget() -> u64 {
    2_000
}

fn budget_symbol() -> u64 {
    300
}

fn budget_map() -> u64 {
    1_000
}

pub(super) fn hundred() -> u32 {
    100
}

pub(super) fn twenty() -> u32 {
    20
}

/// Kinds of definition by their names on the wire, in the order of the table.
pub const KINDS: [(DefinitionKind, &str); 22] = [
    (DefinitionKind::Function, "function"),
    (DefinitionKind::Method, "method"),
    (DefinitionKind::Class, "class"),
    (DefinitionKind::Struct, "struct"),
    (DefinitionKind::Enum, "enum"),
    (DefinitionKind::Union, "union"),
    (DefinitionKind::Interface, "interface"),
    (DefinitionKind::Trait, "trait"),
    (DefinitionKind::Implementation, "implementation"),
    (DefinitionKind::Module, "module"),
    (DefinitionKind::TypeAlias, "type_alias"),
    (DefinitionKind::Constant, "constant"),
    (DefinitionKind::Variable, "variable"),
    (DefinitionKind::Field, "field"),
    (DefinitionKind::Macro, "macro"),
    (DefinitionKind::Heading, "heading"),
    (DefinitionKind::Key, "key"),
    (DefinitionKind::Block, "block"),
    (DefinitionKind::Rule, "rule"),
    (DefinitionKind::Table, "table"),
    (DefinitionKind::Stage, "stage"),
    (DefinitionKind::Element, "element"),
];

fn kind_one(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": KINDS.map(|(_, name)| name)})
}

fn kind_list(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": kind_one(generator)})
}

pub(super) fn language_one(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": Language::ALL.map(Language::name).as_slice()})
}
