//! What Go binds: names that are given values, declared with types, and taken out of what holds many.

use super::builder::Builder;
use super::{BindingKind, ExpressionKind};
use crate::spans::small;
use crate::tree::Node;

/// `a, b := f()`: the first gets what the call gives first; of pairs, each its own.
pub(super) fn given(
    builder: &mut Builder<'_>,
    names: &[Node<'_>],
    right: Option<Node<'_>>,
    scope: u32,
) {
    let values = listed(right);
    for (position, name) in names.iter().enumerate() {
        if name.kind() != "identifier" {
            continue;
        }
        let Some(word) = builder.word(*name) else {
            continue;
        };
        builder.define(scope, *name);
        match value_at(builder, &values, position, scope) {
            Some(value) => builder.bind(scope, word, BindingKind::Value, value),
            None => builder.bind(scope, word, BindingKind::Opaque, 0),
        }
    }
}

/// What the name at a position gets: the value there, or that result of the one call.
fn value_at(
    builder: &mut Builder<'_>,
    values: &[Node<'_>],
    position: usize,
    scope: u32,
) -> Option<u32> {
    match values {
        [call] if position > 0 && call.kind() == "call_expression" => {
            let callee = call.child_by_field_name("function")?;
            let callee = builder.expression(callee, scope);
            Some(builder.make(ExpressionKind::Part, callee, small(position)))
        }
        _ => values
            .get(position)
            .map(|value| builder.expression(*value, scope)),
    }
}

/// `a, b = c, d` of variables that exist.
pub(super) fn assigned(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let values = listed(node.child_by_field_name("right"));
    let names = listed(node.child_by_field_name("left"));
    for (position, name) in names.into_iter().enumerate() {
        let word = builder
            .word(name)
            .filter(|word| name.kind() == "identifier" && *word != "_");
        // What is appended to stays what it is.
        let appends = values
            .get(position)
            .and_then(|value| value.child_by_field_name("function"))
            .and_then(|function| builder.word(function))
            == Some("append");
        if let Some(word) = word.filter(|_| !appends)
            && let Some(value) = value_at(builder, &values, position, scope)
        {
            builder.rebind(scope, word, BindingKind::Value, value);
        }
    }
}

/// `for key, value := range many`.
pub(super) fn ranged(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let names = listed(node.child_by_field_name("left"));
    let many = node.child_by_field_name("right");
    for (position, name) in names.into_iter().enumerate() {
        match many.filter(|_| position == 1) {
            Some(many) => {
                let many = builder.expression(many, scope);
                let one = builder.make(ExpressionKind::Element, many, 0);
                builder.consume(name);
                if let Some(word) = builder.word(name) {
                    builder.bind(scope, word, BindingKind::Value, one);
                }
            }
            None => opaque(builder, name, scope),
        }
    }
}

pub(super) fn listed(list: Option<Node<'_>>) -> Vec<Node<'_>> {
    match list {
        Some(list) if list.kind() == "expression_list" => list.named_children().collect(),
        other => other.into_iter().collect(),
    }
}

pub(super) fn opaque(builder: &mut Builder<'_>, name: Node<'_>, scope: u32) {
    if let Some(word) = builder
        .word(name)
        .filter(|_| name.kind().ends_with("identifier"))
    {
        builder.consume(name);
        builder.bind(scope, word, BindingKind::Opaque, 0);
    }
}

pub(super) fn declare(builder: &mut Builder<'_>, name: Node<'_>, written: Node<'_>, scope: u32) {
    builder.define(scope, name);
    if let Some(word) = builder.word(name) {
        let written = builder.expression(written, scope);
        builder.bind(scope, word, BindingKind::Annotated, written);
    }
}
