//! What the benchmarks read, and the bare parsers they compare with.
//!
//! Measures nothing itself.

use std::path::Path;

use analysis::{Control, Error, Limits, Repository};
use syntax::Language;
use tree_sitter::Parser;

/// One file of a language of ours.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its language.
    pub language: Language,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Read every source file below a folder, as the engine would.
///
/// # Errors
/// Whatever the repository says of a root that cannot be read.
pub fn sources(root: &Path) -> Result<Vec<Source>, Error> {
    let limits = Limits::default();
    let disk = repo::Disk::new(root, limits.clone())?;
    let listing = disk.list(&Control::new())?;
    let mut found = Vec::new();
    for entry in &listing.entries {
        let Ok(bytes) = disk.read(&entry.path, limits.file_size_bytes_max) else {
            continue;
        };
        if let Some(language) = Language::detect(entry.path.as_str(), &bytes) {
            found.push(Source { language, bytes });
        }
    }
    Ok(found)
}

/// All source of one language in the test corpus, file after file.
///
/// # Errors
/// As [`sources`].
pub fn corpus(language: Language) -> Result<Vec<Vec<u8>>, Error> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let found = sources(&root)?;
    let ours = found
        .into_iter()
        .filter(|source| source.language == language);
    Ok(ours.map(|source| source.bytes).collect())
}

/// A parser with one grammar and nothing of ours round it; `None` for a language of the second tier, and where
/// the grammar does not fit the library.
#[must_use]
pub fn parser(language: Language) -> Option<Parser> {
    let grammar = match language {
        Language::Python => tree_sitter_python::LANGUAGE,
        Language::JavaScript => tree_sitter_javascript::LANGUAGE,
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX,
        Language::Rust => tree_sitter_rust::LANGUAGE,
        Language::Go => tree_sitter_go::LANGUAGE,
        Language::Java => tree_sitter_java::LANGUAGE,
        Language::C => tree_sitter_c::LANGUAGE,
        Language::Cpp => tree_sitter_cpp::LANGUAGE,
        Language::CSharp => tree_sitter_c_sharp::LANGUAGE,
        Language::Ruby => tree_sitter_ruby::LANGUAGE,
        Language::Php => tree_sitter_php::LANGUAGE_PHP,
        Language::Kotlin => tree_sitter_kotlin_ng::LANGUAGE,
        // The second tier is not measured.
        _ => return None,
    };
    let mut parser = Parser::new();
    parser.set_language(&grammar.into()).ok()?;
    Some(parser)
}
