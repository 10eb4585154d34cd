//! What binds names in Kotlin.

use super::builder::{Builder, ScopeKind};
use super::kotlin::parts;
use super::kotlin_types as types;
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind};
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

pub(super) fn import(builder: &mut Builder<'_>, node: Node<'_>) {
    let Some(import) = builder.import_at(node) else {
        return;
    };
    if node.children().any(|one| one.kind() == "*") {
        return;
    }
    let last = parts(node).last();
    let name = last.and_then(|last| match last.kind() {
        "qualified_identifier" => parts(last).last(),
        _ => Some(last),
    });
    if let Some(word) = name.and_then(|name| builder.word(name)) {
        builder.bind(0, word.trim_matches('`'), BindingKind::Import, import);
    }
}

fn identifier(node: Node<'_>) -> Option<Node<'_>> {
    parts(node).find(|one| one.kind() == "identifier")
}

/// Where what is run to make an object of a type is seen from; elsewhere the scope itself.
pub(super) fn initializers(builder: &Builder<'_>, scope: u32) -> u32 {
    builder.latest.get(&scope).copied().unwrap_or(scope)
}

/// The scope of the members of a type, given that of what makes an object of it.
pub(super) fn without_initializers(builder: &Builder<'_>, scope: u32) -> u32 {
    let parent = builder.scope(scope).parent;
    match builder.latest.get(&parent) {
        Some(initial) if *initial == scope => parent,
        _ => scope,
    }
}

/// `class A(val b: B, c: C)`: `b` is a member, `c` is seen only while an object is made.
pub(super) fn class_parameters(
    builder: &mut Builder<'_>,
    constructor: Node<'_>,
    inner: u32,
    initial: u32,
) {
    let lists = parts(constructor).filter(|one| one.kind() == "class_parameters");
    for parameter in lists.flat_map(parts) {
        let name = identifier(parameter);
        let kind = parts(parameter).find(|one| types::is_type(*one));
        let Some(name) = name else { continue };
        let member = builder.definition_named(name).is_some();
        if member {
            builder.define(inner, name);
            declare(builder, name, kind, None, inner);
        }
        declare(builder, name, kind, None, initial);
    }
}

/// What a function is called on that is written apart from a type.
pub(super) fn extended(
    builder: &mut Builder<'_>,
    receiver: Node<'_>,
    definition: Option<u32>,
    inner: u32,
) {
    let kind = types::of(builder, receiver, inner);
    if let Some(definition) = definition {
        builder.link(definition, LinkKind::Extended, kind);
    }
    builder.bind(inner, "this", BindingKind::Annotated, kind);
    let object = builder.named(inner, "this");
    builder.notes.implied.insert(inner, Some(object));
}

pub(super) fn parameters(builder: &mut Builder<'_>, list: Node<'_>, inner: u32) {
    let mut many = false;
    for one in parts(list) {
        match one.kind() {
            "parameter_modifiers" => {
                many = builder
                    .word(one)
                    .is_some_and(|word| word.contains("vararg"));
            }
            "parameter" => {
                let name = identifier(one);
                let kind = parts(one).find(|part| types::is_type(*part));
                let kind = kind.filter(|_| !std::mem::take(&mut many));
                if let Some(name) = name {
                    declare(builder, name, kind, None, inner);
                }
            }
            _ => {}
        }
    }
}

/// A name holds an instance of its type; without one, what it is given.
fn declare(
    builder: &mut Builder<'_>,
    name: Node<'_>,
    kind: Option<Node<'_>>,
    value: Option<Node<'_>>,
    scope: u32,
) {
    builder.consume(name);
    let Some(word) = builder.word(name) else {
        return;
    };
    if let Some(kind) = kind {
        let kind = types::of(builder, kind, scope);
        builder.bind(scope, word, BindingKind::Annotated, kind);
        return;
    }
    let given = value.map(|value| values(builder, value, scope));
    let given = given.filter(|given| !given.is_empty());
    for value in given.unwrap_or_else(|| vec![builder.opaque()]) {
        builder.bind(scope, word, BindingKind::Value, value);
    }
}

/// A property, or a variable of a function.
pub(super) fn property(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let declared = parts(node).find(|one| one.kind().ends_with("variable_declaration"));
    let Some(declared) = declared else {
        return Opens::Nothing;
    };
    let mut seen = initializers(builder, scope);
    let receiver =
        parts(node).find(|one| types::is_type(*one) && one.end_byte() <= declared.start_byte());
    let name = identifier(declared);
    let definition = name.and_then(|name| builder.definition_named(name));
    if receiver.is_some() {
        seen = builder.open(scope, ScopeKind::Block, None);
        types::parameters(builder, node, seen);
    }
    if let Some(receiver) = receiver {
        extended(builder, receiver, definition, seen);
    }
    let value = given(node);
    if declared.kind() == "multi_variable_declaration" {
        let mut names: Vec<Node<'_>> = parts(declared).collect();
        names.retain(|one| one.kind() == "variable_declaration");
        for one in names {
            let kind = parts(one).find(|part| types::is_type(*part));
            if let Some(name) = identifier(one) {
                declare(builder, name, kind, None, scope);
            }
        }
    } else if let Some(name) = name {
        if definition.is_some() {
            builder.define(scope, name);
        }
        declared_as(builder, (name, declared), value, (scope, seen));
    }
    if seen == scope {
        Opens::Nothing
    } else {
        Opens::All(seen)
    }
}

/// What a property or variable holds: bound where it is seen, looked at where its value stands.
fn declared_as(
    builder: &mut Builder<'_>,
    (name, declared): (Node<'_>, Node<'_>),
    value: Option<Node<'_>>,
    (scope, seen): (u32, u32),
) {
    builder.consume(name);
    let Some(word) = builder.word(name) else {
        return;
    };
    let kind = parts(declared).find(|part| types::is_type(*part));
    if let Some(kind) = kind {
        let kind = types::of(builder, kind, seen);
        builder.bind(scope, word, BindingKind::Annotated, kind);
        return;
    }
    let given = value.map(|value| values(builder, value, seen));
    let given = given.filter(|given| !given.is_empty());
    for value in given.unwrap_or_else(|| vec![builder.opaque()]) {
        builder.bind(scope, word, BindingKind::Value, value);
    }
}

/// The expression that a property is given, is computed by, or is made of when it is first read.
fn given(property: Node<'_>) -> Option<Node<'_>> {
    let mut assigned = false;
    for child in property.children() {
        match child.kind() {
            "=" => assigned = true,
            "getter" => {
                let body = parts(child).find(|one| one.kind() == "function_body");
                return body.and_then(expression_body);
            }
            "property_delegate" => return delegated(child),
            _ if assigned && child.is_named() && !child.is_extra() => return Some(child),
            _ => {}
        }
    }
    None
}

/// `by lazy { value }`.
fn delegated(delegate: Node<'_>) -> Option<Node<'_>> {
    let call = parts(delegate)
        .next()
        .filter(|one| one.kind() == "call_expression")?;
    let mut inside = parts(call);
    let callee = inside.next()?;
    let lambda = inside
        .next()
        .filter(|one| one.kind() == "annotated_lambda")?;
    let is_lazy = callee.kind() == "identifier" && callee.end_byte() - callee.start_byte() == 4;
    let lambda = parts(lambda).last().filter(|_| is_lazy)?;
    only(lambda)
}

/// The one thing that stands in a block or lambda.
fn only(block: Node<'_>) -> Option<Node<'_>> {
    let mut inside = parts(block);
    let first = inside.next();
    first.filter(|_| inside.next().is_none())
}

/// The expression after the `=` of a function.
pub(super) fn expression_body(body: Node<'_>) -> Option<Node<'_>> {
    let assigned = body.child(0).is_some_and(|first| first.kind() == "=");
    parts(body).next().filter(|_| assigned)
}

pub(super) fn type_alias(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(name) = node.child_by_field_name("type") else {
        return;
    };
    builder.define(scope, name);
    let kind = parts(node).filter(|one| types::is_type(*one)).last();
    if let (Some(kind), Some(word)) = (kind, builder.word(name)) {
        let kind = types::of(builder, kind, scope);
        builder.bind(scope, word, BindingKind::Value, kind);
    }
}

/// `when (val a = b)`.
pub(super) fn subject(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let declared = parts(node).find(|one| one.kind() == "variable_declaration");
    let value = parts(node).last();
    if let Some(declared) = declared {
        let name = identifier(declared);
        if let Some(name) = name {
            declared_as(builder, (name, declared), value, (scope, scope));
        }
    }
}

/// `for (x in y)` and `catch (x: T)`.
pub(super) fn each(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    if node.kind() == "catch_block" {
        let name = identifier(node);
        let kind = parts(node).find(|one| types::is_type(*one));
        if let Some(name) = name {
            declare(builder, name, kind, None, inner);
        }
        return;
    }
    let declared = parts(node).find(|one| one.kind().ends_with("variable_declaration"));
    let Some(declared) = declared else { return };
    let many = parts(node).find(|one| one.start_byte() >= declared.end_byte());
    let element = many.map(|many| {
        let many = builder.expression(many, inner);
        builder.make(ExpressionKind::Element, many, 0)
    });
    parameter(builder, declared, element, inner);
}

/// A variable that is given an expression, or several of which nothing is known.
pub(super) fn parameter(
    builder: &mut Builder<'_>,
    declared: Node<'_>,
    value: Option<u32>,
    inner: u32,
) {
    let several = declared.kind() == "multi_variable_declaration";
    let single = (!several).then_some(declared);
    let names = parts(declared).filter(|_| several);
    let names: Vec<Node<'_>> = single.into_iter().chain(names).collect();
    for one in names {
        let Some(name) = identifier(one) else {
            continue;
        };
        let kind = parts(one).find(|part| types::is_type(*part));
        match value.filter(|_| kind.is_none() && !several) {
            Some(value) => {
                builder.consume(name);
                if let Some(word) = builder.word(name) {
                    builder.bind(inner, word, BindingKind::Value, value);
                }
            }
            None => declare(builder, name, kind, None, inner),
        }
    }
}

/// A constant of an enumeration, whose members of its own only it sees.
pub(super) fn enum_entry(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let class = builder.definition(scope);
    let class = class.and_then(|class| builder.definitions.get(class as usize));
    let kind = match class {
        Some(class) => builder.named_type(scope, &class.name),
        None => builder.opaque(),
    };
    let inner = builder.open(scope, ScopeKind::Lambda, None);
    if let Some(name) = identifier(node) {
        builder.define(scope, name);
        if let Some(word) = builder.word(name) {
            builder.bind(scope, word, BindingKind::Annotated, kind);
        }
    }
    builder.bind(inner, "this", BindingKind::Annotated, kind);
    let own = builder.named(inner, "this");
    builder.notes.implied.insert(inner, Some(own));
    Opens::All(inner)
}

/// The expressions that a value may be.
pub(super) fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        let operator = || value.child_by_field_name("operator").map(|one| one.kind());
        match value.kind() {
            "if_expression" => {
                let condition = value.child_by_field_name("condition");
                waiting.extend(parts(value).filter(|one| Some(*one) != condition));
            }
            "when_expression" => {
                let entries = parts(value).filter(|one| one.kind() == "when_entry");
                waiting.extend(entries.filter_map(|entry| parts(entry).last()));
            }
            "try_expression" => {
                let blocks = parts(value).filter(|one| one.kind() != "finally_block");
                waiting.extend(blocks);
            }
            "catch_block" => waiting.extend(parts(value).last()),
            "block" => match only(value) {
                Some(inside) => waiting.push(inside),
                None => found.push(builder.opaque()),
            },
            "binary_expression" if operator() == Some("?:") => {
                waiting.extend(value.child_by_field_name("left"));
                waiting.extend(value.child_by_field_name("right"));
            }
            "throw_expression" | "return_expression" => {}
            "parenthesized_expression" => waiting.extend(parts(value).next()),
            "as_expression" => match value.child_by_field_name("right") {
                Some(kind) => {
                    let kind = types::of(builder, kind, scope);
                    found.push(builder.make(ExpressionKind::Call, kind, 0));
                }
                None => found.push(builder.opaque()),
            },
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}
