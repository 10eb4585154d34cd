//! Scopes and bindings of Java.

use super::builder::{Builder, ScopeKind};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    _parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "line_comment" | "block_comment" | "string_fragment" => Opens::Skip,
        "class_declaration"
        | "interface_declaration"
        | "enum_declaration"
        | "record_declaration"
        | "annotation_type_declaration" => class(builder, node, scope),
        "method_declaration" | "constructor_declaration" | "compact_constructor_declaration" => {
            method(builder, node, scope)
        }
        "lambda_expression" => {
            let inner = builder.open(scope, ScopeKind::Lambda, None);
            if let Some(parameters) = node.child_by_field_name("parameters") {
                parameters_of_lambda(builder, parameters, inner);
            }
            Opens::Body(inner)
        }
        "block" | "for_statement" | "try_with_resources_statement" | "switch_block" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "enhanced_for_statement" | "catch_clause" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            typed(builder, node, inner);
            Opens::All(inner)
        }
        "import_declaration" => {
            import(builder, node, scope);
            Opens::Skip
        }
        "package_declaration" => Opens::Skip,
        _ => {
            statement(builder, node, scope);
            Opens::Nothing
        }
    }
}

fn statement(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "local_variable_declaration" | "field_declaration" | "constant_declaration" => {
            variables(builder, node, scope);
        }
        "resource" | "catch_formal_parameter" | "formal_parameter" => typed(builder, node, scope),
        "enum_constant" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.define(scope, name);
                if let Some(word) = builder.word(name) {
                    let own = builder.receiver(scope);
                    builder.bind(scope, word, BindingKind::Value, own);
                }
            }
        }
        "instanceof_expression" => {
            if let (Some(name), Some(right)) = (
                node.child_by_field_name("name"),
                node.child_by_field_name("right"),
            ) {
                declare(builder, name, Some(right), None, scope);
            }
        }
        "return_statement" => {
            let owner = builder.function_definition(scope);
            if let (Some(owner), Some(value)) = (owner, node.named_child(0)) {
                for value in values(builder, value, scope) {
                    builder.link(owner, LinkKind::Returned, value);
                }
            }
        }
        _ => named(builder, node, scope),
    }
}

/// `T a = b, c`.
fn variables(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let annotation = node.child_by_field_name("type");
    for declarator in node.children_by_field_name("declarator") {
        let value = declarator.child_by_field_name("value");
        if let Some(name) = declarator.child_by_field_name("name") {
            declare(builder, name, annotation, value, scope);
        }
    }
}

/// Names that are no uses of what they look like.
fn named(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "marker_annotation" | "annotation" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.used(name, scope, SiteKind::Decorator);
                builder.consume(name);
            }
        }
        "element_value_pair" => {
            if let Some(key) = node.child_by_field_name("key") {
                builder.consume(key);
            }
        }
        "type_parameter" => {
            if let Some(name) = node.named_child(0) {
                builder.consume(name);
                if let Some(word) = builder.word(name) {
                    builder.bind(scope, word, BindingKind::Opaque, 0);
                }
            }
        }
        "labeled_statement" | "break_statement" | "continue_statement" => {
            let label = node.named_child(0).filter(|one| one.kind() == "identifier");
            if let Some(label) = label {
                builder.consume(label);
            }
        }
        _ => {}
    }
}

/// `for (T x : …)`, `catch (T x)`, a resource, a parameter: a name with its type in one node.
fn typed(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    if let Some(name) = node.child_by_field_name("name") {
        let annotation = node.child_by_field_name("type").or_else(|| {
            let caught = node.named_children().find(|one| one.kind() == "catch_type");
            caught.and_then(|caught| caught.named_child(0))
        });
        let value = node
            .child_by_field_name("value")
            .filter(|_| node.kind() == "resource");
        declare(builder, name, annotation, value, scope);
    }
}

