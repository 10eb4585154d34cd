//! Rust.

use crate::definitions::{Found, Place, Shape, is_function, is_type, is_value, modifiers};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::{field_text, import};
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if is_value(found.kind) && place.local {
        return None;
    }
    let mut found = *found;
    if found.kind == DefinitionKind::Implementation {
        found.name = found.name.map(type_name);
    }
    // The fields of `struct A(u32);` belong to its head.
    found.body = found
        .body
        .filter(|body| body.kind() != "ordered_field_declaration_list");
    if found.kind == DefinitionKind::Macro {
        found.parameters = None;
        found.body = found.name.and_then(|name| name.next_sibling());
    }
    let mut shape = found.shape(text, visibility(&found, place, text))?;
    if is_function(shape.kind) && place.enclosing.is_some_and(is_type) {
        shape.kind = DefinitionKind::Method;
    }
    Some(shape)
}

/// `a::B<C>` is about `B`.
pub(crate) fn type_name(mut node: Node<'_>) -> Node<'_> {
    loop {
        let inner = match node.kind() {
            "generic_type" => node.child_by_field_name("type"),
            "scoped_type_identifier" => node.child_by_field_name("name"),
            "reference_type" => node.child_by_field_name("type"),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let modifier = modifiers(found.node, name_start)
        .into_iter()
        .find(|child| child.kind() == "visibility_modifier")
        .and_then(|child| text.get(child.byte_range()));
    match (modifier, place.enclosing) {
        (Some("pub"), _) => Visibility::Public,
        (Some(_), _) => Visibility::Restricted,
        // What implements a trait can be used through it; another `impl` says nothing.
        _ if found.kind == DefinitionKind::Implementation => {
            let of_trait = found.node.child_by_field_name("trait").is_some();
            if of_trait {
                Visibility::Public
            } else {
                Visibility::Restricted
            }
        }
        // The only constants that hold anything are variants; their fields are as visible as they are.
        (None, Some(DefinitionKind::Trait | DefinitionKind::Enum | DefinitionKind::Constant)) => {
            place.enclosing_visibility
        }
        (None, Some(DefinitionKind::Implementation))
            if place.enclosing_visibility == Visibility::Public =>
        {
            Visibility::Public
        }
        (None, _) => Visibility::Private,
    }
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let start = node
        .child_by_field_name("argument")
        .or_else(|| node.child_by_field_name("name"));
    let Some(start) = start else { return };
    let public = modifiers(node, start.start_byte())
        .iter()
        .any(|child| child.kind() == "visibility_modifier");
    match node.kind() {
        "use_declaration" => {
            let kind = if public {
                ImportKind::Reexport
            } else {
                ImportKind::Import
            };
            use_tree(start, text, &mut |import| add(import.written_as(kind)));
        }
        "mod_item" => {
            let name = text.get(start.byte_range()).unwrap_or_default();
            add(import(name, node).written_as(ImportKind::Submodule));
        }
        _ => {
            let name = text.get(start.byte_range()).unwrap_or_default();
            add(import(name, node).bound_to(field_text(node, "alias", text)));
        }
    }
}

/// Every leaf of a tree of `use` paths, without recursion.
fn use_tree(root: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let mut waiting = vec![(root, String::new())];
    while let Some((node, prefix)) = waiting.pop() {
        match node.kind() {
            "use_list" => push_children(node, &prefix, &mut waiting),
            "scoped_use_list" => {
                let path = joined(&prefix, field_text(node, "path", text).unwrap_or_default());
                if let Some(list) = node.child_by_field_name("list") {
                    push_children(list, &path, &mut waiting);
                }
            }
            "use_wildcard" => {
                let path = node
                    .named_child(0)
                    .and_then(|path| text.get(path.byte_range()));
                add(import(&joined(&prefix, path.unwrap_or_default()), node).taking("*"));
            }
            "use_as_clause" => {
                let path = field_text(node, "path", text).unwrap_or_default();
                add(leaf(&prefix, path, node).bound_to(field_text(node, "alias", text)));
            }
            "line_comment" | "block_comment" | "ERROR" => {}
            _ => add(leaf(
                &prefix,
                text.get(node.byte_range()).unwrap_or_default(),
                node,
            )),
        }
    }
}

fn push_children<'t>(list: Node<'t>, prefix: &str, waiting: &mut Vec<(Node<'t>, String)>) {
    let first = waiting.len();
    waiting.extend(
        list.named_children()
            .map(|child| (child, prefix.to_owned())),
    );
    if let Some(added) = waiting.get_mut(first..) {
        added.reverse();
    }
}

/// `a::b::C` takes `C` from `a::b`; `a::{self}` takes `a` itself.
fn leaf(prefix: &str, path: &str, node: Node<'_>) -> Import {
    let path: String = path.split_whitespace().collect();
    if path == "self" && !prefix.is_empty() {
        return import(prefix, node);
    }
    match path.rsplit_once("::") {
        Some((module, name)) => import(&joined(prefix, module), node).taking(name),
        None if prefix.is_empty() => import(&path, node),
        None => import(prefix, node).taking(&path),
    }
}

fn joined(prefix: &str, path: &str) -> String {
    let path: String = path.split_whitespace().collect();
    match (prefix.is_empty(), path.is_empty()) {
        (true, _) => path,
        (false, true) => prefix.to_owned(),
        (false, false) => crate::source::clip(&format!("{prefix}::{path}"), 1_000).to_owned(),
    }
}
