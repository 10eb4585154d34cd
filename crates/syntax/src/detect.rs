//! Which language a file is in: by its extension or whole name, then by its `#!` line.
//!
//! Two extensions are shared and decided by the text:
//! `.h` is C unless its text says what only C++ can say (see `header.rs`);
//! `.ts` is TypeScript unless it begins as XML, as Qt's translations do.

use crate::header::says_cpp;
use crate::language::Language;

impl Language {
    /// Recognise a file by its path and its bytes, the more of them the better.
    pub fn detect(path: &str, first_bytes: &[u8]) -> Option<Self> {
        let file_name = path.rsplit('/').next().unwrap_or(path);
        let by_extension = file_name
            .rsplit_once('.')
            .filter(|(stem, _)| !stem.is_empty())
            .and_then(|(_, extension)| Self::by_extension(extension))
            .or_else(|| Self::by_file_name(file_name));
        match by_extension {
            Some(Self::C) if file_name.ends_with(".h") && says_cpp(first_bytes) => Some(Self::Cpp),
            Some(Self::TypeScript) if first_bytes.trim_ascii_start().starts_with(b"<") => None,
            Some(language) => Some(language),
            None => Self::by_interpreter(first_bytes),
        }
    }

    fn by_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.extensions().contains(&extension))
    }

    fn by_file_name(file_name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.row().file_names.contains(&file_name))
    }

    fn by_interpreter(first_bytes: &[u8]) -> Option<Self> {
        let line = first_bytes
            .strip_prefix(b"#!")?
            .split(|byte| *byte == b'\n')
            .next()?;
        let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
        let mut program = words.next()?.rsplit('/').next()?;
        if program == "env" {
            program = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
            program = program.rsplit('/').next()?;
        }
        let program =
            program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        Self::ALL
            .into_iter()
            .find(|language| language.row().interpreters.contains(&program))
    }
}
