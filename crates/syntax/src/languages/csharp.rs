//! C#.

use crate::definitions::{Found, Place, Shape, has_modifier, is_type};
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
    if found.kind == DefinitionKind::Field
        && (modified("const") || (modified("static") && modified("readonly")))
    {
        shape.kind = DefinitionKind::Constant;
    }
    if shape.kind == DefinitionKind::TypeAlias {
        shape.parameters = None;
    }
    shape.head_start = after_attributes(found.node);
    shape.head_end = shape.head_end.or_else(|| {
        let accessors = found.node.child_by_field_name("accessors");
        accessors.map(|accessors| accessors.start_byte())
    });
    Some(shape)
}

/// Where a declaration goes on after the attributes that begin it.
fn after_attributes(declaration: Node<'_>) -> Option<usize> {
    let lists = declaration
        .children()
        .take_while(|child| child.kind() == "attribute_list");
    lists.last().map(|list| list.end_byte())
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let modified = |word| has_modifier(found.node, name_start, text, &[word]);
    if modified("public") {
        Visibility::Public
    } else if modified("protected") || modified("internal") {
        Visibility::Restricted
    } else if modified("private") || found.node.kind() == "local_function_statement" {
        Visibility::Private
    } else {
        unmarked_visibility(found.node.kind(), place)
    }
}

/// Namespaces are seen by all, members of types by their type, types by their assembly.
fn unmarked_visibility(kind: &str, place: &Place<'_>) -> Visibility {
    match place.enclosing {
        _ if kind == "namespace_declaration" => Visibility::Public,
        Some(DefinitionKind::Interface | DefinitionKind::Enum) => place.enclosing_visibility,
        _ if kind == "accessor_declaration" => place.enclosing_visibility,
        Some(enclosing) if is_type(enclosing) => Visibility::Private,
        _ => Visibility::Restricted,
    }
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let of = |node: Node<'_>| -> String {
        let written = text.get(node.byte_range()).unwrap_or_default();
        let path: String = written.split_whitespace().collect();
        path.strip_prefix("global::").unwrap_or(&path).to_owned()
    };
    let name = node.child_by_field_name("name");
    match node.kind() {
        "file_scoped_namespace_declaration" => {
            let namespace = name.map(of).unwrap_or_default();
            add(import(&namespace, node).written_as(ImportKind::Package));
            return;
        }
        "extern_alias_directive" => {
            add(import(&name.map(of).unwrap_or_default(), node));
            return;
        }
        _ => {}
    }
    let target = node
        .named_children()
        .filter(|child| !child.is_extra())
        .last();
    let Some(target) = target else { return };
    let is_static = has_modifier(node, target.start_byte(), text, &["static"]);
    let path = of(target);
    match (name.map(of), path.rsplit_once('.')) {
        // `using Short = A.B.Name;` takes one name out of a namespace.
        (Some(alias), Some((module, taken))) => {
            add(import(module, node).taking(taken).bound_to(Some(&alias)));
        }
        (Some(alias), None) => add(import(&path, node).bound_to(Some(&alias))),
        // `using static A.B.Class;` takes the members of a class.
        (None, _) if is_static => add(import(&path, node).taking("*")),
        (None, _) => add(import(&path, node)),
    }
}
