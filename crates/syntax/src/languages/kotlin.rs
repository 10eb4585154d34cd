//! Kotlin.

use super::java::after_annotations;
use crate::definitions::{Found, Place, Shape, has_modifier, is_type, modifiers};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::import;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    // A constant of an enum may have members of its own.
    let member = !place.local
        && place
            .enclosing
            .is_some_and(|kind| is_type(kind) || kind == DefinitionKind::Constant);
    let mut found = *found;
    found.body = found.body.or_else(|| {
        let kinds = ["function_body", "class_body", "enum_class_body", "block"];
        child_of_kind(found.node, &kinds)
    });
    found.parameters = child_of_kind(found.node, &["function_value_parameters"]);
    let mut shape = found.shape(text, visibility(&found, place, text))?;
    let before = shape.name_node.start_byte();
    match found.kind {
        DefinitionKind::Variable if place.local => return None,
        DefinitionKind::Variable => {
            let constant = has_modifier(found.node, before, text, &["const"]);
            shape.kind = match (constant, member) {
                (true, _) => DefinitionKind::Constant,
                (false, true) => DefinitionKind::Field,
                (false, false) => DefinitionKind::Variable,
            };
            shape.head_end = child_of_kind(found.node, &["getter", "setter"])
                .map(|accessor| accessor.start_byte());
        }
        DefinitionKind::Function if member => shape.kind = DefinitionKind::Method,
        DefinitionKind::Function => shape.qualifier = receiver_type(found.node, before, text),
        DefinitionKind::TypeAlias => shape.head_end = None,
        _ => {}
    }
    shape.head_start = after_annotations(found.node);
    Some(shape)
}

fn child_of_kind<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    node.named_children()
        .find(|child| kinds.contains(&child.kind()))
}

/// `T` of `fun T.name()` and of `fun T<K>?.name()`.
fn receiver_type(function: Node<'_>, before: usize, text: &str) -> Option<String> {
    let receiver = modifiers(function, before)
        .into_iter()
        .rfind(|child| child.kind().ends_with("_type"))?;
    let written = text.get(receiver.byte_range())?;
    let name = written.split(['<', '?']).next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let modified = |words: &[&str]| has_modifier(found.node, name_start, text, words);
    if modified(&["private"]) || (place.local && place.enclosing.is_none_or(|kind| !is_type(kind)))
    {
        Visibility::Private
    } else if modified(&["protected", "internal"]) {
        Visibility::Restricted
    } else if matches!(found.node.kind(), "getter" | "setter") {
        place.enclosing_visibility
    } else {
        Visibility::Public
    }
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let children: Vec<Node<'_>> = node.children().collect();
    let path = children
        .iter()
        .find(|child| child.kind() == "qualified_identifier");
    let Some(path) = path.and_then(|path| text.get(path.byte_range())) else {
        return;
    };
    let path: String = path
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '`')
        .collect();
    if node.kind() == "package_header" {
        add(import(&path, node).written_as(ImportKind::Package));
        return;
    }
    let alias = children
        .iter()
        .find(|child| child.kind() == "identifier")
        .and_then(|alias| text.get(alias.byte_range()));
    if children.iter().any(|child| child.kind() == "*") {
        add(import(&path, node).taking("*"));
        return;
    }
    match path.rsplit_once('.') {
        Some((module, name)) => add(import(module, node).taking(name).bound_to(alias)),
        None => add(import(&path, node).bound_to(alias)),
    }
}
