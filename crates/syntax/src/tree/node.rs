//! A node of a tree, and the ways from it to others.

use std::num::NonZero;
use std::ops::Range;

use super::{ERROR_ID, EXTRA, FAULTY, MISSING, NAMED, Raw, Tree};

/// A node of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t> {
    tree: &'t Tree,
    raw: &'t Raw,
    index: u32,
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, raw: &'t Raw, index: u32) -> Self {
        Self { tree, raw, index }
    }

    /// What it is, by the grammar.
    pub fn kind(&self) -> &'static str {
        self.tree.grammar.kind(self.raw.kind)
    }

    /// The number of its kind.
    pub fn kind_id(&self) -> u16 {
        self.raw.kind
    }

    /// Its place in the order of the walk, which no other node of the tree has.
    pub fn id(&self) -> u32 {
        self.index
    }

    /// The place of the first node that is not in it and comes later.
    pub fn after(&self) -> u32 {
        self.raw.after
    }

    /// What it is to the node it is in.
    pub fn field_name(&self) -> Option<&'static str> {
        (self.raw.field != 0).then(|| self.tree.grammar.field(self.raw.field))
    }

    /// The number of what it is to the node it is in.
    pub fn field_id(&self) -> Option<NonZero<u16>> {
        NonZero::new(u16::from(self.raw.field))
    }

    /// It is not only a sign or word.
    pub fn is_named(&self) -> bool {
        self.raw.flags & NAMED != 0
    }

    /// It may stand anywhere, as comments do.
    pub fn is_extra(&self) -> bool {
        self.raw.flags & EXTRA != 0
    }

    /// It is not in the text, and should be.
    pub fn is_missing(&self) -> bool {
        self.raw.flags & MISSING != 0
    }

    /// It fits into nothing.
    pub fn is_error(&self) -> bool {
        self.raw.kind == ERROR_ID
    }

    /// It, or something in it, is an error or missing.
    pub fn has_error(&self) -> bool {
        self.raw.flags & FAULTY != 0
    }

    /// Its first byte.
    pub fn start_byte(&self) -> usize {
        self.raw.start as usize
    }

    /// One past its last byte.
    pub fn end_byte(&self) -> usize {
        self.raw.end as usize
    }

    /// Its bytes.
    pub fn byte_range(&self) -> Range<usize> {
        self.start_byte()..self.end_byte()
    }

    /// The row on which it begins, from 0.
    pub fn start_row(&self) -> u32 {
        self.raw.start_row
    }

    /// The row of its last byte, from 0.
    pub fn end_row(&self) -> u32 {
        self.raw.end_row
    }

    /// The node it is in.
    pub fn parent(&self) -> Option<Self> {
        (self.index > 0)
            .then(|| self.tree.node(self.raw.parent))
            .flatten()
    }

    /// What is right in it.
    pub fn children(&self) -> Children<'t> {
        Children {
            tree: self.tree,
            next: self.index + 1,
            end: self.raw.after,
        }
    }

    /// What is right in it and is not only a sign or word.
    pub fn named_children(&self) -> impl Iterator<Item = Self> + use<'t> {
        self.children().filter(Node::is_named)
    }

    /// How many are right in it.
    pub fn child_count(&self) -> usize {
        self.children().count()
    }

    /// Nothing is in it.
    pub fn is_leaf(&self) -> bool {
        self.raw.after <= self.index + 1
    }

    /// How many are right in it and are not only signs or words.
    pub fn named_child_count(&self) -> usize {
        self.named_children().count()
    }

    /// The child at a position, from 0.
    pub fn child(&self, position: usize) -> Option<Self> {
        self.children().nth(position)
    }

    /// The named child at a position, from 0.
    pub fn named_child(&self, position: usize) -> Option<Self> {
        self.named_children().nth(position)
    }

    /// The first child that is this to it.
    pub fn child_by_field_name(&self, field: &str) -> Option<Self> {
        self.children().find(|child| child.is_field(field))
    }

    /// The first child that is this to it, by number.
    pub fn child_by_field_id(&self, field: u16) -> Option<Self> {
        self.children()
            .find(|child| u16::from(child.raw.field) == field && field != 0)
    }

    /// All children that are this to it.
    pub fn children_by_field_name(
        &self,
        field: &'static str,
    ) -> impl Iterator<Item = Self> + use<'t> {
        self.children().filter(move |child| child.is_field(field))
    }

    fn is_field(&self, field: &str) -> bool {
        self.raw.field != 0 && self.tree.grammar.field(self.raw.field) == field
    }

    /// All that is to be known of it but for what is in it, with its end cut at a place.
    pub(super) fn says(&self, last: &Node<'_>) -> impl PartialEq + std::fmt::Debug + use<'t> {
        let depth = std::iter::successors(self.parent(), Self::parent).count();
        let rows = (self.start_row(), self.end_row().min(last.end_row()));
        let bytes = (self.start_byte(), self.end_byte().min(last.end_byte()));
        (
            self.kind(),
            self.field_name(),
            self.is_named(),
            self.is_extra(),
            bytes,
            rows,
            depth,
        )
    }

    /// It and all that is in it, in the order of the walk.
    pub fn all(&self) -> impl Iterator<Item = Self> + use<'t> {
        let tree = self.tree;
        (self.index..self.raw.after).filter_map(|index| tree.node(index))
    }

    /// The smallest node in it, or it itself, that holds these bytes and is not only a sign or word.
    pub fn named_descendant(&self, bytes: &Range<usize>) -> Option<Self> {
        let holds = |node: &Self| node.start_byte() <= bytes.start && node.end_byte() >= bytes.end;
        let mut found = Some(*self).filter(holds);
        let mut inside = found;
        while let Some(child) = inside.and_then(|node| node.children().find(holds)) {
            inside = Some(child);
            found = inside.filter(Node::is_named).or(found);
        }
        found
    }

    /// The node that stands right behind it in the same one.
    pub fn next_sibling(&self) -> Option<Self> {
        let parent = self.parent()?;
        (self.raw.after < parent.raw.after)
            .then(|| self.tree.node(self.raw.after))
            .flatten()
    }

    /// The node that stands right before it in the same one.
    pub fn prev_sibling(&self) -> Option<Self> {
        let parent = self.parent()?;
        // What stands right before it in the walk is the last node in that one, or that one itself.
        let mut before = self.tree.node(self.index - 1)?;
        while before.index > parent.index {
            let above = before.parent()?;
            if above.index == parent.index {
                return Some(before);
            }
            before = above;
        }
        None
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.tree, other.tree)
    }
}

impl Eq for Node<'_> {}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} {:?}", self.kind(), self.byte_range())
    }
}

/// The children of a node, in order.
#[derive(Clone)]
pub(crate) struct Children<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = self.tree.node(self.next)?;
        self.next = node.raw.after;
        Some(node)
    }
}
