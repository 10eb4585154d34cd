//! The languages: one row each, and nothing about a language that its row or its queries can say.
//!
//! Adding a language is a variant, a row, a folder of queries and a folder of corpus files.

use serde::{Deserialize, Serialize};

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
    /// How to tell strings and comments from code without parsing; see `outlook`.
    pub lexis: Lexis,
}

/// As much about strings, comments and line ends as a look at the bytes needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexis {
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
    const SLASHES: Self = Self {
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
    const HASHES: Self = Self {
        slashes: false,
        hashes: true,
        lines_end: true,
        ..Self::SLASHES
    };
    const ECMASCRIPT: Self = Self {
        lines_end: true,
        quotes: [Quotes::Line, Quotes::Line, Quotes::Lines],
        ecmascript: true,
        ..Self::SLASHES
    };
    const C: Self = Self {
        directives: true,
        ..Self::SLASHES
    };
}

impl Language {
    /// All languages, in the order of the table.
    pub const ALL: [Self; 13] = [
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
    ];

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
            Self::Python => &PYTHON,
            Self::JavaScript => &JAVASCRIPT,
            Self::TypeScript => &TYPESCRIPT,
            Self::Tsx => &TSX,
            Self::Rust => &RUST,
            Self::Go => &GO,
            Self::Java => &JAVA,
            Self::C => &C,
            Self::Cpp => &CPP,
            Self::CSharp => &CSHARP,
            Self::Ruby => &RUBY,
            Self::Php => &PHP,
            Self::Kotlin => &KOTLIN,
        }
    }
}

/// The query files of a language: the folders it reads, in order.
macro_rules! queries {
    ($($folder:literal),+) => {
        &[$(
            include_str!(concat!("../queries/", $folder, "/definitions.scm")),
            include_str!(concat!("../queries/", $folder, "/uses.scm")),
            include_str!(concat!("../queries/", $folder, "/branches.scm")),
        )+]
    };
}

const PYTHON: Row = Row {
    name: "python",
    extensions: &["py", "pyi", "pyw"],
    file_names: &[],
    interpreters: &["python", "pypy"],
    grammar: || tree_sitter_python::LANGUAGE.into(),
    queries: queries!("python"),
    closing: "\npass\n",
    lexis: Lexis {
        tripled: b"\"'",
        ..Lexis::HASHES
    },
};

const JAVASCRIPT: Row = Row {
    name: "javascript",
    extensions: &["js", "jsx", "mjs", "cjs"],
    file_names: &[],
    interpreters: &["node", "nodejs"],
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    queries: queries!("ecmascript", "javascript"),
    closing: "\n;\nvar x;\n",
    lexis: Lexis::ECMASCRIPT,
};

const TYPESCRIPT: Row = Row {
    name: "typescript",
    extensions: &["ts", "mts", "cts"],
    file_names: &[],
    interpreters: &["deno", "bun", "ts-node"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
    lexis: Lexis::ECMASCRIPT,
};

const TSX: Row = Row {
    name: "tsx",
    extensions: &["tsx"],
    file_names: &[],
    interpreters: &["tsx"],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
    lexis: Lexis::ECMASCRIPT,
};

const RUST: Row = Row {
    name: "rust",
    extensions: &["rs"],
    file_names: &[],
    interpreters: &["rust-script"],
    grammar: || tree_sitter_rust::LANGUAGE.into(),
    queries: queries!("rust"),
    closing: "\n;\nfn x() {}\n",
    lexis: Lexis {
        quotes: [Quotes::Lines, Quotes::Nothing, Quotes::Nothing],
        ..Lexis::SLASHES
    },
};

const GO: Row = Row {
    name: "go",
    extensions: &["go"],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_go::LANGUAGE.into(),
    queries: queries!("go"),
    closing: "\nvar x int\n",
    lexis: Lexis {
        lines_end: true,
        quotes: [Quotes::Line, Quotes::Line, Quotes::Lines],
        ..Lexis::SLASHES
    },
};

const JAVA: Row = Row {
    name: "java",
    extensions: &["java"],
    file_names: &[],
    interpreters: &["java"],
    grammar: || tree_sitter_java::LANGUAGE.into(),
    queries: queries!("java"),
    closing: "\n;\nint x;\n",
    lexis: Lexis {
        tripled: b"\"",
        ..Lexis::SLASHES
    },
};

const C: Row = Row {
    name: "c",
    // `.h` is C unless the text says C++: see `detect`.
    extensions: &["c", "h"],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_c::LANGUAGE.into(),
    queries: queries!("c"),
    closing: "\n;\nint x;\n",
    lexis: Lexis::C,
};

const CPP: Row = Row {
    name: "cpp",
    extensions: &[
        "cc", "cpp", "cxx", "c++", "C", "hh", "hpp", "hxx", "h++", "H", "ipp", "tpp", "inl",
    ],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_cpp::LANGUAGE.into(),
    queries: queries!("c", "cpp"),
    closing: "\n;\nint x;\n",
    lexis: Lexis::C,
};

const CSHARP: Row = Row {
    name: "csharp",
    extensions: &["cs", "csx"],
    file_names: &[],
    interpreters: &["dotnet-script"],
    grammar: || tree_sitter_c_sharp::LANGUAGE.into(),
    queries: queries!("csharp"),
    closing: "\n;\nint x;\n",
    lexis: Lexis {
        tripled: b"\"",
        ..Lexis::C
    },
};

const RUBY: Row = Row {
    name: "ruby",
    extensions: &["rb", "rake", "gemspec", "ru"],
    file_names: &["Gemfile", "Guardfile", "Podfile", "Rakefile", "Vagrantfile"],
    interpreters: &["ruby", "jruby"],
    grammar: || tree_sitter_ruby::LANGUAGE.into(),
    queries: queries!("ruby"),
    closing: "\nnil\n",
    lexis: Lexis {
        quotes: [Quotes::Line, Quotes::Line, Quotes::Line],
        ..Lexis::HASHES
    },
};

const PHP: Row = Row {
    name: "php",
    extensions: &["php", "phtml"],
    file_names: &[],
    interpreters: &["php"],
    grammar: || tree_sitter_php::LANGUAGE_PHP.into(),
    queries: queries!("php"),
    closing: "\n;\n1;\n",
    lexis: Lexis {
        slashes: true,
        quotes: [Quotes::Lines, Quotes::Lines, Quotes::Line],
        code_between: Some(["<?", "?>"]),
        ..Lexis::HASHES
    },
};

const KOTLIN: Row = Row {
    name: "kotlin",
    extensions: &["kt", "kts"],
    file_names: &[],
    interpreters: &["kotlin"],
    grammar: || tree_sitter_kotlin_ng::LANGUAGE.into(),
    queries: queries!("kotlin"),
    closing: "\nval x = 1\n",
    lexis: Lexis {
        lines_end: true,
        tripled: b"\"",
        ..Lexis::SLASHES
    },
};
