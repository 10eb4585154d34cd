//! An import, while it is put together.

use crate::facts::{Import, ImportKind};
use crate::source::clip;
use crate::spans::span;
use crate::tree::Node;

/// Longest module path that is kept.
const MODULE_BYTES_MAX: usize = 1_000;

/// A plain import of a whole module, to be refined.
pub(crate) fn import(module: &str, node: Node<'_>) -> Import {
    Import {
        module: clip(module, MODULE_BYTES_MAX).to_owned(),
        name: None,
        alias: None,
        kind: ImportKind::Import,
        type_only: false,
        span: span(node),
    }
}

impl Import {
    /// Take one name out of the module.
    pub(crate) fn taking(mut self, name: &str) -> Self {
        self.name = Some(clip(name, MODULE_BYTES_MAX).to_owned());
        self
    }

    /// Bind it to another name, where that differs.
    pub(crate) fn bound_to(mut self, alias: Option<&str>) -> Self {
        self.alias = alias
            .filter(|alias| self.name.as_deref() != Some(*alias))
            .map(|alias| clip(alias, MODULE_BYTES_MAX).to_owned());
        self
    }

    /// Set how it is written.
    pub(crate) fn written_as(mut self, kind: ImportKind) -> Self {
        self.kind = kind;
        self
    }
}

/// A string literal without its quotes.
pub(crate) fn unquoted<'a>(node: Node<'_>, text: &'a str) -> &'a str {
    let literal = text.get(node.byte_range()).unwrap_or_default();
    literal.trim_matches(['"', '\'', '`'])
}

/// The text of a field.
pub(crate) fn field_text<'a>(node: Node<'_>, field: &str, text: &'a str) -> Option<&'a str> {
    text.get(node.child_by_field_name(field)?.byte_range())
}
