//! Which language a file is in: by its extension or whole name, then by its `#!` line.
//!
//! Two extensions are shared and decided by the text:
//! `.h` is C unless a line begins as only C++ can (`class`, `namespace`, `template`, `using`, an access label);
//! `.ts` is TypeScript unless it begins as XML, as Qt's translations do.

use crate::language::Language;

/// Line beginnings that C does not know.
const CPP_MARKERS: [&[u8]; 9] = [
    b"class ",
    b"namespace ",
    b"template <",
    b"template<",
    b"using ",
    b"public:",
    b"private:",
    b"protected:",
    b"virtual ",
];

impl Language {
    /// Recognise a file by its path and its first bytes; a few kilobytes do.
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

fn says_cpp(first_bytes: &[u8]) -> bool {
    first_bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_start)
        .any(|line| CPP_MARKERS.iter().any(|marker| line.starts_with(marker)))
}
