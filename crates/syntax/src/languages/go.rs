//! Go.

use crate::definitions::{Found, Place, Shape, is_value};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::{field_text, import, unquoted};
use crate::spans::small;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if is_value(found.kind) && place.local {
        return None;
    }
    let mut shape = found.shape(text, Visibility::Restricted)?;
    if shape.name == "_" {
        return None;
    }
    if place.local && found.kind != DefinitionKind::Field {
        shape.visibility = Visibility::Private;
    } else if shape.name.chars().next().is_some_and(char::is_uppercase) {
        shape.visibility = Visibility::Public;
    }
    if let Some(receiver) = found.node.child_by_field_name("receiver") {
        shape.qualifier = receiver_type(receiver, text).map(str::to_owned);
    }
    if let Some(body) = found
        .body
        .filter(|body| matches!(body.kind(), "struct_type" | "interface_type"))
    {
        let brace = text
            .get(body.byte_range())
            .and_then(|type_text| type_text.find('{'));
        shape.head_end = brace.map(|brace| body.start_byte() + brace);
    }
    Some(shape)
}

/// `T` of `(t *T)` and of `(t T[K])`.
fn receiver_type<'a>(receiver: Node<'_>, text: &'a str) -> Option<&'a str> {
    let mut node = receiver.named_child(0)?.child_by_field_name("type")?;
    loop {
        node = match node.kind() {
            "type_identifier" => return text.get(node.byte_range()),
            "generic_type" => node.child_by_field_name("type")?,
            _ => node.named_child(0)?,
        };
    }
}

/// `a, b int` declares two, `int` one.
pub(super) fn parameter_names(parameter: Node<'_>) -> u32 {
    small(
        parameter
            .children_by_field_name("name")
            .filter(Node::is_named)
            .count(),
    )
    .max(1)
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    if node.kind() == "package_clause" {
        let name = node
            .named_child(0)
            .and_then(|name| text.get(name.byte_range()));
        add(import(name.unwrap_or_default(), node).written_as(ImportKind::Package));
        return;
    }
    for child in node.named_children() {
        match child.kind() {
            "import_spec" => add(import_of(child, text)),
            "import_spec_list" => {
                let specs = child
                    .named_children()
                    .filter(|spec| spec.kind() == "import_spec");
                specs.for_each(|spec| add(import_of(spec, text)));
            }
            _ => {}
        }
    }
}

fn import_of(spec: Node<'_>, text: &str) -> Import {
    let module = spec
        .child_by_field_name("path")
        .map_or("", |path| unquoted(path, text));
    match field_text(spec, "name", text) {
        Some(".") => import(module, spec).taking("*"),
        alias => import(module, spec).bound_to(alias),
    }
}
