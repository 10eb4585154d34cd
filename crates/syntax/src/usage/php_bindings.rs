//! What binds names in PHP, and what types say.

use super::builder::Builder;
use super::{BindingKind, LinkKind};
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

pub(super) fn statement(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "assignment_expression" => assignment(builder, node, scope),
        "reference_assignment_expression" | "static_variable_declaration" => {
            let name = node
                .child_by_field_name("left")
                .or_else(|| node.child_by_field_name("name"));
            if let Some(name) = name {
                unknown(builder, name, scope);
            }
        }
        "list_literal" | "global_declaration" | "by_ref" | "pair" => {
            let names: Vec<Node<'_>> = node.named_children().collect();
            names
                .into_iter()
                .for_each(|name| unknown(builder, name, scope));
        }
        "foreach_statement" => {
            let given: Vec<Node<'_>> = node.named_children().skip(1).collect();
            given
                .into_iter()
                .for_each(|name| unknown(builder, name, scope));
        }
        "catch_clause" => {
            if let (Some(name), Some(kinds)) = (
                node.child_by_field_name("name"),
                node.child_by_field_name("type"),
            ) {
                annotate(builder, name, kinds, scope);
            }
        }
        "property_declaration" | "const_element" | "enum_case" => members(builder, node, scope),
        "return_statement" | "yield_expression" => results(builder, node, scope),
        "argument" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.consume(name);
            }
        }
        "named_label_statement" | "goto_statement" | "property_hook" => {
            if let Some(name) = node.named_child(0).filter(|one| one.kind() == "name") {
                builder.consume(name);
            }
        }
        _ => {}
    }
}

fn members(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "property_declaration" => properties(builder, node, scope),
        "const_element" => {
            if let Some(name) = node.named_child(0) {
                builder.define(scope, name);
            }
        }
        "enum_case" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.define(scope, name);
                if let Some(word) = builder.word(name) {
                    let own = builder.receiver(scope);
                    builder.bind(scope, word, BindingKind::Value, own);
                }
            }
        }
        _ => {}
    }
}

fn results(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "return_statement" => {
            let owner = builder.function_definition(scope);
            if let (Some(owner), Some(value)) = (owner, node.named_child(0)) {
                for value in values(builder, value, scope) {
                    builder.link(owner, LinkKind::Returned, value);
                }
            }
        }
        "yield_expression" => {
            if let Some(owner) = builder.function_definition(scope) {
                let nothing = builder.opaque();
                builder.link(owner, LinkKind::Yields, nothing);
            }
        }
        _ => {}
    }
}

/// `$x = …`; what another object's property is given is not followed.
fn assignment(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(left), Some(right)) = (
        node.child_by_field_name("left"),
        node.child_by_field_name("right"),
    ) else {
        return;
    };
    if left.kind() == "variable_name"
        && let Some(word) = builder.word(left)
    {
        for value in values(builder, right, scope) {
            builder.bind(scope, word, BindingKind::Value, value);
        }
    }
}

/// A variable is bound to something that is not followed.
pub(super) fn unknown(builder: &mut Builder<'_>, name: Node<'_>, scope: u32) {
    if let Some(word) = builder
        .word(name)
        .filter(|_| name.kind() == "variable_name")
    {
        builder.bind(scope, word, BindingKind::Opaque, 0);
    }
}

fn properties(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let kinds = node.child_by_field_name("type");
    for element in node.named_children() {
        let Some(name) = element
            .child_by_field_name("name")
            .filter(|_| element.kind() == "property_element")
        else {
            continue;
        };
        builder.consume(name);
        let definition = name.named_child(0).and_then(|one| {
            builder.consume(one);
            builder.definition_named(one)
        });
        if let (Some(word), Some(definition)) = (builder.word(name), definition) {
            builder.bind(scope, word, BindingKind::Definition, definition);
        }
        match kinds {
            Some(kinds) => annotate(builder, name, kinds, scope),
            None => unknown(builder, name, scope),
        }
    }
}

/// A variable holds an instance of one of the types that are written for it.
fn annotate(builder: &mut Builder<'_>, name: Node<'_>, kinds: Node<'_>, scope: u32) {
    let name = match name.kind() {
        "by_ref" => name.named_child(0).unwrap_or(name),
        _ => name,
    };
    if let Some(word) = builder.word(name) {
        for kind in types(builder, kinds, scope) {
            builder.bind(scope, word, BindingKind::Annotated, kind);
        }
    }
}

/// The types of which a written type is one.
pub(super) fn types(builder: &mut Builder<'_>, kinds: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![kinds], Vec::new());
    while let Some(kind) = waiting.pop() {
        match kind.kind() {
            "union_type" | "type_list" | "optional_type" | "disjunctive_normal_form_type" => {
                waiting.extend(kind.named_children().take(ALTERNATIVES_MAX));
            }
            "named_type" => found.push(builder.type_expression(kind, scope)),
            "primitive_type" => found.push(builder.literal("mixed")),
            _ => found.push(builder.opaque()),
        }
        if found.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
    }
    found
}

pub(super) fn parameters(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    inner: u32,
    class: Option<u32>,
) {
    let Some(list) = node.child_by_field_name("parameters") else {
        return;
    };
    for parameter in list.named_children() {
        let Some(name) = parameter.child_by_field_name("name") else {
            continue;
        };
        let many = parameter.kind() == "variadic_parameter";
        match parameter.child_by_field_name("type").filter(|_| !many) {
            Some(kinds) => {
                annotate(builder, name, kinds, inner);
                // A parameter with a visibility is a property as well.
                let of = class.filter(|_| parameter.kind() == "property_promotion_parameter");
                if let (Some(of), Some(word)) = (of, builder.word(name)) {
                    for kind in types(builder, kinds, inner) {
                        builder.bind_member(of, word, BindingKind::Annotated, kind);
                    }
                }
            }
            None => unknown(builder, name, inner),
        }
    }
}

/// The expressions that a value may be.
fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        let field = |name| value.child_by_field_name(name);
        match value.kind() {
            "conditional_expression" => {
                waiting.extend(field("body").or_else(|| field("condition")));
                waiting.extend(field("alternative"));
            }
            "binary_expression" if field("operator").is_some_and(|one| one.kind() == "??") => {
                waiting.extend(field("left"));
                waiting.extend(field("right"));
            }
            "assignment_expression" => waiting.extend(field("right")),
            "throw_expression" => {}
            "parenthesized_expression" => waiting.extend(value.named_child(0)),
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}
