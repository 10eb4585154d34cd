//! The table of the tools: what each is called, says of itself and takes.

use crate::model::{
    answers, architecture, change_risk, clones, dead_code, metrics, past, reach, relations,
    reports, requests, structure, tests_for,
};
use crate::schemas::{input, output};

use super::{Row, Tool};

impl Tool {
    pub(super) fn row(self) -> Row {
        match self {
            Self::Architecture => Row {
                name: "architecture",
                title: "Architecture",
                description: "Packages with layers, clusters and coupling, which imports which, circles of packages, \
                    where runs begin, and on request the symbols that most others use and circles of calls; as \
                    tables, Mermaid or DOT. Use it to see how a repository is put together.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<architecture::ArchitectureRequest>,
                output: output::<architecture::ArchitectureResult>,
            },
            Self::AstSearch => Row {
                name: "ast_search",
                title: "Structural search",
                description: "Code that has the shape of a pattern, such as `open($PATH, $$$REST)` or \
                    `if $A == None: $$$BODY`, with what each metavariable stands for. `$A` twice means the same code \
                    twice; white space and comments do not matter. Use it where search finds too much: one kind of \
                    call, statement or definition.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<structure::AstSearchRequest>,
                output: output::<structure::AstSearchResult>,
            },
            Self::ChangeRisk => Row {
                name: "change_risk",
                title: "Risk of a change",
                description: "A review pack for what changed since a commit: symbols with complexity before and after, \
                    how far each reaches and which tests concern it, files with their churn and owners, and files that \
                    usually change along and did not. Every number states its formula. Use it before you review or \
                    commit.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<change_risk::ChangeRiskRequest>,
                output: output::<change_risk::ChangeRiskResult>,
            },
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
            Self::DeadCode => Row {
                name: "dead_code",
                title: "Dead code",
                description: "Functions and types that nothing uses, surest first, each with the reason. What a use \
                    that is not resolved, a decorator, a library or a text may reach is `unknown`. Use it before you \
                    delete.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<dead_code::DeadCodeRequest>,
                output: output::<dead_code::DeadCodeResult>,
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
                    (exact, other case, prefix, substring), or the nearest names. `id` goes to read.",
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
                    with lines and evidence. Use it rather than search.",
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
            Self::TestsFor => Row {
                name: "tests_for",
                title: "Tests for a change",
                description: "The files of tests that a symbol, files or what changed since a commit concern, surest \
                    first, with the functions that reach it; with `coverage` also those that ran it when they were \
                    measured. Use it after an edit, to run what matters first.",
                cost: "seconds",
                rendering: "data",
                listed: false,
                input: input::<tests_for::TestsForRequest>,
                output: output::<tests_for::TestsForResult>,
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
                description: "The definitions or paragraphs that hold a text, regex or boolean pattern, best first. For usages, \
                    strings, comments, configuration.",
                cost: "seconds",
                rendering: "data",
                listed: true,
                input: input::<requests::SearchRequest>,
                output: output::<answers::SearchResult>,
            },
        }
    }
}
