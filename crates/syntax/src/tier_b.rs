//! The rows of the languages that are read for their definitions and little else.

use crate::language::{Lexis, Quotes, Row, Tier};
use crate::tier_a::queries;

/// Programming languages.
const PROGRAM: &[&str] = &["branches", "definitions", "imports"];
/// Data: names and nothing else.
const DATA: &[&str] = &["definitions"];

/// A row with what most rows have.
const fn row(name: &'static str, extensions: &'static [&'static str], lexis: Lexis) -> Row {
    Row {
        name,
        extensions,
        file_names: &[],
        interpreters: &[],
        grammar: || tree_sitter_json::LANGUAGE.into(),
        queries: &[],
        closing: "\n",
        tier: Tier::B,
        offers: PROGRAM,
        lexis,
    }
}

pub(crate) const SWIFT: Row = Row {
    grammar: || tree_sitter_swift::LANGUAGE.into(),
    queries: queries!("swift"),
    closing: "\nlet x = 1\n",
    ..row(
        "swift",
        &["swift"],
        Lexis {
            lines_end: true,
            tripled: b"\"",
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const SCALA: Row = Row {
    grammar: || tree_sitter_scala::LANGUAGE.into(),
    queries: queries!("scala"),
    closing: "\nval x = 1\n",
    interpreters: &["scala", "scala-cli"],
    ..row(
        "scala",
        &["scala", "sc"],
        Lexis {
            lines_end: true,
            tripled: b"\"",
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const BASH: Row = Row {
    grammar: || tree_sitter_bash::LANGUAGE.into(),
    queries: queries!("bash"),
    interpreters: &["sh", "bash", "dash", "zsh", "ksh"],
    file_names: &[
        ".bashrc",
        ".bash_profile",
        ".profile",
        ".zshrc",
        "APKBUILD",
        "PKGBUILD",
    ],
    closing: "\n:\n",
    ..row("bash", &["sh", "bash", "zsh", "ksh"], Lexis::HASHES)
};

pub(crate) const LUA: Row = Row {
    grammar: || tree_sitter_lua::LANGUAGE.into(),
    queries: queries!("lua"),
    interpreters: &["lua", "luajit"],
    closing: "\n",
    ..row(
        "lua",
        &["lua"],
        Lexis {
            slashes: false,
            hashes: false,
            ..Lexis::HASHES
        },
    )
};

pub(crate) const DART: Row = Row {
    grammar: || tree_sitter_dart::LANGUAGE.into(),
    queries: queries!("dart"),

    ..row(
        "dart",
        &["dart"],
        Lexis {
            tripled: b"\"'",
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const ELIXIR: Row = Row {
    grammar: || tree_sitter_elixir::LANGUAGE.into(),
    queries: queries!("elixir"),
    interpreters: &["elixir"],
    closing: "\nnil\n",
    ..row(
        "elixir",
        &["ex", "exs"],
        Lexis {
            tripled: b"\"'",
            ..Lexis::HASHES
        },
    )
};

pub(crate) const HASKELL: Row = Row {
    grammar: || tree_sitter_haskell::LANGUAGE.into(),
    queries: queries!("haskell"),
    interpreters: &["runghc", "runhaskell"],
    closing: "\nx = 1\n",
    ..row(
        "haskell",
        &["hs"],
        Lexis {
            slashes: false,
            lines_end: true,
            quotes: [Quotes::Line, Quotes::Nothing, Quotes::Nothing],
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const OCAML: Row = Row {
    grammar: || tree_sitter_ocaml::LANGUAGE_OCAML.into(),
    queries: queries!("ocaml"),
    interpreters: &["ocaml"],
    closing: "\nlet x = 1\n",
    ..row(
        "ocaml",
        &["ml"],
        Lexis {
            slashes: false,
            lines_end: true,
            quotes: [Quotes::Lines, Quotes::Nothing, Quotes::Nothing],
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const ZIG: Row = Row {
    grammar: || tree_sitter_zig::LANGUAGE.into(),
    queries: queries!("zig"),
    closing: "\nconst x = 1;\n",
    ..row(
        "zig",
        &["zig"],
        Lexis {
            lines_end: true,
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const SQL: Row = Row {
    grammar: || tree_sitter_sequel::LANGUAGE.into(),
    queries: queries!("sql"),

    offers: &["branches", "definitions"],
    ..row(
        "sql",
        &["sql"],
        Lexis {
            slashes: false,
            lines_end: true,
            quotes: [Quotes::Lines, Quotes::Lines, Quotes::Line],
            ..Lexis::SLASHES
        },
    )
};

pub(crate) const HTML: Row = Row {
    grammar: || tree_sitter_html::LANGUAGE.into(),
    queries: queries!("html"),
    offers: &["definitions", "imports"],
    ..row("html", &["html", "htm", "xhtml"], Lexis::PROSE)
};

pub(crate) const CSS: Row = Row {
    grammar: || tree_sitter_css::LANGUAGE.into(),
    queries: queries!("css"),

    offers: &["definitions", "imports"],
    ..row("css", &["css"], Lexis::SLASHES)
};

pub(crate) const VUE: Row = Row {
    grammar: || tree_sitter_vue_next::LANGUAGE.into(),
    queries: queries!("vue"),
    ..row("vue", &["vue"], Lexis::PROSE)
};

pub(crate) const SVELTE: Row = Row {
    grammar: || tree_sitter_svelte_ng::LANGUAGE.into(),
    queries: queries!("svelte"),
    ..row("svelte", &["svelte"], Lexis::PROSE)
};

pub(crate) const JSON: Row = Row {
    grammar: || tree_sitter_json::LANGUAGE.into(),
    queries: queries!("json"),
    offers: DATA,
    ..row(
        "json",
        &["json", "jsonc", "json5", "webmanifest", "geojson"],
        Lexis::SLASHES,
    )
};

pub(crate) const YAML: Row = Row {
    grammar: || tree_sitter_yaml::LANGUAGE.into(),
    queries: queries!("yaml"),
    offers: DATA,
    ..row("yaml", &["yaml", "yml"], Lexis::HASHES)
};

pub(crate) const TOML: Row = Row {
    grammar: || tree_sitter_toml_ng::LANGUAGE.into(),
    queries: queries!("toml"),
    file_names: &["Cargo.lock", "Pipfile", "poetry.lock", "uv.lock"],
    offers: DATA,
    ..row(
        "toml",
        &["toml"],
        Lexis {
            tripled: b"\"'",
            ..Lexis::HASHES
        },
    )
};

pub(crate) const MARKDOWN: Row = Row {
    grammar: || tree_sitter_md::LANGUAGE.into(),
    queries: queries!("markdown"),
    offers: &["definitions", "imports"],
    ..row("markdown", &["md", "markdown"], Lexis::PROSE)
};

pub(crate) const DOCKERFILE: Row = Row {
    grammar: || tree_sitter_containerfile::LANGUAGE.into(),
    queries: queries!("dockerfile"),
    file_names: &["Dockerfile", "Containerfile"],
    offers: &["definitions", "imports"],
    ..row(
        "dockerfile",
        &["dockerfile", "Dockerfile", "containerfile"],
        Lexis::HASHES,
    )
};

pub(crate) const HCL: Row = Row {
    grammar: || tree_sitter_hcl::LANGUAGE.into(),
    queries: queries!("hcl"),
    ..row(
        "hcl",
        &["tf", "tfvars", "hcl"],
        Lexis {
            slashes: true,
            ..Lexis::HASHES
        },
    )
};
