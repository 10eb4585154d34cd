//! The languages: one row each, and nothing about a language that its row or its queries can say.
//!
//! Adding a language is a variant, a row, a folder of queries and a folder of corpus files.

use serde::{Deserialize, Serialize};

use crate::{tier_a, tier_b};

/// A language that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Python.
    Python,
    /// JavaScript, JSX included.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Rust.
    Rust,
    /// Go.
    Go,
    /// Java.
    Java,
    /// C.
    C,
    /// C++.
    Cpp,
    /// C#.
    CSharp,
    /// Ruby.
    Ruby,
    /// PHP, with the text round it.
    Php,
    /// Kotlin.
    Kotlin,
    /// Swift.
    Swift,
    /// Scala.
    Scala,
    /// Bash and other shells.
    Bash,
    /// Lua.
    Lua,
    /// Dart.
    Dart,
    /// Elixir.
    Elixir,
    /// Haskell.
    Haskell,
    /// OCaml, interfaces left out.
    OCaml,
    /// Zig.
    Zig,
    /// SQL.
    Sql,
    /// HTML, with scripts and styles.
    Html,
    /// CSS.
    Css,
    /// Vue components.
    Vue,
    /// Svelte components.
    Svelte,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Markdown, with code in fences.
    Markdown,
    /// Dockerfiles.
    Dockerfile,
    /// HCL: Terraform.
    Hcl,
}

/// How much is known of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// All facts; imports lead to files.
    A,
    /// Definitions, lines, and what else its rows say.
    B,
}

/// What is known of a language beyond its queries.
pub(crate) struct Row {
    /// Its name on the wire and in the documents.
    pub name: &'static str,
    /// Extensions, without the dot, case kept: `.C` is C++ where `.c` is C.
    pub extensions: &'static [&'static str],
    /// Whole names of files that have no extension to go by.
    pub file_names: &'static [&'static str],
    /// Programs named by a `#!` line, without version.
    pub interpreters: &'static [&'static str],
    /// The grammar.
    pub grammar: fn() -> tree_sitter::Language,
    /// What is a definition, an import, a call, a branch, a reference.
    pub queries: &'static [&'static str],
    /// A statement that may follow any text and settles it; see `parse`.
    pub closing: &'static str,
    /// How much is known of it.
    pub tier: Tier,
    /// What its files give.
    pub offers: &'static [&'static str],
    /// How to tell strings and comments from code without parsing; see `outlook`.
    pub lexis: Lexis,
}

/// As much about strings, comments and line ends as a look at the bytes needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexis {
    /// Brackets nest and tokens wait; in prose they do neither.
    pub code: bool,
    /// `//` and `/* */` begin comments.
    pub slashes: bool,
    /// `#` begins a comment.
    pub hashes: bool,
    /// A line that begins with `#` ends with its line.
    pub directives: bool,
    /// A line end may end a statement.
    pub lines_end: bool,
    /// Three of one quote begin a string that three of it end.
    pub tripled: &'static [u8],
    /// A string in double quotes, in single quotes, in back quotes.
    pub quotes: [Quotes; 3],
    /// Regular expressions between slashes, text between tags.
    pub ecmascript: bool,
    /// What stands before the first of these and after the second is text: `<?`, `?>`.
    pub code_between: Option<[&'static str; 2]>,
}

/// What a quote begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// No string.
    Nothing,
    /// A string that ends with its line at the latest.
    Line,
    /// A string that may go on over lines.
    Lines,
}

impl Lexis {
    /// `//` and `/* */`, strings on one line in double and single quotes.
    pub const SLASHES: Self = Self {
        code: true,
        slashes: true,
        hashes: false,
        directives: false,
        lines_end: false,
        tripled: b"",
        quotes: [Quotes::Line, Quotes::Line, Quotes::Nothing],
        ecmascript: false,
        code_between: None,
    };
    /// `#`, and lines that end statements.
    pub const HASHES: Self = Self {
        slashes: false,
        hashes: true,
        lines_end: true,
        ..Self::SLASHES
    };
    pub const ECMASCRIPT: Self = Self {
        lines_end: true,
        quotes: [Quotes::Line, Quotes::Line, Quotes::Lines],
        ecmascript: true,
        ..Self::SLASHES
    };
    pub const C: Self = Self {
        directives: true,
        ..Self::SLASHES
    };
    pub const PROSE: Self = Self {
        code: false,
        slashes: false,
        ..Self::SLASHES
    };
}

