//! A parsed text as `ast-grep-core` looks at it.
//!
//! Matching recurses and copies as the pattern says, so each step of it is counted here. Once there were too many, or
//! once it went too deep, nodes have no children any more and the matching comes to its end; what it gave is void.

use std::borrow::Cow;
use std::cell::Cell;
use std::num::NonZero;
use std::ops::Range;

use crate::language::Language;
use crate::parse;
use crate::tree::{self, Grammar, Node, Tree};
use ast_grep_core::matcher::PatternBuilder;
use ast_grep_core::meta_var::MetaVariable;
use ast_grep_core::source::{Edit, SgNode};
use ast_grep_core::{Doc, Pattern, PatternError, Position};

/// Steps that one text may take: a part of a second.
const STEPS_MAX: u64 = 4_000_000;
/// How deep below the node that is matched it goes; recursion needs no more stack than a thread has.
const DEPTH_MAX: u32 = 400;
/// Bytes of text that are compared in a step.
const STEP_BYTES: usize = 64;

/// A language, and the sign that stands for `$` where its grammar does not take that for a part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub language: Language,
    pub sign: char,
}

impl ast_grep_core::Language for Dialect {
    fn expando_char(&self) -> char {
        self.sign
    }

    fn extract_meta_var(&self, source: &str) -> Option<MetaVariable> {
        let name = source.trim_start_matches(self.sign);
        let count = (source.len() - name.len()) / self.sign.len_utf8();
        // A row of statements is written as one.
        let name = match count {
            3 => name.strip_suffix(';').unwrap_or(name),
            _ => name,
        };
        let is_name = name.chars().enumerate().all(|(at, one)| {
            one.is_ascii_uppercase() || one == '_' || (at > 0 && one.is_ascii_digit())
        });
        match (count, name) {
            (3, "") => Some(MetaVariable::Multiple),
            _ if name.is_empty() || !is_name => None,
            (3, _) if name.starts_with('_') => Some(MetaVariable::Multiple),
            (3, _) => Some(MetaVariable::MultiCapture(name.to_owned())),
            (1 | 2, _) if name.starts_with('_') => Some(MetaVariable::Dropped(count == 1)),
            (1 | 2, _) => Some(MetaVariable::Capture(name.to_owned(), count == 1)),
            _ => None,
        }
    }

    fn kind_to_id(&self, kind: &str) -> u16 {
        Grammar::of(self.language).kind_id(kind, true).unwrap_or(0)
    }

    fn field_to_id(&self, field: &str) -> Option<u16> {
        Grammar::of(self.language).field_id(field).map(NonZero::get)
    }

    fn build_pattern(&self, builder: &PatternBuilder) -> Result<Pattern, PatternError> {
        builder.build(|text| {
            let tree = parse::tree(text, self.language, None, &|| false);
            tree.map(|tree| Document::new(text.to_owned(), tree, *self))
                .map_err(|_| "it is too deep".to_owned())
        })
    }
}

/// A text, its tree, and what matching it has cost.
#[derive(Clone)]
pub(super) struct Document {
    text: String,
    tree: Tree,
    dialect: Dialect,
    work: Work,
}

/// What matching has cost.
#[derive(Debug, Clone, Default)]
struct Work {
    steps: Cell<u64>,
    too_deep: Cell<bool>,
}

impl Work {
    fn step(&self, count: u64) {
        self.steps.set(self.steps.get().saturating_add(count));
    }

    fn is_spent(&self) -> bool {
        self.too_deep.get() || self.steps.get() > STEPS_MAX
    }
}

