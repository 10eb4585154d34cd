//! What JavaScript and TypeScript bind: patterns, members and parameters.

use super::BindingKind;
use super::builder::{Builder, ScopeKind};
use super::ecmascript_types::{types, values};
use crate::tree::Node;

/// Parts of one pattern that are followed.
const PARTS_MAX: usize = 64;

/// `const x = …`, `let {a, b} = …`, `var x: T`.
pub(super) fn declared<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) {
    let Some(name) = node.child_by_field_name("name") else {
        return;
    };
    let scope = if parent.kind() == "variable_declaration" {
        function_scope(builder, scope)
    } else {
        scope
    };
    if required(builder, node, name, scope) {
        return;
    }
    let word = builder.word(name).filter(|_| name.kind() == "identifier");
    let Some(word) = word else {
        pattern(builder, name, scope, BindingKind::Opaque, 0);
        return;
    };
    let definition = builder.define(scope, name);
    // What is a function or a class here is not a value as well.
    if definition.is_some_and(|definition| !builder.holds_value(definition)) {
        return;
    }
    if let Some(annotation) = node.child_by_field_name("type") {
        let types = types(builder, annotation, scope);
        for one in &types {
            builder.bind(scope, word, BindingKind::Annotated, *one);
        }
        if !types.is_empty() {
            return;
        }
    }
    let value = node.child_by_field_name("value");
    let values = value
        .map(|value| values(builder, value, scope))
        .unwrap_or_default();
    if values.is_empty() && value.is_some() {
        builder.bind(scope, word, BindingKind::Opaque, 0);
    }
    for value in values {
        builder.bind(scope, word, BindingKind::Value, value);
    }
    if value.is_none() {
        let nothing = builder.literal("undefined");
        builder.bind(scope, word, BindingKind::Value, nothing);
    }
}

/// `const x = require("y")` and `const {a, b: c} = require("y")` are imports.
fn required(builder: &mut Builder<'_>, node: Node<'_>, name: Node<'_>, scope: u32) -> bool {
    let value = node.child_by_field_name("value");
    let call = value.filter(|value| value.kind() == "call_expression");
    let Some((call, first)) = call.and_then(|call| Some((call, builder.import_at(call)?))) else {
        return false;
    };
    builder.consume(call);
    if name.kind() != "object_pattern" {
        builder.define(scope, name);
        if let Some(word) = builder.word(name) {
            builder.bind(scope, word, BindingKind::Import, first);
        }
        return true;
    }
    for (import, property) in (first..).zip(name.named_children()) {
        let bound = property.child_by_field_name("value").unwrap_or(property);
        builder.consume(bound);
        if let Some(key) = property.child_by_field_name("key") {
            builder.consume(key);
        }
        if let Some(word) = builder.word(bound) {
            builder.bind(scope, word, BindingKind::Import, import);
        }
    }
    true
}

/// `var` belongs to the function round it.
fn function_scope(builder: &Builder<'_>, scope: u32) -> u32 {
    builder.callable(scope).unwrap_or(0)
}

/// `x = …`, `this.x = …`, `exports.x = …`, `A.x = …`.
pub(super) fn assigned(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(left), Some(right)) = (
        node.child_by_field_name("left"),
        node.child_by_field_name("right"),
    ) else {
        return;
    };
    if left.kind() == "identifier" {
        builder.consume(left);
        if let Some(word) = builder.word(left) {
            for value in values(builder, right, scope) {
                builder.rebind(scope, word, BindingKind::Value, value);
            }
        }
        return;
    }
    let (Some(object), Some(property)) = (
        left.child_by_field_name("object"),
        left.child_by_field_name("property"),
    ) else {
        return;
    };
    let Some(word) = builder.word(property) else {
        return;
    };
    let definition = builder.definition_named(property);
    let known = definition.filter(|definition| !builder.holds_value(*definition));
    let mut bound: Vec<(BindingKind, u32)> = Vec::new();
    bound.extend(definition.map(|definition| (BindingKind::Definition, definition)));
    if known.is_none() {
        let values = values(builder, right, scope);
        bound.extend(values.into_iter().map(|value| (BindingKind::Value, value)));
    }
    match builder.word(object) {
        Some("this") => {
            if let Some(class) = builder.enclosing_type(scope) {
                for (kind, value) in bound {
                    builder.bind_member(class, word, kind, value);
                }
            }
        }
        Some("exports" | "module.exports") => {
            for (kind, value) in bound {
                builder.bind(0, word, kind, value);
            }
        }
        Some("module") if word == "exports" => handed_out(builder, right, scope),
        _ => {}
    }
}

/// `module.exports = x` is what others get; `module.exports = {a, b: c}` are the names they get.
fn handed_out(builder: &mut Builder<'_>, right: Node<'_>, scope: u32) {
    if right.kind() != "object" {
        for value in values(builder, right, scope) {
            builder.bind(0, "module.exports", BindingKind::Value, value);
        }
        return;
    }
    for property in right.named_children() {
        let key = property.child_by_field_name("key");
        let value = property.child_by_field_name("value");
        if let (Some(word), Some(value)) = (key.and_then(|key| builder.word(key)), value) {
            for value in values(builder, value, scope) {
                builder.bind(0, word, BindingKind::Value, value);
            }
        }
    }
}

