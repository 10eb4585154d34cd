//! Which files and tests of the repository the names in a report stand for.

use std::collections::HashMap;

use crate::index::Index;

/// Files of a repository, to be found by paths of elsewhere.
pub struct Places<'a> {
    index: &'a Index,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Places<'a> {
    /// Of a repository.
    #[must_use]
    pub fn new(index: &'a Index) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (position, file) in index.files.iter().enumerate() {
            by_name
                .entry(file.path.file_name())
                .or_default()
                .push(position);
        }
        Self { index, by_name }
    }

    /// The file that a path means, which may begin further out or further in than the root; nothing where several do.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<usize> {
        let path = path.replace('\\', "/");
        let mut tail = path.trim_start_matches("./");
        if let Some(found) = self.index.file_position(tail) {
            return Some(found);
        }
        while let Some((_, rest)) = tail.split_once('/') {
            tail = rest;
            // A name alone is that of many files elsewhere.
            let found = self
                .index
                .file_position(tail)
                .filter(|_| tail.contains('/'));
            if found.is_some() {
                return found;
            }
        }
        if path.starts_with('/') || path.contains(':') {
            return None;
        }
        let ending = format!("/{}", path.trim_start_matches("./"));
        let ends = |position: &&usize| {
            let file = self.index.files.get(**position);
            file.is_some_and(|file| file.path.as_str().ends_with(&ending))
        };
        let same_name = self.by_name.get(tail).map(Vec::as_slice);
        let mut found = same_name.unwrap_or_default().iter().filter(ends);
        found.next().copied().filter(|_| found.next().is_none())
    }

    /// The file of a test, and the qualified name of its function: `tests/test_a.py::TestA::test_b[1]|run` as
    /// pytest-cov has it, `tests.test_a.TestA.test_b` as coverage.py has it.
    #[must_use]
    pub fn test(&self, name: &str) -> Option<(usize, String)> {
        let name = match name.rsplit_once('|') {
            Some((name, "run" | "setup" | "teardown")) => name,
            _ => name,
        };
        if let Some((path, function)) = name.split_once("::") {
            let function = function.split('[').next().unwrap_or_default();
            return Some((self.file(path)?, function.replace("::", ".")));
        }
        let parts: Vec<&str> = name.split('.').collect();
        (1..parts.len()).rev().find_map(|length| {
            let (module, function) = parts.split_at_checked(length)?;
            let file = self.file(&format!("{}.py", module.join("/")))?;
            Some((file, function.join(".")))
        })
    }
}
