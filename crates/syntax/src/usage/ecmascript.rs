//! Scopes and bindings of JavaScript and TypeScript.

use super::builder::{Builder, ScopeKind};
use super::ecmascript_bindings::{
    assigned, bind_parameters, declared, exported, member_type, pattern,
};
use super::ecmascript_types::{types, values};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment" | "string_fragment" | "regex" => Opens::Skip,
        "function_declaration"
        | "generator_function_declaration"
        | "function_signature"
        | "function_expression"
        | "generator_function"
        | "arrow_function"
        | "method_definition"
        | "method_signature"
        | "abstract_method_signature" => function(builder, node, parent, scope),
        "class_declaration"
        | "abstract_class_declaration"
        | "class"
        | "interface_declaration"
        | "enum_declaration" => class(builder, node, parent, scope),
        "internal_module" | "module" => {
            let name = node.child_by_field_name("name");
            let definition = name.and_then(|name| builder.define(scope, name));
            Opens::Body(builder.open(scope, ScopeKind::Module, definition))
        }
        "import_statement" => {
            imports(builder, node, scope);
            Opens::Skip
        }
        "export_statement" if node.child_by_field_name("source").is_some() => {
            imports(builder, node, 0);
            Opens::Skip
        }
        "statement_block" | "for_statement" | "switch_body" | "class_static_block" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "for_in_statement" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            each(builder, node, inner);
            Opens::All(inner)
        }
        "catch_clause" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            if let Some(parameter) = node.child_by_field_name("parameter") {
                pattern(builder, parameter, inner, BindingKind::Opaque, 0);
            }
            Opens::Body(inner)
        }
        _ => {
            statement(builder, node, parent, scope);
            Opens::Nothing
        }
    }
}

/// `for (const x of xs)` binds one of what there are many of; `in` binds a name.
fn each(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    let Some(left) = node.child_by_field_name("left") else {
        return;
    };
    let operator = node.child_by_field_name("operator");
    let right = node
        .child_by_field_name("right")
        .filter(|_| operator.is_some_and(|operator| operator.kind() == "of"));
    match right.filter(|_| left.kind() == "identifier") {
        Some(right) => {
            let many = builder.expression(right, inner);
            let one = builder.make(ExpressionKind::Element, many, 0);
            pattern(builder, left, inner, BindingKind::Value, one);
        }
        None => pattern(builder, left, inner, BindingKind::Opaque, 0),
    }
}

/// What binds or says something without a scope of its own.
fn statement<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) {
    match node.kind() {
        "variable_declarator" => declared(builder, node, parent, scope),
        "assignment_expression" => assigned(builder, node, scope),
        "export_statement" => exported(builder, node, scope),
        "field_definition" | "public_field_definition" | "property_signature" => {
            member_type(builder, node, scope);
        }
        "enum_assignment" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.define(scope, name);
            }
        }
        "property_identifier" if parent.kind() == "enum_body" => {
            builder.define(scope, node);
        }
        "type_alias_declaration" => alias(builder, node, scope),
        "pair" => {
            if let Some(key) = node.child_by_field_name("key") {
                builder.define_inside(key);
            }
        }
        "type_parameter" => {
            let name = node.child_by_field_name("name");
            if let Some((name, word)) = name.and_then(|name| Some((name, builder.word(name)?))) {
                builder.consume(name);
                builder.bind(scope, word, BindingKind::Opaque, 0);
            }
        }
        "return_statement" | "yield_expression" => handed_back(builder, node, scope),
        "decorator" => {
            if let Some(expression) = node.named_child(0) {
                builder.used(expression, scope, SiteKind::Decorator);
                builder.consume(expression);
            }
        }
        "jsx_attribute" | "labeled_statement" | "import_attribute" => {
            if let Some(name) = node.named_child(0) {
                builder.consume(name);
            }
        }
        _ => {}
    }
}

/// What a function returns, and that it yields.
fn handed_back(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(owner) = builder.function_definition(scope) else {
        return;
    };
    if node.kind() == "yield_expression" {
        let nothing = builder.opaque();
        builder.link(owner, LinkKind::Yields, nothing);
    } else if let Some(value) = node.named_child(0) {
        for value in values(builder, value, scope) {
            builder.link(owner, LinkKind::Returned, value);
        }
    }
}

/// `type A = B`.
fn alias(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let name = node.child_by_field_name("name");
    let Some((name, word)) = name.and_then(|name| Some((name, builder.word(name)?))) else {
        return;
    };
    builder.define(scope, name);
    let value = node.child_by_field_name("value");
    let types = value.map(|value| types(builder, value, scope));
    for one in types.unwrap_or_default() {
        builder.bind(scope, word, BindingKind::Value, one);
    }
}

