//! Places of nodes, in our terms.

use tree_sitter::Node;

use crate::facts::Span;

/// The span of a node.
pub(crate) fn span(node: Node<'_>) -> Span {
    Span {
        start_byte: small(node.start_byte()),
        end_byte: small(node.end_byte()),
        start_line: start_line(node),
        end_line: end_line(node),
    }
}

/// The 1-based line on which a node begins.
pub(crate) fn start_line(node: Node<'_>) -> u32 {
    small(node.start_position().row).saturating_add(1)
}

/// The 1-based line on which a node ends; one that ends with a line end does not reach the next line.
pub(crate) fn end_line(node: Node<'_>) -> u32 {
    let end = node.end_position();
    let row = if end.column == 0 && end.row > node.start_position().row {
        end.row - 1
    } else {
        end.row
    };
    small(row).saturating_add(1)
}

/// A byte offset or row as it is stored; texts longer than this are not parsed.
pub(crate) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
