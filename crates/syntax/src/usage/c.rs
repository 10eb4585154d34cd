//! Scopes and bindings of C.

use super::builder::{Builder, ScopeKind};
use super::walk::Opens;
use super::{BindingKind, LinkKind};
use crate::tree::Node;

/// Layers of one declarator that are looked through.
const LAYERS_MAX: usize = 32;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment" | "preproc_include" | "attribute_specifier" | "gnu_asm_expression" => Opens::Skip,
        "function_definition" => function(builder, node, scope),
        "compound_statement" | "for_statement" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "struct_specifier" | "union_specifier" | "enum_specifier" => {
            tagged(builder, node, parent, scope)
        }
        _ => {
            statement(builder, node, scope);
            Opens::Nothing
        }
    }
}

fn statement(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "declaration" => declaration(builder, node, scope),
        "type_definition" => type_definition(builder, node, scope),
        "field_declaration" => fields(builder, node, scope),
        "enumerator" | "preproc_def" | "preproc_function_def" => {
            if let Some(name) = node.child_by_field_name("name") {
                let at = if node.kind() == "enumerator" {
                    scope
                } else {
                    0
                };
                builder.define(at, name);
            }
        }
        "assignment_expression" => {
            let left = node.child_by_field_name("left");
            let right = node.child_by_field_name("right");
            if let (Some(left), Some(right)) = (left, right)
                && left.kind() == "identifier"
                && let Some(word) = builder.word(left)
            {
                let value = builder.expression(right, scope);
                builder.rebind(scope, word, BindingKind::Value, value);
            }
        }
        _ => {}
    }
}

/// `typedef T a, *b`.
fn type_definition(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let written = node.child_by_field_name("type");
    for declarator in declarators(node) {
        let declared = declared(declarator);
        let other = written.and_then(|written| type_of(builder, written, scope));
        builder.define(scope, declared.name);
        let word = builder.word(declared.name);
        if let (Some(word), Some(other), None) = (word, other, declared.parameters) {
            builder.bind(scope, word, BindingKind::Value, other);
        }
    }
}

/// Members of a struct or union.
fn fields(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let written = node.child_by_field_name("type");
    for declarator in declarators(node) {
        let declared = declared(declarator);
        builder.consume(declared.name);
        let owner = builder
            .define_inside(declared.name)
            .and_then(|field| builder.definitions.get(field as usize)?.parent);
        let kind = written.and_then(|written| type_of(builder, written, scope));
        if let (Some(owner), Some(word)) = (owner, builder.word(declared.name)) {
            match kind.filter(|_| declared.parameters.is_none()) {
                Some(kind) => {
                    builder.bind_member(owner, word, BindingKind::Annotated, kind);
                }
                None => builder.bind_member(owner, word, BindingKind::Opaque, 0),
            }
        }
    }
}

/// What a declarator declares.
struct Declared<'t> {
    name: Node<'t>,
    /// The parameters, of a function and of a pointer to one.
    parameters: Option<Node<'t>>,
    /// It is the function itself.
    is_function: bool,
    value: Option<Node<'t>>,
}