impl Document {
    pub fn new(text: String, tree: Tree, dialect: Dialect) -> Self {
        Self {
            text,
            tree,
            dialect,
            work: Work::default(),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A node of the tree, as a place where matching begins.
    pub fn seen<'t>(&'t self, node: Node<'t>) -> Seen<'t> {
        Seen {
            node,
            depth: 0,
            work: &self.work,
        }
    }

    /// Whether it took too much, so that what was found is not all there is.
    pub fn is_spent(&self) -> bool {
        self.work.is_spent()
    }
}

impl Doc for Document {
    type Source = String;
    type Lang = Dialect;
    type Node<'r> = Seen<'r>;

    fn get_lang(&self) -> &Dialect {
        &self.dialect
    }

    fn get_source(&self) -> &String {
        &self.text
    }

    fn do_edit(&mut self, _: &Edit<String>) -> Result<(), String> {
        Err("a text that was read is not edited".to_owned())
    }

    fn root_node(&self) -> Seen<'_> {
        self.seen(self.tree.root_node())
    }

    /// The text of a node, as far as it is in the file: the statement that closes the parse is not.
    fn get_node_text<'a>(&'a self, node: &Seen<'a>) -> Cow<'a, str> {
        let text = self.text.get(clipped(node.range(), &self.text));
        let text = text.unwrap_or_default();
        self.work.step((text.len() / STEP_BYTES) as u64);
        Cow::Borrowed(text)
    }
}

/// The part of a range that lies in a text.
pub(super) fn clipped(range: Range<usize>, text: &str) -> Range<usize> {
    range.start.min(text.len())..range.end.min(text.len())
}

/// A node, and how far it is below the one that is matched.
pub(super) struct Seen<'t> {
    node: Node<'t>,
    depth: u32,
    work: &'t Work,
}

impl Clone for Seen<'_> {
    fn clone(&self) -> Self {
        self.work.step(1);
        Self { ..*self }
    }
}

impl<'t> Seen<'t> {
    /// The node itself.
    pub fn node(&self) -> Node<'t> {
        self.node
    }

    fn at(&self, node: Node<'t>) -> Self {
        Self { node, ..*self }
    }
}

impl<'t> SgNode<'t> for Seen<'t> {
    fn parent(&self) -> Option<Self> {
        self.node.parent().map(|node| self.at(node))
    }

    fn children(&self) -> impl ExactSizeIterator<Item = Self> {
        let depth = self.depth + 1;
        if depth > DEPTH_MAX && !self.node.is_leaf() {
            self.work.too_deep.set(true);
        }
        let left = if self.work.is_spent() {
            0
        } else {
            self.node.child_count()
        };
        Children {
            nodes: self.node.children(),
            left,
            depth,
            work: self.work,
        }
    }

    fn kind(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.node.kind())
    }

    fn kind_id(&self) -> u16 {
        self.node.kind_id()
    }

    fn node_id(&self) -> usize {
        self.node.id() as usize
    }

    fn range(&self) -> Range<usize> {
        self.node.byte_range()
    }

    fn start_pos(&self) -> Position {
        // Columns are not asked for.
        Position::new(self.node.start_row() as usize, 0, self.node.start_byte())
    }

    fn end_pos(&self) -> Position {
        Position::new(self.node.end_row() as usize, 0, self.node.end_byte())
    }

    fn dfs(&self) -> impl Iterator<Item = Self> {
        self.node.all().map(|node| self.at(node))
    }

    fn is_named(&self) -> bool {
        self.node.is_named()
    }

    fn is_named_leaf(&self) -> bool {
        self.node.named_child_count() == 0
    }

    fn is_leaf(&self) -> bool {
        self.node.is_leaf()
    }

    fn is_missing(&self) -> bool {
        self.node.is_missing()
    }

    fn is_error(&self) -> bool {
        self.node.is_error()
    }

    fn is_extra(&self) -> bool {
        self.node.is_extra()
    }

    fn field(&self, name: &str) -> Option<Self> {
        self.node
            .child_by_field_name(name)
            .map(|node| self.at(node))
    }

    fn field_children(&self, field_id: Option<u16>) -> impl Iterator<Item = Self> {
        let field_id = field_id.and_then(NonZero::new);
        let is_field = move |child: &Node<'t>| child.field_id() == field_id;
        let nodes = self.node.children().filter(move |_| field_id.is_some());
        nodes.filter(is_field).map(|node| self.at(node))
    }

    fn child_by_field_id(&self, field_id: u16) -> Option<Self> {
        self.node
            .child_by_field_id(field_id)
            .map(|node| self.at(node))
    }
}

/// The children of a node, each of which is a step.
struct Children<'t> {
    nodes: tree::Children<'t>,
    left: usize,
    depth: u32,
    work: &'t Work,
}

impl<'t> Iterator for Children<'t> {
    type Item = Seen<'t>;

    fn next(&mut self) -> Option<Seen<'t>> {
        self.work.step(1);
        if self.left == 0 || self.work.is_spent() {
            return None;
        }
        let node = self.nodes.next()?;
        self.left -= 1;
        Some(Seen {
            node,
            depth: self.depth,
            work: self.work,
        })
    }
}

impl ExactSizeIterator for Children<'_> {
    fn len(&self) -> usize {
        self.left
    }
}
