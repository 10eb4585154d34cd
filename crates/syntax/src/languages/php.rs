//! PHP.

use crate::definitions::{Found, Place, Shape, has_modifier};
use crate::facts::{Import, ImportKind, Visibility};
use crate::imports::{field_text, import};
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    _place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let modified = |word| has_modifier(found.node, name_start, text, &[word]);
    let visibility = if modified("private") {
        Visibility::Private
    } else if modified("protected") {
        Visibility::Restricted
    } else {
        Visibility::Public
    };
    let mut shape = found.shape(text, visibility)?;
    let attributes = found.node.child_by_field_name("attributes");
    shape.head_start = attributes.map(|attributes| attributes.end_byte());
    Some(shape)
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    match node.kind() {
        "namespace_definition" => {
            let name = field_text(node, "name", text).unwrap_or_default();
            add(import(&unspaced(name), node).written_as(ImportKind::Package));
        }
        "namespace_use_declaration" => uses(node, text, add),
        _ => {
            if let Some(path) = node
                .named_child(0)
                .and_then(|path| literal_path(path, text))
            {
                add(import(&path, node).written_as(ImportKind::Call));
            }
        }
    }
}

/// `use A\B, C\D as E;` and `use A\{B, C};`.
fn uses(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let children: Vec<Node<'_>> = node.named_children().collect();
    let prefix = children
        .iter()
        .find(|child| child.kind() == "namespace_name")
        .and_then(|prefix| text.get(prefix.byte_range()))
        .map(unspaced);
    let group = node.child_by_field_name("body");
    let clauses = group
        .unwrap_or(node)
        .named_children()
        .filter(|child| child.kind() == "namespace_use_clause");
    for clause in clauses {
        let name = clause
            .named_children()
            .find(|part| matches!(part.kind(), "name" | "qualified_name"));
        let Some(name) = name.and_then(|name| text.get(name.byte_range())) else {
            continue;
        };
        let mut full = unspaced(name);
        if let Some(prefix) = &prefix {
            full = format!("{prefix}\\{full}");
        }
        let alias = field_text(clause, "alias", text);
        let taken = match full.rsplit_once('\\') {
            Some((module, name)) => import(module, clause).taking(name),
            None => import("", clause).taking(&full),
        };
        add(taken.bound_to(alias));
    }
}

/// A name without white space and without the sign that it begins at the root.
fn unspaced(name: &str) -> String {
    let name: String = name.split_whitespace().collect();
    name.trim_start_matches('\\').to_owned()
}

/// The path that an `include` names: a literal, or one after `__DIR__`, which is then written with `./`.
fn literal_path(path: Node<'_>, text: &str) -> Option<String> {
    match path.kind() {
        "parenthesized_expression" => literal_path(path.named_child(0)?, text),
        "string" | "encapsed_string" => {
            let content = path.named_child(0)?;
            let plain = path.named_child_count() == 1 && content.kind() == "string_content";
            plain.then(|| text.get(content.byte_range()).map(str::to_owned))?
        }
        "binary_expression" => {
            let left = field_text(path, "left", text)?;
            let here = matches!(left, "__DIR__" | "dirname(__FILE__)");
            let inner = literal_path(path.child_by_field_name("right")?, text)?;
            here.then(|| format!("./{}", inner.trim_start_matches('/')))
        }
        _ => None,
    }
}
