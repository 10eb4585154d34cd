//! A syntax tree in one piece, the same whoever parsed it.
//!
//! Nodes stand in the order in which a walk from the top meets them, so that a walk is a run through memory. Kinds and
//! fields are those of the language's grammar of tree-sitter.

mod flat;
mod node;
mod writer;

use std::num::NonZero;
use std::sync::OnceLock;

use crate::bounded::Parsed;
use crate::facts::FrontEnd;
use crate::language::Language;
use crate::spans::small;

pub(crate) use node::{Children, Node};
pub(crate) use writer::{Kind, Writer};

/// The kind of a syntax error, as tree-sitter numbers it.
const ERROR_ID: u16 = u16::MAX;
const ERROR: &str = "ERROR";

const NAMED: u8 = 1;
const EXTRA: u8 = 2;
const MISSING: u8 = 4;
const FAULTY: u8 = 8;

/// A syntax tree.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    grammar: &'static Grammar,
    front_end: FrontEnd,
    /// At least one.
    nodes: Vec<Raw>,
}

/// A node as it is kept, and as `flat.c` writes it; its children stand behind it, up to `after`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Raw {
    start: u32,
    end: u32,
    start_row: u32,
    /// The row of the last byte, not of the place behind it.
    end_row: u32,
    parent: u32,
    after: u32,
    kind: u16,
    /// 0 stands for none.
    field: u8,
    flags: u8,
}

/// The names of a language's kinds and fields.
#[derive(Debug)]
pub(crate) struct Grammar {
    language: &'static tree_sitter::Language,
    kinds: Vec<&'static str>,
    fields: Vec<&'static str>,
}

impl Grammar {
    /// The names of a language; made on first use, kept for the life of the process.
    pub fn of(language: Language) -> &'static Self {
        static GRAMMARS: [OnceLock<Grammar>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        GRAMMARS
            .get(language as usize)
            .expect("the array has a place for each language")
            // Made once, and names are borrowed from it for the life of the process.
            .get_or_init(|| Self::new(Box::leak(Box::new((language.row().grammar)()))))
    }

    fn new(language: &'static tree_sitter::Language) -> Self {
        let kinds = (0..small(language.node_kind_count()))
            .map(|id| u16::try_from(id).ok())
            .map(|id| {
                id.and_then(|id| language.node_kind_for_id(id))
                    .unwrap_or_default()
            });
        let fields = (0..=small(language.field_count()))
            .map(|id| u16::try_from(id).ok())
            .map(|id| {
                id.and_then(|id| language.field_name_for_id(id))
                    .unwrap_or_default()
            });
        Self {
            kinds: kinds.collect(),
            fields: fields.collect(),
            language,
        }
    }

    /// The number of a kind.
    pub fn kind_id(&self, name: &str, is_named: bool) -> Option<u16> {
        let id = self.language.id_for_node_kind(name, is_named);
        (id != 0).then_some(id)
    }

    /// The number of a field as a node keeps it; its name may have an underscore behind it, as that of a kind.
    pub fn small_field_id(&self, name: &str) -> Option<u8> {
        let id = self.field_id(name.trim_end_matches('_'))?;
        u8::try_from(id.get()).ok()
    }

    /// The number of a field.
    pub fn field_id(&self, name: &str) -> Option<NonZero<u16>> {
        self.language.field_id_for_name(name)
    }

    fn kind(&self, id: u16) -> &'static str {
        let kind = self.kinds.get(usize::from(id));
        kind.copied().unwrap_or(ERROR)
    }

    fn field(&self, id: u8) -> &'static str {
        let field = self.fields.get(usize::from(id));
        field.copied().unwrap_or_default()
    }
}

impl Tree {
    /// Take over what tree-sitter parsed.
    pub fn taken(parsed: &Parsed<'_>, language: Language) -> Self {
        Self {
            grammar: Grammar::of(language),
            front_end: FrontEnd::TreeSitter,
            nodes: flat::nodes(parsed),
        }
    }

    /// The first node that we read otherwise than tree-sitter's cursor shows it, as a line for people.
    pub fn misread(parsed: &Parsed<'_>) -> Option<String> {
        let (ours, theirs) = (flat::nodes(parsed), flat::by_cursor(parsed));
        if ours == theirs {
            return None;
        }
        let at = ours
            .iter()
            .zip(&theirs)
            .take_while(|(one, other)| one == other);
        let at = at.count();
        Some(format!("{:?} / {:?}", ours.get(at), theirs.get(at)))
    }

    /// What parsed it.
    pub fn front_end(&self) -> FrontEnd {
        self.front_end
    }

    /// Where another tree of the same text first differs from this one, as a line for people.
    ///
    /// What lies beyond the last token of this one does not count.
    pub fn parting(&self, other: &Self) -> Option<String> {
        let last = self.root_node().all().last()?;
        let end = last.end_byte();
        let within =
            |node: &Node<'_>| node.start_byte() < end && node.end_byte() > node.start_byte();
        let mut ours = self.root_node().all().skip(1).filter(within);
        let mut theirs = other.root_node().all().skip(1).filter(within);
        loop {
            let said = match (ours.next(), theirs.next()) {
                (None, None) => return None,
                (Some(one), Some(other)) if one.says(&last) == other.says(&last) => continue,
                (one, other) => [one, other].map(|node| {
                    node.map_or("nothing".to_owned(), |node| {
                        format!("{:?} in {:?}", node.says(&last), node.parent())
                    })
                }),
            };
            return Some(said.join(" / "));
        }
    }

    /// The node that all others are in.
    pub fn root_node(&self) -> Node<'_> {
        self.node(0)
            .expect("a tree has a root, as no other is made")
    }

    /// The node at a place in the order of the walk.
    pub fn node(&self, index: u32) -> Option<Node<'_>> {
        let raw = self.nodes.get(index as usize)?;
        Some(Node::new(self, raw, index))
    }
}
