//! What is kept of one file: its facts, never its source, never a tree.

use std::sync::Arc;

use syntax::facts::{Branch, Definition, Import, LineCounts, Problem};
use syntax::measures::Measures;
use syntax::tokens::TokenStream;
use syntax::usage::Usage;
use syntax::{FileFacts, FrontEnd, Language, is_function};

use crate::import_places::import_places;
use crate::manifest::Manifest;
use crate::path::RepoPath;
use crate::stored::{Identity, Kept};
use crate::used_names::UsedNames;
use crate::variables::visible_variables;
use crate::visible::visible;

/// How far a file was read, the cheaper first. What lies beyond is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// What it is: its path, language and hash.
    Text,
    /// What it declares, imports and uses by name as well; see [`syntax::declared`].
    Declared,
    /// Everything.
    All,
}

/// What is kept of a file with facts.
#[derive(Debug)]
pub struct SourceFile {
    /// How far it was read.
    pub extent: Extent,
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
    pub manifest: Option<Arc<Manifest>>,
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
    /// Names it uses, and how often.
    pub uses: UsedNames,
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

impl SourceFile {
    /// Keep of the facts what the analyses ask for.
    #[must_use]
    pub fn new(
        path: RepoPath,
        size_bytes: u64,
        hash: [u8; 16],
        facts: FileFacts,
        extent: Extent,
    ) -> Self {
        let FileFacts {
            language,
            front_end,
            mut definitions,
            mut imports,
            mut branches,
            names,
            references,
            mut usage,
            lines,
            mut measures,
            mut tokens,
            mut problems,
            ..
        } = facts;
        let uses = UsedNames::of(&names, &references);
        definitions.iter_mut().for_each(spell_out);
        definitions.shrink_to_fit();
        imports.shrink_to_fit();
        branches.shrink_to_fit();
        usage.names.shrink();
        measures.names.shrink();
        measures.spaces.shrink_to_fit();
        tokens.shrink();
        measures.increments.shrink_to_fit();
        problems.shrink_to_fit();
        let identity = Identity {
            path,
            size_bytes,
            hash,
            language,
            manifest: None,
        };
        let kept = Kept {
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
        };
        Self {
            extent,
            ..Self::restored(identity, kept)
        }
    }

    /// What is known of a text before anything in it is.
    #[must_use]
    pub fn unread(identity: Identity) -> Self {
        let Identity {
            path,
            size_bytes,
            hash,
            language,
            manifest,
        } = identity;
        let facts = FileFacts::empty(language);
        Self {
            manifest,
            ..Self::new(path, size_bytes, hash, facts, Extent::Text)
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
            extent: Extent::All,
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
        let mut last = 0;
        lines
            .map(|line| {
                while let Some(next) = definitions.next_if(|next| next.span.start_line <= line) {
                    open.push(next);
                }
                // Many may stand on one line, with nothing that begins or ends in between.
                if line != last {
                    open.retain(|outer| outer.span.end_line >= line);
                    last = line;
                }
                open.last().copied()
            })
            .collect()
    }
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
