//! What the engine offers: the table of tools as clients see it.

mod rows;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::index::Extent;
use crate::nearest::nearest;

/// One tool, described for a model that meets it for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolDescription {
    /// Name to call it by.
    pub name: String,
    /// Semantic version of its request and answer.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// What it does, when to use it and what it returns.
    pub description: String,
    /// `instant`, `seconds` or `long`.
    pub cost: String,
    /// What must be there first.
    pub requires: Vec<String>,
    /// What it may do.
    pub annotations: Annotations,
    /// `data`, or `text` where the answer is source text.
    pub rendering: String,
    /// Shown to clients without being asked for.
    pub listed: bool,
    /// JSON Schema of the request.
    pub input_schema: Value,
    /// JSON Schema of the answer.
    pub output_schema: Value,
}

/// What a tool may do to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotations {
    /// Changes nothing.
    pub read_only: bool,
    /// May destroy something.
    pub destructive: bool,
    /// Twice is as good as once.
    pub idempotent: bool,
    /// Reaches beyond the repository.
    pub open_world: bool,
}

/// The tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// How a repository is put together.
    Architecture,
    /// Code of a shape.
    AstSearch,
    /// What speaks for looking closely at a change.
    ChangeRisk,
    /// Duplicate code.
    Clones,
    /// How complex functions are.
    Complexity,
    /// Definitions that nothing uses.
    DeadCode,
    /// Imports, cycles and hubs.
    Dependencies,
    /// Symbols that differ between versions.
    DiffSymbols,
    /// What to read for a question.
    Explore,
    /// Definitions of a name.
    FindSymbol,
    /// Commits that touched something.
    History,
    /// Where a repository is worked on.
    Hotspots,
    /// What a change may reach.
    Impact,
    /// What the index holds.
    Index,
    /// Definitions of a place.
    Outline,
    /// The shortest path.
    PathBetween,
    /// Source text.
    Read,
    /// Who uses what.
    Relations,
    /// The ranked map.
    RepoMap,
    /// Matching lines.
    Search,
    /// Tests that a change concerns.
    TestsFor,
    /// Types above and below.
    TypeHierarchy,
    /// Whether claims hold.
    VerifyClaims,
}

/// A row of the table.
struct Row {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    cost: &'static str,
    rendering: &'static str,
    listed: bool,
    input: fn() -> Value,
    output: fn() -> Value,
}

/// All tools, sorted by name.
#[must_use]
pub fn tools() -> Vec<ToolDescription> {
    Tool::ALL.into_iter().map(Tool::description).collect()
}

/// The schema that requests of a tool are held against.
#[must_use]
pub fn input_schema(tool: Tool) -> &'static Value {
    static SCHEMAS: OnceLock<Vec<Value>> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| {
        Tool::ALL
            .into_iter()
            .map(|tool| (tool.row().input)())
            .collect()
    });
    let position = Tool::ALL.iter().position(|known| *known == tool);
    position
        .and_then(|position| schemas.get(position))
        .unwrap_or(&Value::Null)
}

/// Tools with a name close to one that does not exist.
#[must_use]
pub fn nearest_tools(name: &str) -> Vec<String> {
    nearest(name, Tool::ALL.into_iter().map(Tool::name))
}

impl Tool {
    /// All of them, sorted by name.
    pub const ALL: [Self; 23] = [
        Self::Architecture,
        Self::AstSearch,
        Self::ChangeRisk,
        Self::Clones,
        Self::Complexity,
        Self::DeadCode,
        Self::Dependencies,
        Self::DiffSymbols,
        Self::Explore,
        Self::FindSymbol,
        Self::History,
        Self::Hotspots,
        Self::Impact,
        Self::Index,
        Self::Outline,
        Self::PathBetween,
        Self::Read,
        Self::Relations,
        Self::RepoMap,
        Self::Search,
        Self::TestsFor,
        Self::TypeHierarchy,
        Self::VerifyClaims,
    ];

    /// The tool of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// How far files have to be read for what it is asked.
    #[must_use]
    pub fn extent(self, arguments: &Map<String, Value>) -> Extent {
        match self {
            Self::AstSearch => Extent::Text,
            Self::FindSymbol | Self::Outline => Extent::Declared,
            Self::Architecture if arguments.get("symbols") != Some(&Value::Bool(true)) => {
                Extent::Declared
            }
            // What hangs on a part of the tree is said with how abstract its types are.
            Self::Dependencies if !arguments.contains_key("path") => Extent::Declared,
            Self::Architecture
            | Self::ChangeRisk
            | Self::Clones
            | Self::Complexity
            | Self::DeadCode
            | Self::Dependencies
            | Self::DiffSymbols
            | Self::Explore
            | Self::History
            | Self::Hotspots
            | Self::Impact
            | Self::Index
            | Self::PathBetween
            | Self::Read
            | Self::Relations
            | Self::RepoMap
            | Self::Search
            | Self::TestsFor
            | Self::TypeHierarchy
            | Self::VerifyClaims => Extent::All,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    fn description(self) -> ToolDescription {
        let row = self.row();
        ToolDescription {
            name: row.name.to_owned(),
            version: "1.0.0".to_owned(),
            title: row.title.to_owned(),
            description: row.description.to_owned(),
            cost: row.cost.to_owned(),
            requires: vec!["index>=1".to_owned()],
            annotations: Annotations {
                read_only: true,
                destructive: false,
                idempotent: true,
                open_world: false,
            },
            rendering: row.rendering.to_owned(),
            listed: row.listed,
            input_schema: (row.input)(),
            output_schema: (row.output)(),
        }
    }
}
