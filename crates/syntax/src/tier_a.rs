//! The rows of the languages of which all facts are known.

use crate::language::{Lexis, Quotes, Row, Tier};

/// What each of these gives.
const ALL_FACTS: [&str; 4] = ["branches", "calls", "definitions", "imports"];

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

pub(crate) use queries;

pub(crate) const PYTHON: Row = Row {
    name: "python",
    extensions: &["py", "pyi", "pyw"],
    file_names: &[],
    interpreters: &["python", "pypy"],
    grammar: || tree_sitter_python::LANGUAGE.into(),
    queries: queries!("python"),
    closing: "\npass\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        tripled: b"\"'",
        ..Lexis::HASHES
    },
};

pub(crate) const JAVASCRIPT: Row = Row {
    name: "javascript",
    extensions: &["js", "jsx", "mjs", "cjs"],
    file_names: &[],
    interpreters: &["node", "nodejs"],
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    queries: queries!("ecmascript", "javascript"),
    closing: "\n;\nvar x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis::ECMASCRIPT,
};

pub(crate) const TYPESCRIPT: Row = Row {
    name: "typescript",
    extensions: &["ts", "mts", "cts"],
    file_names: &[],
    interpreters: &["deno", "bun", "ts-node"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis::ECMASCRIPT,
};

pub(crate) const TSX: Row = Row {
    name: "tsx",
    extensions: &["tsx"],
    file_names: &[],
    interpreters: &["tsx"],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    queries: queries!("ecmascript", "typescript"),
    closing: "\n;\nvar x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis::ECMASCRIPT,
};

pub(crate) const RUST: Row = Row {
    name: "rust",
    extensions: &["rs"],
    file_names: &[],
    interpreters: &["rust-script"],
    grammar: || tree_sitter_rust::LANGUAGE.into(),
    queries: queries!("rust"),
    closing: "\n;\nfn x() {}\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        quotes: [Quotes::Lines, Quotes::Nothing, Quotes::Nothing],
        ..Lexis::SLASHES
    },
};

pub(crate) const GO: Row = Row {
    name: "go",
    extensions: &["go"],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_go::LANGUAGE.into(),
    queries: queries!("go"),
    closing: "\nvar x int\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        lines_end: true,
        quotes: [Quotes::Line, Quotes::Line, Quotes::Lines],
        ..Lexis::SLASHES
    },
};

pub(crate) const JAVA: Row = Row {
    name: "java",
    extensions: &["java"],
    file_names: &[],
    interpreters: &["java"],
    grammar: || tree_sitter_java::LANGUAGE.into(),
    queries: queries!("java"),
    closing: "\n;\nint x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        tripled: b"\"",
        ..Lexis::SLASHES
    },
};

pub(crate) const C: Row = Row {
    name: "c",
    // `.h` is C unless the text says C++: see `detect`.
    extensions: &["c", "h"],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_c::LANGUAGE.into(),
    queries: queries!("c"),
    closing: "\n;\nint x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis::C,
};

pub(crate) const CPP: Row = Row {
    name: "cpp",
    extensions: &[
        "cc", "cpp", "cxx", "c++", "C", "hh", "hpp", "hxx", "h++", "H", "ipp", "tpp", "inl",
    ],
    file_names: &[],
    interpreters: &[],
    grammar: || tree_sitter_cpp::LANGUAGE.into(),
    queries: queries!("c", "cpp"),
    closing: "\n;\nint x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis::C,
};

pub(crate) const CSHARP: Row = Row {
    name: "csharp",
    extensions: &["cs", "csx"],
    file_names: &[],
    interpreters: &["dotnet-script"],
    grammar: || tree_sitter_c_sharp::LANGUAGE.into(),
    queries: queries!("csharp"),
    closing: "\n;\nint x;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        tripled: b"\"",
        ..Lexis::C
    },
};

pub(crate) const RUBY: Row = Row {
    name: "ruby",
    extensions: &["rb", "rake", "gemspec", "ru"],
    file_names: &["Gemfile", "Guardfile", "Podfile", "Rakefile", "Vagrantfile"],
    interpreters: &["ruby", "jruby"],
    grammar: || tree_sitter_ruby::LANGUAGE.into(),
    queries: queries!("ruby"),
    closing: "\nnil\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        quotes: [Quotes::Line, Quotes::Line, Quotes::Line],
        ..Lexis::HASHES
    },
};

pub(crate) const PHP: Row = Row {
    name: "php",
    extensions: &["php", "phtml"],
    file_names: &[],
    interpreters: &["php"],
    grammar: || tree_sitter_php::LANGUAGE_PHP.into(),
    queries: queries!("php"),
    closing: "\n;\n1;\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        slashes: true,
        quotes: [Quotes::Lines, Quotes::Lines, Quotes::Line],
        code_between: Some(["<?", "?>"]),
        ..Lexis::HASHES
    },
};

pub(crate) const KOTLIN: Row = Row {
    name: "kotlin",
    extensions: &["kt", "kts"],
    file_names: &[],
    interpreters: &["kotlin"],
    grammar: || tree_sitter_kotlin_ng::LANGUAGE.into(),
    queries: queries!("kotlin"),
    closing: "\nval x = 1\n",
    tier: Tier::A,
    offers: &ALL_FACTS,
    lexis: Lexis {
        lines_end: true,
        tripled: b"\"",
        ..Lexis::SLASHES
    },
};
