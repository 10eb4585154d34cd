//! A tree of tree-sitter read from where it is; the inside is `flat.c`.

#![expect(unsafe_code, reason = "subtrees can be read in C only")]

use std::num::NonZero;

use tree_sitter::ffi;

use super::{EXTRA, FAULTY, MISSING, NAMED, Raw};
use crate::bounded::Parsed;
use crate::spans::small;

unsafe extern "C" {
    fn flat_write(tree: *const ffi::TSTree, nodes: *mut Raw, nodes_max: u32) -> u32;
}

/// All nodes of a tree.
pub(super) fn nodes(parsed: &Parsed<'_>) -> Vec<Raw> {
    // SAFETY: the tree is alive as long as `parsed` is, and a count is read from it.
    let count = unsafe { ffi::ts_node_descendant_count(ffi::ts_tree_root_node(parsed.as_ptr())) };
    let mut nodes: Vec<Raw> = Vec::with_capacity(count as usize);
    // SAFETY: the tree is alive; so many nodes are written as there is room for and no more, and those are counted.
    unsafe {
        let written = flat_write(parsed.as_ptr(), nodes.as_mut_ptr(), small(nodes.capacity()));
        nodes.set_len(written as usize);
    }
    nodes
}

/// The same nodes as tree-sitter's cursor shows them, which takes longer.
pub(super) fn by_cursor(parsed: &Parsed<'_>) -> Vec<Raw> {
    parsed.shown(|tree| {
        let mut nodes: Vec<Raw> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        let mut cursor = tree.walk();
        loop {
            let parent = open.last().copied().unwrap_or(0);
            open.push(small(nodes.len()));
            nodes.push(shown(cursor.node(), cursor.field_id(), parent));
            if cursor.goto_first_child() {
                continue;
            }
            loop {
                let after = small(nodes.len());
                let closed = open.pop().and_then(|at| nodes.get_mut(at as usize));
                if let Some(node) = closed {
                    node.after = after;
                }
                if cursor.goto_next_sibling() {
                    break;
                } else if !cursor.goto_parent() {
                    return nodes;
                }
            }
        }
    })
}

fn shown(node: tree_sitter::Node<'_>, field: Option<NonZero<u16>>, parent: u32) -> Raw {
    let (start, end) = (node.start_position(), node.end_position());
    let back = usize::from(end.column == 0 && end.row > start.row);
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    Raw {
        start: small(node.start_byte()),
        end: small(node.end_byte()),
        start_row: small(start.row),
        end_row: small(end.row - back),
        parent,
        after: 0,
        kind: node.kind_id(),
        field: field.map_or(0, |id| u8::try_from(id.get()).unwrap_or(0)),
        flags: flag(node.is_named(), NAMED)
            | flag(node.is_extra(), EXTRA)
            | flag(node.is_missing(), MISSING)
            | flag(node.has_error(), FAULTY),
    }
}