fn declared(declarator: Node<'_>) -> Declared<'_> {
    let mut found = Declared {
        name: declarator,
        parameters: None,
        is_function: false,
        value: None,
    };
    let mut is_pointer = false;
    for _ in 0..LAYERS_MAX {
        let node = found.name;
        match node.kind() {
            "init_declarator" => found.value = node.child_by_field_name("value"),
            "function_declarator" => {
                found.parameters = node.child_by_field_name("parameters");
                is_pointer = false;
            }
            "pointer_declarator" => is_pointer = true,
            _ => {}
        }
        let inner = node.child_by_field_name("declarator").or_else(|| {
            matches!(
                node.kind(),
                "parenthesized_declarator" | "attributed_declarator"
            )
            .then(|| node.named_child(0))
            .flatten()
        });
        match inner {
            Some(inner) => found.name = inner,
            None => break,
        }
    }
    found.is_function = found.parameters.is_some() && !is_pointer;
    found
}

fn declarators(node: Node<'_>) -> Vec<Node<'_>> {
    node.children_by_field_name("declarator").collect()
}

fn declaration(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let is_extern = node
        .named_children()
        .any(|part| builder.word(part) == Some("extern"));
    let written = node.child_by_field_name("type");
    for declarator in declarators(node) {
        let declared = declared(declarator);
        let Some(word) = builder.word(declared.name) else {
            continue;
        };
        builder.consume(declared.name);
        if declared.is_function || (is_extern && declared.value.is_none()) {
            builder.bind(scope, word, BindingKind::Elsewhere, 0);
            continue;
        }
        builder.define(scope, declared.name);
        let kind = written.and_then(|written| type_of(builder, written, scope));
        match (declared.parameters, kind, declared.value) {
            (Some(_), _, Some(value)) => {
                let value = builder.expression(value, scope);
                builder.bind(scope, word, BindingKind::Value, value);
            }
            (None, Some(kind), _) => builder.bind(scope, word, BindingKind::Annotated, kind),
            _ => builder.bind(scope, word, BindingKind::Opaque, 0),
        }
    }
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let declarator = node.child_by_field_name("declarator").map(declared);
    let definition = declarator
        .as_ref()
        .and_then(|declared| builder.define(scope, declared.name));
    let inner = builder.open(scope, ScopeKind::Function, definition);
    let parameters = declarator.and_then(|declared| declared.parameters);
    if let Some(parameters) = parameters {
        for parameter in parameters.named_children() {
            bind_parameter(builder, parameter, inner);
        }
    }
    let written = node.child_by_field_name("type");
    if let (Some(definition), Some(written)) = (definition, written)
        && let Some(kind) = type_of(builder, written, scope)
    {
        builder.link(definition, LinkKind::Declared, kind);
    }
    Opens::Body(inner)
}

fn bind_parameter(builder: &mut Builder<'_>, parameter: Node<'_>, inner: u32) {
    let name = match parameter.kind() {
        "identifier" => parameter,
        _ => match parameter.child_by_field_name("declarator") {
            Some(declarator) => declared(declarator).name,
            None => return,
        },
    };
    let Some(word) = builder.word(name).filter(|_| name.kind() == "identifier") else {
        return;
    };
    builder.consume(name);
    let is_pointer_to_function = parameter
        .child_by_field_name("declarator")
        .is_some_and(|declarator| declared(declarator).parameters.is_some());
    let written = parameter
        .child_by_field_name("type")
        .filter(|_| !is_pointer_to_function);
    match written.and_then(|written| type_of(builder, written, inner)) {
        Some(kind) => builder.bind(inner, word, BindingKind::Annotated, kind),
        None => builder.bind(inner, word, BindingKind::Opaque, 0),
    }
}

/// The type that is written, where it has a name.
fn type_of(builder: &mut Builder<'_>, written: Node<'_>, scope: u32) -> Option<u32> {
    match written.kind() {
        // A tag is seen where no variable of its name hides it.
        "struct_specifier" | "union_specifier" | "enum_specifier" => {
            let word = builder.word(written.child_by_field_name("name")?)?;
            Some(builder.named(0, word))
        }
        "macro_type_specifier" => None,
        _ => Some(builder.expression(written, scope)),
    }
}

/// `struct T {…}` defines `T` for the file; `struct T` alone uses it.
fn tagged(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) -> Opens {
    let Some(name) = node.child_by_field_name("name") else {
        return Opens::Nothing;
    };
    if node.child_by_field_name("body").is_some() {
        builder.define(0, name);
    } else if parent.kind() == "translation_unit" || parent.kind() == "declaration_list" {
        builder.consume(name);
    } else {
        let outside = builder.open(0, ScopeKind::Block, builder.definition(scope));
        builder.used(name, outside, super::SiteKind::Reference);
        builder.consume(name);
    }
    Opens::Nothing
}
