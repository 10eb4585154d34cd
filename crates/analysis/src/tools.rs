//! What the engine offers: the table of tools as clients see it.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{answers, clones, metrics, past, reach, relations, reports, requests};
use crate::nearest::nearest;
use crate::schemas::{input, output};

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
    pub const ALL: [Self; 18] = [
        Self::Clones,
        Self::Complexity,
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
        Self::TypeHierarchy,
        Self::VerifyClaims,
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
                    layout do not matter. Use it before a change that may be needed in several places. \
                    Languages of tier A.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<clones::ClonesRequest>,
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
            Self::DiffSymbols => Row {
                name: "diff_symbols",
                title: "Changed symbols",
                description: "Functions, classes and other symbols that were added, removed, moved, given another head \
                    or other code between two revisions, or a revision and the files as they are. `breaks` says \
                    whether callers break, as far as heads show it. Use it to review a change.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<past::DiffSymbolsRequest>,
                output: output::<past::DiffSymbolsResult>,
            },
            Self::Explore => Row {
                name: "explore",
                title: "Explore",
                description: "What to read for a task or question: the symbols that fit it best, with paths, lines, \
                    heads and, where there is room, code. Use it first, before searching and reading one by one; \
                    ask in the words that the code would use.",
                cost: "seconds",
                rendering: "text",
                listed: true,
                input: input::<requests::ExploreRequest>,
                output: output::<reports::ExploreResult>,
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
            Self::History => Row {
                name: "history",
                title: "History",
                description: "Commits that touched a symbol, a file or a folder, newest first, with author, message \
                    and the issues it names: why something is as it is. Reads git's own files and runs no git.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<past::HistoryRequest>,
                output: output::<past::HistoryResult>,
            },
            Self::Hotspots => Row {
                name: "hotspots",
                title: "Hotspots",
                description: "Where work concentrates, from all commits: files by revisions times complexity, files \
                    that change together, who wrote what, the bus factor, age, lines that came and went. The answer \
                    states its formula. Use it to find what is risky to touch and whom to ask.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<past::HotspotsRequest>,
                output: output::<past::HotspotsResult>,
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
            Self::Impact => Row {
                name: "impact",
                title: "Impact",
                description: "What a change of a symbol or of files may reach, hop by hop, tests marked. Use it before \
                    an edit, or with the files of a diff. Uses that are not resolved are counted.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<reach::ImpactRequest>,
                output: output::<reach::ImpactResult>,
            },
            Self::PathBetween => Row {
                name: "path_between",
                title: "Path between",
                description: "The shortest way from one symbol to another along calls and uses, or from file to file \
                    along imports. `unknown` where uses on the way are not resolved.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<reach::PathBetweenRequest>,
                output: output::<reach::PathBetweenResult>,
            },
            Self::TypeHierarchy => Row {
                name: "type_hierarchy",
                title: "Type hierarchy",
                description: "Types above and below a type, with the steps between; bases from libraries and bases \
                    that are not resolved are named apart.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<reach::TypeHierarchyRequest>,
                output: output::<reach::TypeHierarchyResult>,
            },
            Self::VerifyClaims => Row {
                name: "verify_claims",
                title: "Verify claims",
                description: "Claims about the code, each `yes`, `no` or `unknown`, with the lines that show it. Use it \
                    before you state where something is, what calls it, or that nothing does.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<reach::VerifyClaimsRequest>,
                output: output::<reach::VerifyClaimsResult>,
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