/// `const f = () => …` and `a.f = function () {…}` are named by what they are given to.
fn given_name(parent: Node<'_>) -> Option<Node<'_>> {
    let given = match parent.kind() {
        "variable_declarator"
        | "field_definition"
        | "public_field_definition"
        | "pair"
        | "assignment_expression" => ["name", "property", "key", "left"]
            .iter()
            .find_map(|field| parent.child_by_field_name(field)),
        _ => None,
    };
    given.map(|given| given.child_by_field_name("property").unwrap_or(given))
}

fn function<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let own = match name {
        Some(name) if builder.kind(scope) == ScopeKind::Type => builder.define(scope, name),
        Some(name) if node.kind() == "method_definition" => builder.define_inside(name),
        Some(name)
            if node.kind().ends_with("_signature") && builder.kind(scope) != ScopeKind::File =>
        {
            builder.define(scope, name)
        }
        Some(name) => builder.define(scope, name),
        None => None,
    };
    let given = given_name(parent);
    let definition = own.or_else(|| given.and_then(|name| builder.definition_named(name)));
    let kind = match definition {
        None => ScopeKind::Lambda,
        Some(_) => ScopeKind::Function,
    };
    let inner = builder.open(scope, kind, definition);
    if let Some(parameters) = node
        .child_by_field_name("parameters")
        .or_else(|| node.child_by_field_name("parameter"))
    {
        let method = name.and_then(|name| builder.word(name)) == Some("constructor");
        let class = builder.definition(scope).filter(|_| method);
        bind_parameters(builder, parameters, scope, inner, class);
    }
    if let Some(definition) = definition {
        let declared = node.child_by_field_name("return_type");
        for one in declared
            .map(|one| types(builder, one, scope))
            .unwrap_or_default()
        {
            builder.link(definition, LinkKind::Declared, one);
        }
        let body = node.child_by_field_name("body");
        if let Some(value) = body.filter(|body| body.kind() != "statement_block") {
            for value in values(builder, value, inner) {
                builder.link(definition, LinkKind::Returned, value);
            }
        }
    }
    Opens::Body(inner)
}

fn class<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let given = match parent.kind() {
        "variable_declarator" => parent.child_by_field_name("name"),
        _ => None,
    };
    let definition = name
        .and_then(|name| builder.define(scope, name))
        .or_else(|| given.and_then(|name| builder.definition_named(name)));
    let mut waiting: Vec<Node<'t>> = heads(node);
    while let Some(part) = waiting.pop() {
        match part.kind() {
            "class_heritage"
            | "extends_clause"
            | "implements_clause"
            | "extends_type_clause"
            | "generic_type" => {
                let take = if part.kind() == "generic_type" {
                    1
                } else {
                    usize::MAX
                };
                waiting.extend(part.named_children().take(take));
            }
            "identifier"
            | "type_identifier"
            | "member_expression"
            | "nested_type_identifier"
            | "call_expression" => {
                let base = builder.used(part, scope, SiteKind::Base);
                builder.consume(part);
                if let Some(definition) = definition {
                    builder.link(definition, LinkKind::Base, base);
                }
            }
            _ => {}
        }
    }
    Opens::Body(builder.open(scope, ScopeKind::Type, definition))
}

/// The parts of a class that say what it extends, last first.
fn heads(class: Node<'_>) -> Vec<Node<'_>> {
    let mut heads: Vec<Node<'_>> = class
        .named_children()
        .filter(|part| matches!(part.kind(), "class_heritage" | "extends_type_clause"))
        .collect();
    heads.reverse();
    heads
}

/// Bind what imports name; a name that is only handed on is bound for those who import this file.
fn imports(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        let bound = match node.kind() {
            "import_specifier" | "export_specifier" => node
                .child_by_field_name("alias")
                .or_else(|| node.child_by_field_name("name")),
            "namespace_import" | "namespace_export" | "import_require_clause" => {
                node.named_child(0)
            }
            "identifier" => Some(node),
            _ => {
                waiting.extend(node.named_children());
                None
            }
        };
        if let (Some(word), Some(import)) = (
            bound.and_then(|bound| builder.word(bound)),
            builder.import_at(node),
        ) {
            builder.bind(
                scope,
                word.trim_matches(['"', '\'']),
                BindingKind::Import,
                import,
            );
        }
    }
}
