//! What is answered, as it stands on the wire.

use schemars::JsonSchema;
use serde::Serialize;
use syntax::facts::DefinitionKind;

use crate::control::Control;
use crate::error::Error;
use crate::index::Index;
use crate::repository::{Differing, Repository, Revision};

/// Digits of a commit's name that are told.
const REVISION_DIGITS: usize = 12;

/// An answer: the result, the tree it speaks of, and how complete it is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Answer<R> {
    /// What was asked for.
    pub result: R,
    /// The tree that it speaks of.
    pub tree: Tree,
    /// What it does not know.
    pub completeness: Completeness,
    /// Asks for the rest when given as `cursor`.
    pub next_cursor: Option<String>,
}

/// The tree that an answer speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tree {
    /// Name of the root folder.
    pub name: String,
    /// Differs when any analysed file differs.
    pub snapshot: String,
    /// The commit that is checked out, its first twelve digits; `none` before the first one, `unknown` where it
    /// cannot be told, as where the repository lies outside of the root. Absent where there is no repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The files that differ from that commit; absent where there is none, or no tree of files beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differing: Option<Differing>,
}

impl Tree {
    /// The tree of an index, and how it stands to what was committed.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn new(
        repository: &dyn Repository,
        index: &Index,
        control: &Control,
    ) -> Result<Self, Error> {
        let standing = repository.standing(control)?;
        let revision = standing.as_ref().map(|standing| match standing.revision {
            Revision::Commit(id) => id.to_string().chars().take(REVISION_DIGITS).collect(),
            Revision::NoCommit => "none".to_owned(),
            Revision::Unknown => "unknown".to_owned(),
        });
        Ok(Self {
            name: repository.name().to_owned(),
            snapshot: index.snapshot.clone(),
            revision,
            differing: standing.and_then(|standing| standing.differing),
        })
    }
}

/// What an answer does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Completeness {
    /// Files that were looked at.
    pub files: u64,
    /// Files that could have mattered and were passed over; `index` lists them.
    pub skipped: u64,
    /// Files that were read with problems.
    pub partial: u64,
    /// What the answer rests on and is known: relations, commits, changes, claims.
    pub resolved: u64,
    /// What it would rest on and nobody knows.
    pub unresolved: u64,
    /// Results that did not fit and come after these.
    pub omitted: u64,
    /// Files that are still to be read; ask again for an answer about them too.
    pub pending: u64,
}

/// A definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Symbol {
    /// Its own name.
    pub name: String,
    /// Names of its parents and its own, joined by dots.
    pub qualified_name: String,
    /// What it is.
    #[schemars(with = "String")]
    pub kind: DefinitionKind,
    /// Language of its file.
    pub language: String,
    /// Its file.
    pub path: String,
    /// First line, from 1.
    pub line: u32,
    /// Last line, included.
    pub end_line: u32,
    /// Its head on one line.
    pub signature: String,
    /// First line of its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Names it in other calls: `path::qualified_name`.
    pub id: String,
}

/// Result of `outline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutlineResult {
    /// Definitions by path and line.
    pub symbols: Vec<OutlineSymbol>,
}

/// A definition and how deep it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutlineSymbol {
    /// The definition.
    #[serde(flatten)]
    pub symbol: Symbol,
    /// 1 is the top level.
    pub depth: u32,
}

/// Result of `find_symbol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindSymbolResult {
    /// The best kind of match that there is, and only that.
    pub matches: Vec<SymbolMatch>,
    /// Matches in all.
    pub total: u64,
    /// Names like it, where there is no match.
    pub nearest: Vec<String>,
}

/// A definition and how it matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SymbolMatch {
    /// The definition.
    #[serde(flatten)]
    pub symbol: Symbol,
    /// How it matches.
    #[serde(rename = "match")]
    pub matched: MatchKind,
}

/// How a name matches, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchKind {
    /// Letter by letter.
    Exact,
    /// But for capitals.
    CaseInsensitive,
    /// It begins so.
    Prefix,
    /// It holds it.
    Substring,
    /// It fits the pattern.
    Glob,
}

/// Result of `read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadResult {
    /// The file.
    pub path: String,
    /// First line of the text.
    pub start_line: u32,
    /// Last line of the text; 0 for an empty file.
    pub end_line: u32,
    /// Lines of the file.
    pub total_lines: u32,
    /// Of the whole file as it is now.
    pub content_hash: String,
    /// The lines, hidden characters spelt out.
    pub text: String,
    /// The text ends before what was asked for; go on at `end_line` + 1.
    pub truncated: bool,
    /// `id` of the symbol that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// Result of `search`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchResult {
    /// Blocks best first, or lines by path and line.
    pub matches: Vec<SearchMatch>,
    /// Matching blocks or lines in all.
    pub total_matches: u64,
    /// Files with a match.
    pub total_files: u64,
}

/// A block or line that matches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct SearchMatch {
    /// Its file.
    pub path: String,
    /// The line, or the first one of the block, from 1.
    pub line: u32,
    /// Last line of the block, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// Qualified name of the definition that the block is, or that the line stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The block, or of one that is cut its numbered head and matching lines; the line, cut round the match.
    /// Hidden characters are spelt out.
    pub text: String,
    /// The text is not all of the block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// Matching lines of the block, the first 20, without those of other blocks inside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<u32>>,
    /// How many there are, where there are more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_count: Option<u32>,
    /// How well the block fits, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}