impl Language {
    /// All languages, in the order of the table.
    pub const ALL: [Self; 33] = [
        Self::Python,
        Self::JavaScript,
        Self::TypeScript,
        Self::Tsx,
        Self::Rust,
        Self::Go,
        Self::Java,
        Self::C,
        Self::Cpp,
        Self::CSharp,
        Self::Ruby,
        Self::Php,
        Self::Kotlin,
        Self::Swift,
        Self::Scala,
        Self::Bash,
        Self::Lua,
        Self::Dart,
        Self::Elixir,
        Self::Haskell,
        Self::OCaml,
        Self::Zig,
        Self::Sql,
        Self::Html,
        Self::Css,
        Self::Vue,
        Self::Svelte,
        Self::Json,
        Self::Yaml,
        Self::Toml,
        Self::Markdown,
        Self::Dockerfile,
        Self::Hcl,
    ];

    /// How much is known of it.
    pub fn tier(self) -> Tier {
        self.row().tier
    }

    /// What its files give, beside lines and problems, which all give.
    pub fn offers(self) -> &'static [&'static str] {
        self.row().offers
    }

    /// By the name that a fence in Markdown or `lang="…"` gives: its own, an extension, or a short form.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let long = match name.as_str() {
            "c++" => "cpp",
            "c#" => "csharp",
            "golang" => "go",
            "py3" | "python3" => "python",
            "shell" | "console" | "zsh" => "bash",
            "docker" => "dockerfile",
            "terraform" => "hcl",
            other => other,
        };
        let mut all = Self::ALL.into_iter();
        all.find(|language| language.name() == long || language.extensions().contains(&long))
    }

    /// Its name on the wire and in the documents.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The extensions that mean it, without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        self.row().extensions
    }

    /// JavaScript and what is built on it.
    pub(crate) fn is_ecmascript(self) -> bool {
        matches!(self, Self::JavaScript | Self::TypeScript | Self::Tsx)
    }

    pub(crate) fn row(self) -> &'static Row {
        match self {
            Self::Python => &tier_a::PYTHON,
            Self::JavaScript => &tier_a::JAVASCRIPT,
            Self::TypeScript => &tier_a::TYPESCRIPT,
            Self::Tsx => &tier_a::TSX,
            Self::Rust => &tier_a::RUST,
            Self::Go => &tier_a::GO,
            Self::Java => &tier_a::JAVA,
            Self::C => &tier_a::C,
            Self::Cpp => &tier_a::CPP,
            Self::CSharp => &tier_a::CSHARP,
            Self::Ruby => &tier_a::RUBY,
            Self::Php => &tier_a::PHP,
            Self::Kotlin => &tier_a::KOTLIN,
            Self::Swift => &tier_b::SWIFT,
            Self::Scala => &tier_b::SCALA,
            Self::Bash => &tier_b::BASH,
            Self::Lua => &tier_b::LUA,
            Self::Dart => &tier_b::DART,
            Self::Elixir => &tier_b::ELIXIR,
            Self::Haskell => &tier_b::HASKELL,
            Self::OCaml => &tier_b::OCAML,
            Self::Zig => &tier_b::ZIG,
            Self::Sql => &tier_b::SQL,
            Self::Html => &tier_b::HTML,
            Self::Css => &tier_b::CSS,
            Self::Vue => &tier_b::VUE,
            Self::Svelte => &tier_b::SVELTE,
            Self::Json => &tier_b::JSON,
            Self::Yaml => &tier_b::YAML,
            Self::Toml => &tier_b::TOML,
            Self::Markdown => &tier_b::MARKDOWN,
            Self::Dockerfile => &tier_b::DOCKERFILE,
            Self::Hcl => &tier_b::HCL,
        }
    }
}