/// A name holds an instance of its type; of `var`, what it is given.
fn declare(
    builder: &mut Builder<'_>,
    name: Node<'_>,
    annotation: Option<Node<'_>>,
    value: Option<Node<'_>>,
    scope: u32,
) {
    let Some(word) = builder.word(name) else {
        return;
    };
    builder.define(scope, name);
    let inferred = annotation.and_then(|one| builder.word(one)) == Some("var");
    match annotation.filter(|_| !inferred) {
        Some(annotation) => {
            let kind = builder.expression(annotation, scope);
            builder.bind(scope, word, BindingKind::Annotated, kind);
        }
        None => {
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
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    let mut waiting: Vec<Node<'_>> = node
        .named_children()
        .filter(|part| {
            matches!(
                part.kind(),
                "superclass" | "super_interfaces" | "extends_interfaces"
            )
        })
        .collect();
    waiting.reverse();
    while let Some(part) = waiting.pop() {
        match part.kind() {
            "superclass" | "super_interfaces" | "extends_interfaces" | "type_list" => {
                let mut inner: Vec<Node<'_>> = part.named_children().collect();
                inner.reverse();
                waiting.extend(inner);
            }
            "generic_type" => waiting.extend(part.named_child(0)),
            "type_identifier" | "scoped_type_identifier" => {
                let base = builder.used(part, scope, SiteKind::Base);
                builder.consume(part);
                if let Some(definition) = definition {
                    builder.link(definition, LinkKind::Base, base);
                }
            }
            _ => {}
        }
    }
    let inner = builder.open(scope, ScopeKind::Type, definition);
    if let Some(parameters) = node.child_by_field_name("parameters") {
        for parameter in parameters.named_children() {
            typed(builder, parameter, inner);
        }
    }
    Opens::Body(inner)
}

fn method(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    let inner = builder.open(scope, ScopeKind::Function, definition);
    if let Some(parameters) = node.child_by_field_name("parameters") {
        for parameter in parameters.named_children() {
            match parameter.kind() {
                "formal_parameter" => typed(builder, parameter, inner),
                "spread_parameter" => {
                    let declarator = parameter
                        .named_children()
                        .find(|one| one.kind() == "variable_declarator");
                    let name = declarator.and_then(|one| one.child_by_field_name("name"));
                    if let Some(name) = name {
                        declare(builder, name, None, None, inner);
                    }
                }
                _ => {}
            }
        }
    }
    if let (Some(definition), Some(annotation)) = (definition, node.child_by_field_name("type")) {
        let kind = builder.expression(annotation, scope);
        builder.link(definition, LinkKind::Declared, kind);
    }
    Opens::Body(inner)
}

fn parameters_of_lambda(builder: &mut Builder<'_>, parameters: Node<'_>, inner: u32) {
    if parameters.kind() == "identifier" {
        declare(builder, parameters, None, None, inner);
        return;
    }
    for parameter in parameters.named_children() {
        match parameter.kind() {
            "identifier" => declare(builder, parameter, None, None, inner),
            _ => typed(builder, parameter, inner),
        }
    }
}

fn import(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(import) = builder.import_at(node) else {
        return;
    };
    let mut parts = node.named_children();
    let path = parts.find(|part| matches!(part.kind(), "scoped_identifier" | "identifier"));
    let all = parts.any(|part| part.kind() == "asterisk");
    let name = path.map(|path| path.child_by_field_name("name").unwrap_or(path));
    if let Some(word) = name.filter(|_| !all).and_then(|name| builder.word(name)) {
        builder.bind(scope, word, BindingKind::Import, import);
    }
}

/// The expressions that a value may be.
fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        match value.kind() {
            "ternary_expression" => {
                waiting.extend(value.child_by_field_name("consequence"));
                waiting.extend(value.child_by_field_name("alternative"));
            }
            "parenthesized_expression" => waiting.extend(value.named_child(0)),
            "cast_expression" => match value.child_by_field_name("type") {
                Some(annotation) => {
                    let kind = builder.expression(annotation, scope);
                    found.push(builder.make(ExpressionKind::Call, kind, 0));
                }
                None => found.push(builder.opaque()),
            },
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}
