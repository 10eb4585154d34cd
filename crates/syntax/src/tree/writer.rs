//! Makes a tree out of what a parser says, token by token, in the order of the text.

use super::{EXTRA, Grammar, NAMED, Raw, Tree};
use crate::facts::FrontEnd;
use crate::language::Language;
use crate::spans::small;

/// A tree while it is made.
pub(crate) struct Writer<'a> {
    text: &'a [u8],
    grammar: &'static Grammar,
    nodes: Vec<Raw>,
    /// Nodes that are begun and not ended, the outermost first.
    open: Vec<u32>,
    /// Up to where lines have been counted, and how many have ended.
    counted: usize,
    row: u32,
    /// Where the last token ended, and the row of its last byte.
    end: u32,
    end_row: u32,
}

/// A kind of node: its number, and whether it is more than a sign or word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    pub id: u16,
    pub is_named: bool,
}

impl Kind {
    /// Stands for what a grammar has no kind for.
    pub const NONE: Self = Self {
        id: 0,
        is_named: false,
    };

    /// The kind of a name, which may have an underscore behind it where it is a word of Rust.
    pub fn of(grammar: &Grammar, name: &str, is_named: bool) -> Option<Self> {
        let id = grammar.kind_id(name.trim_end_matches('_'), is_named);
        let id = id.or_else(|| grammar.kind_id(name, is_named))?;
        Some(Self { id, is_named })
    }
}

impl<'a> Writer<'a> {
    pub fn new(text: &'a str, language: Language) -> Self {
        Self {
            text: text.as_bytes(),
            grammar: Grammar::of(language),
            // The grammar of Python gives a node for four bytes or so.
            nodes: Vec::with_capacity(text.len() / 4 + 1),
            open: Vec::new(),
            counted: 0,
            row: 0,
            end: 0,
            end_row: 0,
        }
    }

    /// Begin a node that starts at a byte; 0 as its field stands for none.
    pub fn open(&mut self, kind: Kind, field: u8, start: usize) {
        let start_row = self.row_at(start);
        let index = small(self.nodes.len());
        self.push(kind, field, 0, [start, start], [start_row, start_row]);
        self.open.push(index);
    }

    /// End the innermost node where the last token did.
    pub fn close(&mut self) {
        let after = small(self.nodes.len());
        let (end, end_row) = (self.end, self.end_row);
        let innermost = self.open.pop();
        if let Some(node) = innermost.and_then(|index| self.nodes.get_mut(index as usize)) {
            node.after = after;
            node.end = end.max(node.start);
            node.end_row = end_row.max(node.start_row);
        }
    }

    /// Write a token.
    pub fn leaf(&mut self, kind: Kind, field: u8, start: usize, end: usize) {
        self.token(kind, field, 0, start, end);
    }

    /// Write what may stand anywhere.
    pub fn extra(&mut self, kind: Kind, start: usize, end: usize) {
        self.token(kind, 0, EXTRA, start, end);
    }

    fn token(&mut self, kind: Kind, field: u8, flags: u8, start: usize, end: usize) {
        let start_row = self.row_at(start);
        self.pass(end);
        let rows = [start_row, self.end_row.max(start_row)];
        self.push(kind, field, flags, [start, end], rows);
        let after = small(self.nodes.len());
        if let Some(leaf) = self.nodes.last_mut() {
            leaf.after = after;
        }
    }

    /// Note that a token ends here which no node stands for.
    pub fn pass(&mut self, end: usize) {
        // The row of the last byte: one that ends a line is on the line that it ends.
        self.end_row = self.row_at(end.saturating_sub(1));
        self.end = small(end);
    }

    /// Where the last token ended.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The tree; its outermost node reaches from its first child to the end of the text.
    pub fn finish(mut self) -> Tree {
        let last = self.row_at(self.text.len());
        let first = self
            .nodes
            .get(1)
            .map(|first| (first.start, first.start_row));
        let (count, end) = (small(self.nodes.len()), small(self.text.len()));
        if let Some(root) = self.nodes.first_mut() {
            (root.start, root.start_row) = first.unwrap_or((end, last));
            root.end = end;
            root.end_row = last
                .saturating_sub(u32::from(self.text.ends_with(b"\n")))
                .max(root.start_row);
            root.after = count;
        }
        Tree {
            grammar: self.grammar,
            front_end: FrontEnd::Native,
            nodes: self.nodes,
        }
    }

    fn push(&mut self, kind: Kind, field: u8, flags: u8, bytes: [usize; 2], rows: [u32; 2]) {
        let named = if kind.is_named { NAMED } else { 0 };
        self.nodes.push(Raw {
            start: small(bytes[0]),
            end: small(bytes[1]),
            start_row: rows[0],
            end_row: rows[1],
            parent: self.open.last().copied().unwrap_or(0),
            after: 0,
            kind: kind.id,
            field,
            flags: flags | named,
        });
    }

    /// The row of a byte, from 0. Bytes are asked for in ascending order, or shortly before the last one.
    fn row_at(&mut self, byte: usize) -> u32 {
        let ends = |bytes: Option<&[u8]>| {
            small(
                bytes
                    .unwrap_or_default()
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count(),
            )
        };
        if byte >= self.counted {
            self.row += ends(self.text.get(self.counted..byte));
            self.counted = byte;
            self.row
        } else {
            self.row - ends(self.text.get(byte..self.counted))
        }
    }
}
