//! Java.

use crate::definitions::{Found, Place, Shape, has_modifier};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::import;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    let mut shape = found.shape(text, visibility(found, place, text))?;
    let modified = |word| has_modifier(found.node, shape.name_node.start_byte(), text, &[word]);
    if found.kind == DefinitionKind::Field && modified("static") && modified("final") {
        shape.kind = DefinitionKind::Constant;
    }
    shape.head_start = after_annotations(found.node);
    Some(shape)
}

/// Where a declaration goes on after the annotations that begin it.
pub(super) fn after_annotations(declaration: Node<'_>) -> Option<usize> {
    let modifiers = declaration
        .child(0)
        .filter(|child| child.kind() == "modifiers")?;
    let annotations = modifiers
        .children()
        .take_while(|child| child.kind().ends_with("annotation"));
    annotations.last().map(|annotation| annotation.end_byte())
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let modified = |word| has_modifier(found.node, name_start, text, &[word]);
    if modified("public") {
        Visibility::Public
    } else if modified("private") || constructs_constants(found, place) {
        Visibility::Private
    } else if place.enclosing == Some(DefinitionKind::Interface)
        || found.node.kind() == "enum_constant"
    {
        place.enclosing_visibility
    } else if place.local && place.enclosing.is_some_and(crate::definitions::is_function) {
        Visibility::Private
    } else {
        Visibility::Restricted
    }
}

/// The constructor of an enum is called by its constants only.
fn constructs_constants(found: &Found<'_>, place: &Place<'_>) -> bool {
    found.node.kind() == "constructor_declaration" && place.enclosing == Some(DefinitionKind::Enum)
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let children: Vec<Node<'_>> = node.named_children().collect();
    let path = children
        .iter()
        .find(|child| matches!(child.kind(), "scoped_identifier" | "identifier"));
    let Some(path) = path.and_then(|path| text.get(path.byte_range())) else {
        return;
    };
    let path: String = path.split_whitespace().collect();
    if node.kind() == "package_declaration" {
        add(import(&path, node).written_as(ImportKind::Package));
    } else if children.iter().any(|child| child.kind() == "asterisk") {
        add(import(&path, node).taking("*"));
    } else {
        match path.rsplit_once('.') {
            Some((module, name)) => add(import(module, node).taking(name)),
            None => add(import(&path, node)),
        }
    }
}
