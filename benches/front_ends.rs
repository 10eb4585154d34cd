//! Compares the two parsers of each language that has two on every file below some folders: the native one and
//! tree-sitter.
//!
//! Prints for each language how many files the native one read, how many it left to tree-sitter, and where the trees
//! part of files that both read; ends with an error where more do than tree-sitter's grammar is known to misread.

use std::path::Path;
use std::process::ExitCode;

use syntax::{FrontEnd, Language, Limits};

/// The languages that have two, and the files of which one may part.
const LANGUAGES: [(Language, usize); 4] = [
    (Language::Python, 100),
    (Language::JavaScript, 20),
    (Language::TypeScript, 10),
    (Language::Tsx, 10),
];

fn main() -> ExitCode {
    let mut sources = Vec::new();
    for root in std::env::args_os().skip(1) {
        match benches::sources(Path::new(&root)) {
            Ok(found) => sources.extend(found),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if sources.is_empty() {
        eprintln!("usage: front_ends FOLDER...");
        return ExitCode::from(2);
    }
    let agree = LANGUAGES.map(|(language, per_parting)| compare(&sources, language, per_parting));
    if agree.into_iter().all(|agree| agree) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Compare the parsers of a language, print what was found, and say whether it is as it should be.
fn compare(sources: &[benches::Source], language: Language, per_parting: usize) -> bool {
    let (mut native, mut left, mut partings) = (0, 0, Vec::new());
    for source in sources.iter().filter(|source| source.language == language) {
        let Ok(text) = std::str::from_utf8(&source.bytes) else {
            continue;
        };
        let facts = syntax::facts(&source.bytes, language, &Limits::default(), &|| false);
        match facts.front_end {
            FrontEnd::Native => native += 1,
            FrontEnd::TreeSitter => left += 1,
        }
        partings.extend(syntax::parting(text, language));
    }
    println!(
        "{language:?}: {native} files read natively, {left} left to tree-sitter, {} part",
        partings.len()
    );
    for parting in &partings {
        println!("  {parting}");
    }
    partings.len() * per_parting <= native
}
