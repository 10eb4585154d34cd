//! What is known of a repository at one moment: facts by file, never source, never trees.

use std::sync::{Arc, Mutex, OnceLock};

use syntax::facts::{Branch, Definition, Import, LineCounts, Problem, Reference};
use syntax::measures::Measures;
use syntax::tokens::TokenStream;
use syntax::usage::Usage;
use syntax::{FileFacts, FrontEnd, Language, is_function};

use crate::calls::Calls;
use crate::control::Control;
use crate::error::Error;
use crate::graph::Graph;
use crate::import_places::import_places;
use crate::manifest::Manifest;
use crate::path::RepoPath;
use crate::repository::{Listing, SkipReason, Skipped};
use crate::stored::{Identity, Kept};
use crate::variables::visible_variables;
use crate::visible::visible;

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
    /// A listing of which all was read, so that the same one says that nothing has changed.
    pub whole: Mutex<Option<Arc<Listing>>>,
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
    Manifest(Manifest),
    /// Nothing, for this reason.
    Passed(SkipReason),
}

/// What is kept of a file with facts.
#[derive(Debug)]
pub struct SourceFile {
    /// Its path.
    pub path: RepoPath,
    /// Its size.
    pub size_bytes: u64,
    /// Hash of its bytes.
    pub hash: [u8; 16],
    /// The language it was read as.
    pub language: Language,
    /// What parsed it.
    pub front_end: FrontEnd,
    /// What it declares to others, where it is a manifest.
    pub manifest: Option<Manifest>,
    /// Its definitions in source order, hidden characters spelt out.
    pub definitions: Vec<Definition>,
    /// Its imports in source order.
    pub imports: Vec<Import>,
    /// Where each import stands.
    pub import_places: Vec<ImportPlace>,
    /// Its decision points in source order.
    pub branches: Vec<Branch>,
    /// What its names mean as far as it says itself.
    pub usage: Usage,
    /// Its variables that can be seen from outside functions, by scope and name.
    pub visible_variables: Vec<u32>,
    /// Names it uses, sorted, with how often.
    pub uses: Vec<(Box<str>, u32)>,
    /// How many lines are what.
    pub lines: LineCounts,
    /// What is counted of it and of its types and functions.
    pub measures: Measures,
    /// Its tokens, to find duplicates in.
    pub tokens: TokenStream,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// What stands round an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportPlace {
    /// It is inside a function, in a language where that puts it off until the call.
    pub deferred: bool,
    /// Modules written inside the file that it is in.
    pub modules: u16,
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
            Content::Source(file) => file.manifest.as_ref(),
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

impl SourceFile {
    /// Keep of the facts what the analyses ask for.
    #[must_use]
    pub fn new(path: RepoPath, size_bytes: u64, hash: [u8; 16], facts: FileFacts) -> Self {
        let FileFacts {
            language,
            front_end,
            mut definitions,
            mut imports,
            mut branches,
            names,
            references,
            usage,
            lines,
            mut measures,
            mut tokens,
            mut problems,
            ..
        } = facts;
        let mut uses = uses(names, &references);
        definitions.iter_mut().for_each(spell_out);
        definitions.shrink_to_fit();
        imports.shrink_to_fit();
        branches.shrink_to_fit();
        uses.shrink_to_fit();
        measures.spaces.shrink_to_fit();
        tokens.shrink();
        measures.increments.shrink_to_fit();
        problems.shrink_to_fit();
        Self {
            import_places: import_places(language, &definitions, &imports),
            path,
            size_bytes,
            hash,
            language,
            front_end,
            manifest: None,
            definitions,
            imports,
            branches,
            visible_variables: visible_variables(&usage),
            usage,
            uses,
            lines,
            measures,
            tokens,
            problems,
        }
    }

    /// Put together again what was kept of the same text elsewhere.
    #[must_use]
    pub fn restored(identity: Identity, kept: Kept) -> Self {
        let Identity {
            path,
            size_bytes,
            hash,
            language,
            manifest,
        } = identity;
        let Kept {
            front_end,
            definitions,
            imports,
            branches,
            usage,
            uses,
            lines,
            measures,
            tokens,
            problems,
        } = kept;
        let import_places = import_places(language, &definitions, &imports);
        Self {
            path,
            size_bytes,
            hash,
            language,
            front_end,
            manifest,
            definitions,
            imports,
            import_places,
            branches,
            visible_variables: visible_variables(&usage),
            usage,
            uses,
            lines,
            measures,
            tokens,
            problems,
        }
    }

    /// The name that other calls know a definition by.
    #[must_use]
    pub fn id(&self, definition: &Definition) -> String {
        format!("{}::{}", self.path, definition.qualified_name)
    }

    /// Whether a definition stands in a function, where nobody else can mean it.
    #[must_use]
    pub fn is_local(&self, definition: &Definition) -> bool {
        let parent = definition
            .parent
            .and_then(|parent| self.definitions.get(parent as usize));
        parent.is_some_and(|parent| is_function(parent.kind))
    }

    /// How deep a definition stands; 1 is the top level.
    #[must_use]
    pub fn depth(&self, definition: &Definition) -> u32 {
        let mut depth = 1;
        let mut parent = definition.parent;
        while let Some(above) = parent.and_then(|position| self.definitions.get(position as usize))
        {
            depth += 1;
            parent = above.parent;
        }
        depth
    }

    /// The innermost definition round each of these lines, which must ascend.
    pub fn innermost(&self, lines: impl Iterator<Item = u32>) -> Vec<Option<&Definition>> {
        let mut definitions = self.definitions.iter().peekable();
        let mut open: Vec<&Definition> = Vec::new();
        lines
            .map(|line| {
                while let Some(next) = definitions.next_if(|next| next.span.start_line <= line) {
                    open.retain(|outer| outer.span.end_line >= next.span.start_line);
                    open.push(next);
                }
                open.retain(|outer| outer.span.end_line >= line);
                open.last().copied()
            })
            .collect()
    }
}

/// The names that a file uses, sorted, with how often.
fn uses(names: Vec<Box<str>>, references: &[Reference]) -> Vec<(Box<str>, u32)> {
    let mut counts = vec![0; names.len()];
    for reference in references {
        if let Some(count) = counts.get_mut(reference.name as usize) {
            *count += 1;
        }
    }
    let counted = names.into_iter().zip(counts);
    let mut uses: Vec<(Box<str>, u32)> = counted.filter(|(_, count)| *count > 0).collect();
    uses.sort_unstable();
    uses
}

fn spell_out(definition: &mut Definition) {
    for text in [
        &mut definition.name,
        &mut definition.qualified_name,
        &mut definition.signature,
    ]
    .into_iter()
    .chain(definition.documentation.as_mut())
    {
        if let std::borrow::Cow::Owned(shown) = visible(text) {
            *text = shown;
        }
        text.shrink_to_fit();
    }
}
