//! Structural patterns: code with holes, such as `foo($A, $$$REST)`.
//!
//! `$A` stands for one node, the same one wherever it stands; `$$$REST` for any number of nodes in a row; names that
//! begin with `_` stand for anything each time. White space and comments do not matter. One pattern is of one language.

mod document;
mod reading;

use std::ops::Range;

use ast_grep_core::matcher::{MatcherExt, PatternNode};
use ast_grep_core::meta_var::MetaVariable;
use ast_grep_core::{AstGrep, NodeMatch};

use crate::facts::Span;
use crate::language::Language;
use crate::parse;
use crate::source::Source;
use crate::spans::{small, span};

use document::{Dialect, Document, clipped};

/// Longest pattern.
pub const PATTERN_BYTES_MAX: usize = 4_096;
/// Words that a file is looked through for before it is parsed.
const WORDS_MAX: usize = 8;
/// Nodes between two looks at `stop`.
const NODES_PER_LOOK: u32 = 256;

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternFault {
    /// It is empty, or longer than [`PATTERN_BYTES_MAX`].
    Length,
    /// It is no code of the language.
    Syntax {
        /// What stands where it goes wrong; empty for its end.
        near: String,
    },
    /// It is more than one expression, statement or definition.
    SeveralNodes,
    /// It is a metavariable and nothing else.
    OnlyVariable,
    /// It is nested too deep.
    TooDeep,
}

/// A pattern that can be looked for.
#[derive(Clone)]
pub struct Pattern {
    language: Language,
    /// The ways to match, which differ in what they leave out.
    ways: Vec<ast_grep_core::Pattern>,
    names: Vec<String>,
    kind: u16,
    words: Vec<String>,
}

/// What a pattern found in one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Matches in source order, the outer before the inner.
    pub matches: Vec<Match>,
    /// Matches in all, those that were not kept included.
    pub total: u64,
    /// The text was not looked through to its end: it took too long, or too much.
    pub is_cut: bool,
    /// Some of the text is not understood, and could hold the pattern.
    pub is_partial: bool,
}

/// A place that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The place.
    pub span: Span,
    /// What metavariables stand for, by name.
    pub captures: Vec<Capture>,
}

/// What a metavariable stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Capture {
    /// Its name, with its `$`.
    pub name: String,
    /// First byte; where it stands for nothing, this is the end too.
    pub start_byte: u32,
    /// One past the last byte.
    pub end_byte: u32,
}

impl Pattern {
    /// Read a pattern.
    ///
    /// # Errors
    /// [`PatternFault`] where it is none of this language.
    pub fn new(text: &str, language: Language) -> Result<Self, PatternFault> {
        let text = text.trim();
        if text.is_empty() || text.len() > PATTERN_BYTES_MAX {
            return Err(PatternFault::Length);
        }
        let matcher = reading::read(text, language)?;
        let kind = match &matcher.node {
            PatternNode::Terminal { kind_id, .. } | PatternNode::Internal { kind_id, .. } => {
                *kind_id
            }
            PatternNode::MetaVar { .. } => return Err(PatternFault::OnlyVariable),
        };
        let mut words = Vec::new();
        note_words(&matcher.node, &mut words);
        words.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        words.dedup();
        words.truncate(WORDS_MAX);
        let mut names = Vec::new();
        note_many(&matcher.node, &mut names);
        Ok(Self {
            language,
            names,
            ways: reading::with_and_without_rest(matcher),
            kind,
            words,
        })
    }

    /// Look for it in one text. Never fails and never panics.
    ///
    /// `stop` is asked often; at most `matches_max` matches are kept, and all are counted.
    pub fn find(
        &self,
        source: &[u8],
        matches_max: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Found {
        let source = Source::new(source);
        if source.utf_16 || !self.may_be_in(&source.text) {
            return Found {
                is_partial: source.utf_16,
                ..Found::default()
            };
        }
        let Ok(tree) = parse::tree(&source.text, self.language, None, stop) else {
            return Found {
                is_cut: true,
                ..Found::default()
            };
        };
        let dialect = Dialect {
            language: self.language,
            sign: '$',
        };
        let is_partial = source.invalid_line.is_some() || tree.root_node().has_error();
        let root = AstGrep::doc(Document::new(source.text.into_owned(), tree, dialect));
        Found {
            is_partial,
            ..self.find_in(&root, matches_max, stop)
        }
    }

    /// Whether a text has what every match has word for word.
    fn may_be_in(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.contains(word))
    }

