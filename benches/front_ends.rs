//! Compares the two parsers of a language on every file below a folder: the native one and tree-sitter.
//!
//! Prints how many files the native one read, how many it left to tree-sitter, and where the trees part; ends with an
//! error where more than one file in a hundred does. A place may be one that tree-sitter's grammar misreads.

use std::path::Path;
use std::process::ExitCode;

use syntax::{FrontEnd, Language, Limits};

/// Files of which one may part.
const FILES_PER_PARTING: usize = 100;

fn main() -> ExitCode {
    let Some(root) = std::env::args_os().nth(1) else {
        eprintln!("usage: front_ends FOLDER");
        return ExitCode::from(2);
    };
    let sources = match benches::sources(Path::new(&root)) {
        Ok(sources) => sources,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let (mut native, mut left, mut partings) = (0, 0, Vec::new());
    for source in sources
        .iter()
        .filter(|source| source.language == Language::Python)
    {
        let Ok(text) = std::str::from_utf8(&source.bytes) else {
            continue;
        };
        let facts = syntax::facts(&source.bytes, source.language, &Limits::default(), &|| {
            false
        });
        match facts.front_end {
            FrontEnd::Native => native += 1,
            FrontEnd::TreeSitter => left += 1,
        }
        partings.extend(syntax::parting(text, source.language));
    }
    println!(
        "{native} files read natively, {left} left to tree-sitter, {} part:",
        partings.len()
    );
    for parting in &partings {
        println!("  {parting}");
    }
    if partings.len() * FILES_PER_PARTING > native {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
