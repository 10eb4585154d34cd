//! A path that is proven to stay inside the repository.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::visible::is_plain;

/// A path inside a repository: relative, `/` between parts, no empty, `.` or `..` part, all of it to be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RepoPath(String);

const PATH_BYTES_MAX: usize = 4096;

impl RepoPath {
    /// Check a path, dropping what means nothing: `./`, doubled and trailing slashes.
    ///
    /// Backslashes are kept, as they may be part of a name; they count as separators where a path could
    /// escape through them.
    ///
    /// # Errors
    /// [`Error::OutsideRoot`] for an absolute path, a drive letter or a `..` that leaves the repository;
    /// [`Error::InvalidRequest`] for an empty path, one with a hidden character or a line end, a `..` that stays
    /// inside, or more than 4,096 bytes.
    pub fn new(text: &str) -> Result<Self, Error> {
        // Answers show paths outside of fences: one that hides or breaks a line could speak for itself there.
        if text.len() > PATH_BYTES_MAX || !is_plain(text) {
            return Err(Error::invalid(
                "a path holds a character that cannot be seen or more than 4096 bytes",
                "give a path relative to the root of the repository, such as src/main.py",
            ));
        }
        refuse_escape(text)?;
        let parts: Vec<&str> = text
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if parts.is_empty() {
            return Err(Error::invalid(
                "a path is empty",
                "name a file or folder relative to the root of the repository, such as src/main.py",
            ));
        }
        Ok(Self(parts.join("/")))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0
            .rsplit_once('/')
            .map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The folder it stands in; `""` is the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it is `folder` or stands below it; `""` is the root.
    #[must_use]
    pub fn is_within(&self, folder: &str) -> bool {
        is_within(&self.0, folder)
    }
}

/// Whether `path` is `folder` or stands below it; `""` is the root.
#[must_use]
pub fn is_within(path: &str, folder: &str) -> bool {
    match path.strip_prefix(folder) {
        Some(rest) => folder.is_empty() || rest.is_empty() || rest.starts_with('/'),
        None => false,
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for RepoPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

fn refuse_escape(text: &str) -> Result<(), Error> {
    let mut first = text.chars();
    let letter = first.next();
    let drive =
        letter.is_some_and(|letter| letter.is_ascii_alphabetic()) && first.next() == Some(':');
    if drive || matches!(letter, Some('/' | '\\')) {
        return Err(Error::OutsideRoot {
            path: text.to_owned(),
        });
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut climbs = false;
    for part in text.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                climbs = true;
                if kept.pop().is_none() {
                    return Err(Error::OutsideRoot {
                        path: text.to_owned(),
                    });
                }
            }
            name => kept.push(name),
        }
    }
    if climbs {
        return Err(Error::InvalidRequest {
            message: format!("the path \"{text}\" holds `..`"),
            hint: Some("write the path without `..`".to_owned()),
            nearest: vec![kept.join("/")],
        });
    }
    Ok(())
}

/// Tests, examples, documents and code of others come after the code that a repository is about.
#[must_use]
pub fn is_aside(path: &str) -> bool {
    const FOLDERS: [&str; 19] = [
        "__tests__",
        "_vendor",
        "deps",
        "dist",
        "doc",
        "docs",
        "example",
        "examples",
        "fixtures",
        "node_modules",
        "spec",
        "test",
        "testdata",
        "testing",
        "tests",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
    ];
    path.split('/').any(|part| {
        FOLDERS.contains(&part)
            || part.starts_with("test_")
            || ["_test.", ".test.", ".spec.", ".min."]
                .iter()
                .any(|mark| part.contains(mark))
    })
}