    fn find_in(
        &self,
        root: &AstGrep<Document>,
        matches_max: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Found {
        let mut found = Found::default();
        let top = root.root();
        let document = top.get_doc();
        let mut looked = 0_u32;
        for node in top.dfs() {
            looked = looked.wrapping_add(1);
            if document.is_spent() || (looked.is_multiple_of(NODES_PER_LOOK) && stop()) {
                found.is_cut = true;
                return found;
            }
            if node.kind_id() != self.kind || node.range().start >= document.text().len() {
                continue;
            }
            let Some(matched) = self
                .ways
                .iter()
                .find_map(|way| way.match_node(node.clone()))
            else {
                continue;
            };
            if document.is_spent() {
                continue;
            }
            found.total += 1;
            if found.matches.len() < matches_max {
                found.matches.push(Match {
                    span: clip(span(matched.get_inner_node().node()), document.text()),
                    captures: captures(&matched, &self.names, document.text()),
                });
            }
        }
        found.is_cut = document.is_spent();
        found
    }
}

/// The names and literals that a match has word for word.
fn note_words(node: &PatternNode, words: &mut Vec<String>) {
    match node {
        PatternNode::MetaVar { .. } => {}
        PatternNode::Terminal { text, is_named, .. } => {
            if *is_named {
                words.push(text.clone());
            }
        }
        PatternNode::Internal { children, .. } => {
            children.iter().for_each(|child| note_words(child, words));
        }
    }
}

/// The metavariables that may stand for nothing.
fn note_many(node: &PatternNode, names: &mut Vec<String>) {
    match node {
        PatternNode::MetaVar {
            meta_var: MetaVariable::MultiCapture(name),
        } => names.push(name.clone()),
        PatternNode::MetaVar { .. } | PatternNode::Terminal { .. } => {}
        PatternNode::Internal { children, .. } => {
            children.iter().for_each(|child| note_many(child, names));
        }
    }
}

/// A span without what lies beyond the end of the text: the statement that closes the parse.
fn clip(span: Span, text: &str) -> Span {
    let within = clipped(span.start_byte as usize..span.end_byte as usize, text);
    let end_line = if within.end < span.end_byte as usize {
        let ends = text.get(within.clone()).unwrap_or_default().trim_end();
        span.start_line + small(ends.matches('\n').count())
    } else {
        span.end_line
    };
    Span {
        end_byte: small(within.end),
        end_line,
        ..span
    }
}

/// What metavariables stand for, by name; many nodes are the stretch from the first to the last.
fn captures(matched: &NodeMatch<'_, Document>, many: &[String], text: &str) -> Vec<Capture> {
    let environment = matched.get_env();
    let capture = |name: String, range: Range<usize>| {
        let within = clipped(range, text);
        Capture {
            name,
            start_byte: small(within.start),
            end_byte: small(within.end),
        }
    };
    let one = environment.get_matched_variables().filter_map(|variable| {
        let MetaVariable::Capture(name, _) = variable else {
            return None;
        };
        let range = environment.get_match(&name)?.range();
        Some(capture(format!("${name}"), range))
    });
    let end = matched.range().end;
    let many = many.iter().map(|name| {
        let nodes = environment.get_multiple_matches(name);
        let range = match (nodes.first(), nodes.last()) {
            (Some(first), Some(last)) => first.range().start..last.range().end,
            _ => end..end,
        };
        capture(format!("$$${name}"), range)
    });
    let mut captures: Vec<Capture> = one.chain(many).collect();
    captures.sort_unstable();
    captures.dedup();
    captures
}
