//! What the engine offers: the table of tools as clients see it.

use std::sync::OnceLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{answers, clones, metrics, relations, reports, requests};
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
    /// Duplicate code.
    Clones,
    /// How complex functions are.
    Complexity,
    /// Imports, cycles and hubs.
    Dependencies,
    /// Definitions of a name.
    FindSymbol,
    /// What the index holds.
    Index,
    /// Definitions of a place.
    Outline,
    /// Source text.
    Read,
    /// Who uses what.
    Relations,
    /// The ranked map.
    RepoMap,
    /// Matching lines.
    Search,
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
    pub const ALL: [Self; 10] = [
        Self::Clones,
        Self::Complexity,
        Self::Dependencies,
        Self::FindSymbol,
        Self::Index,
        Self::Outline,
        Self::Read,
        Self::Relations,
        Self::RepoMap,
        Self::Search,
    ];

    /// The tool of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
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

    fn row(self) -> Row {
        match self {
            Self::Clones => Row {
                name: "clones",
                title: "Clones",
                description: "Duplicate code across files and related languages, what would save most first: exact, \
                    renamed (names changed the same way throughout), or gapped (some stretches more). Comments and \
                    layout do not matter. Use it before a change that may be needed in several places.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<requests::ClonesRequest>,
                output: output::<clones::ClonesResult>,
            },
            Self::Complexity => Row {
                name: "complexity",
                title: "Complexity",
                description: "Functions ranked by cyclomatic or cognitive complexity, and a summary with ranks A to F. \
                    Use it to find what to refactor or to test first. `of` rolls up to types, files or packages with \
                    their design and coupling; `detail` adds Halstead, maintainability, lines, ABC and other \
                    definitions of cyclomatic; `explain` says line by line what makes a function hard to follow.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<requests::ComplexityRequest>,
                output: output::<metrics::ComplexityResult>,
            },
            Self::Dependencies => Row {
                name: "dependencies",
                title: "Dependencies",
                description: "Imports resolved to files. With a path: what it imports and who imports it. Always: \
                    import cycles, most imported files, external modules. Unresolved imports are counted, not guessed.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<requests::DependenciesRequest>,
                output: output::<reports::DependenciesResult>,
            },
            Self::FindSymbol => Row {
                name: "find_symbol",
                title: "Find symbol",
                description: "Where a function, class, method or constant is defined, with its signature. Use it \
                    rather than search when you know a name or part of it. Returns the best kind of match only \
                    (exact, else other case, else prefix, else substring), or the nearest names. `id` goes to read.",
                cost: "instant",
                rendering: "data",
                listed: true,
                input: input::<requests::FindSymbolRequest>,
                output: output::<answers::FindSymbolResult>,
            },
            Self::Index => Row {
                name: "index",
                title: "Index",
                description: "Files, lines and definitions by language, files skipped with the reason, files with \
                    syntax errors. Every tool refreshes by itself.",
                cost: "seconds",
                rendering: "data",
                listed: true,
                input: input::<requests::IndexRequest>,
                output: output::<reports::IndexResult>,
            },
            Self::Outline => Row {
                name: "outline",
                title: "Outline",
                description: "Definitions of a file or folder in order, with signatures and line ranges. Use it to \
                    see what a file holds before reading it; repo_map ranks across the whole repository instead.",
                cost: "instant",
                rendering: "data",
                listed: false,
                input: input::<requests::OutlineRequest>,
                output: output::<answers::OutlineResult>,
            },
            Self::Read => Row {
                name: "read",
                title: "Read",
                description: "Source text as it is now: the body of a symbol, or lines of a file. Prefer a symbol \
                    to whole files. Cut at max_tokens with `truncated`; go on with start_line = end_line + 1.",
                cost: "instant",
                rendering: "text",
                listed: true,
                input: input::<requests::ReadRequest>,
                output: output::<answers::ReadResult>,
            },
            Self::Relations => Row {
                name: "relations",
                title: "Relations",
                description: "Who calls, uses, implements, overrides or imports a symbol, and what it calls: resolved, \
                    with lines and evidence. Use it rather than search. What is not `exact` goes by name.",
                cost: "seconds",
                rendering: "data",
                listed: true,
                input: input::<relations::RelationsRequest>,
                output: output::<relations::RelationsResult>,
            },
            Self::RepoMap => Row {
                name: "repo_map",
                title: "Repository map",
                description: "The most important files and their most used definitions within a budget, ranked by \
                    who uses what. Use it first in a repository you do not know; `focus` ranks from where you are.",
                cost: "seconds",
                rendering: "text",
                listed: false,
                input: input::<requests::RepoMapRequest>,
                output: output::<reports::RepoMapResult>,
            },
            Self::Search => Row {
                name: "search",
                title: "Search",
                description: "Lines of any text file that match a text or regular expression, with the symbol round \
                    them. Use it for usages, strings, comments and configuration; find_symbol for definitions.",
                cost: "seconds",
                rendering: "data",
                listed: true,
                input: input::<requests::SearchRequest>,
                output: output::<answers::SearchResult>,
            },
        }
    }
}

fn input<R: JsonSchema>() -> Value {
    let mut schema = schema::<R>();
    tidy(&mut schema, Keep::PropertyDescriptions);
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    schema
}

fn output<R: JsonSchema>() -> Value {
    let mut schema = schema::<answers::Answer<R>>();
    tidy(&mut schema, Keep::Shape);
    schema
}

fn schema<R: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<R>()
        .to_value()
}

/// How much of a schema a client needs to see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    PropertyDescriptions,
    Shape,
}

/// Leave out what costs tokens and says nothing. The depth is that of our own types.
fn tidy(schema: &mut Value, keep: Keep) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("title");
    object.remove("format");
    if keep == Keep::Shape {
        object.remove("description");
        object.remove("minimum");
    }
    if let Some(Value::Array(variants)) = object.remove("oneOf") {
        // An enum with documented variants is a list of names.
        let names: Vec<Value> = variants
            .iter()
            .filter_map(|variant| variant.get("const").cloned())
            .collect();
        object.insert("type".to_owned(), "string".into());
        object.insert("enum".to_owned(), names.into());
    }
    if keep == Keep::PropertyDescriptions {
        if let Some(Value::Array(types)) = object.get("type").cloned() {
            // An absent argument is left out rather than null.
            let named = types.into_iter().find(|name| name != "null");
            object.insert("type".to_owned(), named.unwrap_or_default());
        }
        if object.get("default").is_some_and(Value::is_null) {
            object.remove("default");
        }
    }
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties
            .values_mut()
            .for_each(|property| tidy(property, keep));
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(inner) = object.get_mut(inner) {
            tidy(inner, keep);
        }
    }
}
