//! Places of nodes, in our terms.

use crate::facts::Span;
use crate::tree::Node;

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
    node.start_row().saturating_add(1)
}

/// The 1-based line on which a node ends; one that ends with a line end does not reach the next line.
pub(crate) fn end_line(node: Node<'_>) -> u32 {
    node.end_row().saturating_add(1)
}

/// A byte offset or row as it is stored; texts longer than this are not parsed.
pub(crate) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
