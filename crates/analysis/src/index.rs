//! What is known of a repository at one moment: facts by file, never source, never trees.

use std::sync::{Arc, Mutex, OnceLock};

use crate::calls::Calls;
use crate::control::Control;
use crate::error::Error;
use crate::graph::Graph;
use crate::manifest::Manifest;
use crate::path::RepoPath;
use crate::repository::{Listing, SkipReason, Skipped};

pub use crate::source_file::{Extent, ImportPlace, SourceFile};

/// A repository at one moment. Never changes; a refresh makes a new one.
#[derive(Debug, Default)]
pub struct Index {
    /// Everything that was listed, sorted by path.
    pub records: Vec<Arc<Record>>,
    /// Files with facts, sorted by path.
    pub files: Vec<Arc<SourceFile>>,
    /// What the listing passed over, sorted.
    pub skipped: Vec<Skipped>,
    /// Files that were listed and not read yet, sorted; none in an index that is whole.
    pub pending: Vec<RepoPath>,
    /// Names the content of all files with facts.
    pub snapshot: String,
    /// A listing of which all was read, and how far, so that the same one says that nothing has changed.
    pub whole: Mutex<Option<(Arc<Listing>, Extent)>>,
    graph: OnceLock<Graph>,
    calls: OnceLock<Calls>,
}

/// One listed file and what was made of it.
#[derive(Debug)]
pub struct Record {
    /// Its path.
    pub path: RepoPath,
    /// Stamp of the listing; another stamp means it may have changed.
    pub stamp: u64,
    /// Its size.
    pub size_bytes: u64,
    /// What was made of it.
    pub content: Content,
}

/// What was made of a listed file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Facts.
    Source(Arc<SourceFile>),
    /// The name of a package or module that others import by.
    Manifest(Arc<Manifest>),
    /// Nothing, for this reason.
    Passed(SkipReason),
}

impl Index {
    /// Put records together. They must be sorted by path.
    #[must_use]
    pub fn new(records: Vec<Arc<Record>>, skipped: Vec<Skipped>, pending: Vec<RepoPath>) -> Self {
        let files: Vec<Arc<SourceFile>> = records
            .iter()
            .filter_map(|record| record.source())
            .cloned()
            .collect();
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            hasher.update(&(file.path.as_str().len() as u64).to_le_bytes());
            hasher.update(file.path.as_str().as_bytes());
            hasher.update(&file.hash);
        }
        let snapshot = hasher.finalize().to_hex().chars().take(16).collect();
        Self {
            records,
            files,
            skipped,
            pending,
            snapshot,
            whole: Mutex::default(),
            graph: OnceLock::new(),
            calls: OnceLock::new(),
        }
    }

    /// The import graph, resolved when first asked for.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn graph(&self, control: &Control) -> Result<&Graph, Error> {
        if self.graph.get().is_none() {
            let graph = Graph::resolve(self, control)?;
            // Somebody else may have been faster with the same graph.
            let _ = self.graph.set(graph);
        }
        Ok(self.graph.get_or_init(Graph::default))
    }

    /// Who uses whom, resolved when first asked for.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn calls(&self, control: &Control) -> Result<&Calls, Error> {
        if self.calls.get().is_none() {
            let calls = Calls::resolve(self, self.graph(control)?, control)?;
            let _ = self.calls.set(calls);
        }
        Ok(self.calls.get_or_init(Calls::default))
    }

    /// The record of a path.
    #[must_use]
    pub fn record(&self, path: &str) -> Option<&Arc<Record>> {
        let by_path = |record: &Arc<Record>| record.path.as_str().cmp(path);
        let position = self.records.binary_search_by(by_path).ok()?;
        self.records.get(position)
    }

    /// The position of a file with facts.
    #[must_use]
    pub fn file_position(&self, path: &str) -> Option<usize> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
    }

    /// The files with facts that stand in a folder itself, `""` for the root, with their positions.
    pub fn files_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (u32, &'a SourceFile)> {
        let prefix = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let start = self
            .files
            .partition_point(|file| file.path.as_str() < prefix.as_str());
        (0_u32..)
            .zip(&self.files)
            .skip(start)
            .map(|(position, file)| (position, &**file))
            .take_while(move |(_, file)| file.path.as_str().starts_with(&prefix))
            .filter(move |(_, file)| file.path.folder() == folder)
    }
}

impl Record {
    /// Its facts, where it has any.
    #[must_use]
    pub fn source(&self) -> Option<&Arc<SourceFile>> {
        match &self.content {
            Content::Source(file) => Some(file),
            Content::Manifest(_) | Content::Passed(_) => None,
        }
    }

    /// What it declares to others, where it is a manifest.
    #[must_use]
    pub fn manifest(&self) -> Option<&Manifest> {
        match &self.content {
            Content::Source(file) => file.manifest.as_deref(),
            Content::Manifest(manifest) => Some(manifest),
            Content::Passed(_) => None,
        }
    }

    /// Why it has no facts.
    #[must_use]
    pub fn skip_reason(&self) -> Option<SkipReason> {
        match &self.content {
            Content::Source(_) => None,
            Content::Manifest(_) => Some(SkipReason::UnsupportedLanguage),
            Content::Passed(reason) => Some(*reason),
        }
    }
}