/// `export default x` and `export {a as b}`.
pub(super) fn exported(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let is_default = node.children().any(|child| child.kind() == "default");
    let declaration = node.child_by_field_name("declaration");
    let value = node.child_by_field_name("value");
    if is_default {
        let name = declaration
            .or(value)
            .and_then(|one| one.child_by_field_name("name"));
        let definition = name
            .or(Some(node))
            .and_then(|name| builder.definition_named(name));
        if let Some(definition) = definition {
            builder.bind(0, "default", BindingKind::Definition, definition);
        } else if let Some(value) = value {
            for value in values(builder, value, scope) {
                builder.bind(0, "default", BindingKind::Value, value);
            }
        }
    }
    let clause = node
        .named_children()
        .find(|child| child.kind() == "export_clause");
    let Some(clause) = clause else { return };
    for specifier in clause.named_children() {
        let (Some(name), alias) = (
            specifier.child_by_field_name("name"),
            specifier.child_by_field_name("alias"),
        ) else {
            continue;
        };
        if let Some(alias) = alias {
            builder.consume(alias);
            if let Some(word) = builder.word(alias) {
                let value = builder.expression(name, scope);
                builder.bind(0, word, BindingKind::Value, value);
            }
        }
    }
}

/// A field of a class or interface.
pub(super) fn member_type(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let name = node
        .child_by_field_name("name")
        .or_else(|| node.child_by_field_name("property"));
    let Some((name, word)) = name.and_then(|name| Some((name, builder.word(name)?))) else {
        return;
    };
    let definition = builder.define(scope, name);
    if definition.is_some_and(|definition| !builder.holds_value(definition)) {
        return;
    }
    if builder.kind(scope) != ScopeKind::Type {
        return;
    }
    let annotation = node.child_by_field_name("type");
    let types = annotation
        .map(|one| types(builder, one, scope))
        .unwrap_or_default();
    for one in &types {
        builder.bind(scope, word, BindingKind::Annotated, *one);
    }
    if types.is_empty() {
        let value = node.child_by_field_name("value");
        let values = value
            .map(|value| values(builder, value, scope))
            .unwrap_or_default();
        if values.is_empty() {
            builder.bind(scope, word, BindingKind::Opaque, 0);
        }
        for value in values {
            builder.bind(scope, word, BindingKind::Value, value);
        }
    }
}

/// Parameters; those of a constructor with `private` and the like are fields of the class too.
pub(super) fn bind_parameters(
    builder: &mut Builder<'_>,
    parameters: Node<'_>,
    outer: u32,
    inner: u32,
    class: Option<u32>,
) {
    if parameters.kind() == "identifier" {
        pattern(builder, parameters, inner, BindingKind::Opaque, 0);
        return;
    }
    for parameter in parameters.named_children().filter(|one| !one.is_extra()) {
        let name = parameter
            .child_by_field_name("pattern")
            .unwrap_or(parameter);
        let annotation = parameter.child_by_field_name("type");
        let types = annotation
            .map(|one| types(builder, one, outer))
            .unwrap_or_default();
        if types.is_empty() {
            pattern(builder, name, inner, BindingKind::Opaque, 0);
        }
        let is_field = parameter.children().any(|child| {
            matches!(
                child.kind(),
                "accessibility_modifier" | "readonly" | "override_modifier"
            )
        });
        for one in types {
            pattern(builder, name, inner, BindingKind::Annotated, one);
            if let (Some(class), Some(word)) = (class.filter(|_| is_field), builder.word(name)) {
                builder.bind_member(class, word, BindingKind::Annotated, one);
            }
        }
    }
}

/// Bind the names of a pattern: a plain one to what is given, those inside to something unknown.
pub(super) fn pattern(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    scope: u32,
    kind: BindingKind,
    value: u32,
) {
    if node.kind() == "identifier" {
        builder.consume(node);
        if let Some(word) = builder.word(node) {
            builder.bind(scope, word, kind, value);
        }
        return;
    }
    let mut waiting = vec![node];
    let mut count = 0;
    while let Some(node) = waiting.pop() {
        count += 1;
        if count > PARTS_MAX {
            return;
        }
        match node.kind() {
            "identifier" | "shorthand_property_identifier_pattern" => {
                builder.consume(node);
                if let Some(word) = builder.word(node) {
                    builder.bind(scope, word, BindingKind::Opaque, 0);
                }
            }
            "pair_pattern" => {
                if let Some(key) = node.child_by_field_name("key") {
                    builder.consume(key);
                }
                waiting.extend(node.child_by_field_name("value"));
            }
            "assignment_pattern" | "object_assignment_pattern" => {
                waiting.extend(node.child_by_field_name("left"));
            }
            "object_pattern"
            | "array_pattern"
            | "rest_pattern"
            | "lexical_declaration"
            | "variable_declaration"
            | "variable_declarator" => {
                waiting.extend(node.named_children());
            }
            _ => {}
        }
    }
}
