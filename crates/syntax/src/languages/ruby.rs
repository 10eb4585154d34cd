//! Ruby.

use crate::definitions::{Found, Place, Shape, is_function, is_type};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::{field_text, import};
use crate::tree::Node;

/// Calls whose symbols are names of accessors.
const ACCESSORS: [&str; 7] = [
    "attr",
    "attr_reader",
    "attr_writer",
    "attr_accessor",
    "cattr_accessor",
    "mattr_accessor",
    "class_attribute",
];

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if found.kind == DefinitionKind::Constant && place.local {
        return None;
    }
    let mut shape = found.shape(text, visibility(found, place, text))?;
    if matches!(
        found.node.kind(),
        "module" | "class" | "method" | "singleton_method"
    ) {
        shape.head_end = Some(head_end(found));
    }
    let holder = |kind| is_type(kind) || kind == DefinitionKind::Module;
    match found.node.kind() {
        "call" => {
            let called = field_text(found.node, "method", text)?;
            if called == "define_method" {
                shape.kind = DefinitionKind::Method;
            } else if !ACCESSORS.contains(&called) {
                return None;
            }
            shape.name = shape.name.trim_start_matches(':');
        }
        "alias" => shape.name = shape.name.trim_start_matches(':'),
        "assignment" if makes_class(found.node, text) => {
            shape.kind = DefinitionKind::Class;
            shape.head_end = block_start(found.node);
        }
        "method" if place.enclosing.is_some_and(holder) => shape.kind = DefinitionKind::Method,
        "singleton_method" => {
            let object = field_text(found.node, "object", text);
            shape.qualifier = object.filter(|object| *object != "self").map(str::to_owned);
        }
        _ => {}
    }
    Some(shape)
}

/// The last of name, parameters and base class: nothing else marks where a body begins.
fn head_end(found: &Found<'_>) -> usize {
    let parts = [
        found.name,
        found.parameters,
        found.node.child_by_field_name("superclass"),
    ];
    let ends = parts.into_iter().flatten().map(|part| part.end_byte());
    ends.max().unwrap_or(found.node.end_byte())
}

/// `Point = Struct.new(:x, :y) do … end`.
fn makes_class(assignment: Node<'_>, text: &str) -> bool {
    let Some(made) = assignment.child_by_field_name("right") else {
        return false;
    };
    let receiver = field_text(made, "receiver", text).unwrap_or_default();
    let method = field_text(made, "method", text).unwrap_or_default();
    matches!(
        (receiver, method),
        ("Struct" | "Class" | "Module", "new") | ("Data", "define")
    )
}

/// Where the block begins that the made class is filled in.
fn block_start(assignment: Node<'_>) -> Option<usize> {
    let made = assignment.child_by_field_name("right")?;
    made.child_by_field_name("block")
        .map(|block| block.start_byte())
}

/// A call of `private` above speaks of methods; one round a method speaks of that one.
fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let around = place
        .grandparent
        .filter(|call| call.kind() == "call" && place.parent.kind() == "argument_list")
        .and_then(|call| field_text(call, "method", text));
    let speaks_of = is_function(found.kind) || found.node.kind() == "call";
    match around {
        Some("private" | "private_class_method" | "private_constant") => Visibility::Private,
        Some("protected") => Visibility::Restricted,
        Some("public") => Visibility::Public,
        // What belongs to the class itself heeds no label.
        _ if speaks_of && found.node.kind() != "singleton_method" => {
            place.access.unwrap_or(Visibility::Public)
        }
        _ => Visibility::Public,
    }
}

/// `require`, `require_relative`, `load` and `autoload` of a literal; what is relative is written with `./`.
pub(super) fn imports_of_call(call: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let method = field_text(call, "method", text).unwrap_or_default();
    let position = match method {
        "require" | "require_relative" | "load" => 0,
        "autoload" => 1,
        _ => return,
    };
    let kernel = field_text(call, "receiver", text).is_none_or(|receiver| receiver == "Kernel");
    let path = call
        .child_by_field_name("arguments")
        .and_then(|list| list.named_child(position))
        .filter(|path| path.kind() == "string" && path.named_child_count() == 1)
        .and_then(|path| path.named_child(0))
        .filter(|content| content.kind() == "string_content")
        .and_then(|content| text.get(content.byte_range()));
    let Some(path) = path.filter(|_| kernel) else {
        return;
    };
    let written = if method == "require_relative" {
        format!("./{path}")
    } else {
        path.to_owned()
    };
    add(import(&written, call).written_as(ImportKind::Call));
}
