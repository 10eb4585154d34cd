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
}

/// What is known of a language beyond its queries.
pub(crate) struct Row {
    /// Its name on the wire and in the documents.
    pub name: &'static str,
    /// Extensions, without the dot, case kept: `.C` is C++ where `.c` is C.
    pub extensions: &'static [&'static str],
    /// Programs named by a `#!` line, without version.
    pub interpreters: &'static [&'static str],
    /// The grammar.
    pub grammar: fn() -> tree_sitter::Language,
    /// What is a definition, an import, a call, a branch, a reference.
    pub queries: &'static [&'static str],
    /// A statement that may follow any text and settles it; see `parse`.
    pub closing: &'static str,
}

impl Language {
    /// All languages, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Python,
        Self::JavaScript,
        Self::TypeScript,
        Self::Tsx,
        Self::Rust,
        Self::Go,
        Self::Java,
        Self::C,
        Self::Cpp,
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
    interpreters: &["python", "pypy"],
    grammar: || tree_sitter_python::LANGUAGE.into(),
    queries: queries!("python"),
    closing: "\npass\n",
};

const JAVASCRIPT: Row = Row {
    name: "javascript",
    extensions: &["js", "jsx", "mjs", "cjs"],
    interpreters: &["node", "nodejs"],
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    queries: queries!("ecmascript", "javascript"),
    closing: "\n;\nvar x;\n",
};

const TYPESCRIPT: Row = Row {
    name: "typescript",
    extensions: &["ts", "mts", "cts"],
    interpreters: &["deno", "bun", "ts-node"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
};

const TSX: Row = Row {
    name: "tsx",
    extensions: &["tsx"],
    interpreters: &["tsx"],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
};

const RUST: Row = Row {
    name: "rust",
    extensions: &["rs"],
    interpreters: &["rust-script"],
    grammar: || tree_sitter_rust::LANGUAGE.into(),
    queries: queries!("rust"),
    closing: "\n;\nfn x() {}\n",
};

const GO: Row = Row {
    name: "go",
    extensions: &["go"],
    interpreters: &[],
    grammar: || tree_sitter_go::LANGUAGE.into(),
    queries: queries!("go"),
    closing: "\nvar x int\n",
};

const JAVA: Row = Row {
    name: "java",
    extensions: &["java"],
    interpreters: &["java"],
    grammar: || tree_sitter_java::LANGUAGE.into(),
    queries: queries!("java"),
    closing: "\n;\nint x;\n",
};

const C: Row = Row {
    name: "c",
    // `.h` is C unless the text says C++: see `detect`.
    extensions: &["c", "h"],
    interpreters: &[],
    grammar: || tree_sitter_c::LANGUAGE.into(),
    queries: queries!("c"),
    closing: "\n;\nint x;\n",
};

const CPP: Row = Row {
    name: "cpp",
    extensions: &[
        "cc", "cpp", "cxx", "c++", "C", "hh", "hpp", "hxx", "h++", "H", "ipp", "tpp", "inl",
    ],
    interpreters: &[],
    grammar: || tree_sitter_cpp::LANGUAGE.into(),
    queries: queries!("c", "cpp"),
    closing: "\n;\nint x;\n",
};
