//! Scopes and bindings of Python.

use super::builder::{Builder, ScopeKind};
use super::python_bindings::{annotate, assignment, captured, entered, target, types, values};
use super::walk::Opens;
use super::{BindingKind, LinkKind, SiteKind};
use crate::tree::Node;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment" | "string_content" | "escape_sequence" => Opens::Skip,
        "function_definition" => function(builder, node, parent, scope),
        "class_definition" => class(builder, node, scope),
        "lambda" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            if let Some(parameters) = node.child_by_field_name("parameters") {
                bind_parameters(builder, parameters, scope, inner, None);
            }
            Opens::Body(inner)
        }
        "list_comprehension"
        | "set_comprehension"
        | "dictionary_comprehension"
        | "generator_expression" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "decorated_definition" => {
            decorators(builder, node, scope);
            Opens::Nothing
        }
        "import_statement" | "import_from_statement" | "future_import_statement" => {
            imports(builder, node, scope);
            Opens::Skip
        }
        _ => {
            statement(builder, node, parent, scope);
            Opens::Nothing
        }
    }
}

/// What binds or says something without a scope of its own.
fn statement<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) {
    match node.kind() {
        "assignment" => assignment(builder, node, scope),
        "named_expression" => {
            let value = node.child_by_field_name("value");
            if let Some(name) = node.child_by_field_name("name") {
                target(builder, name, value, function_scope(builder, scope));
            }
        }
        "for_statement" | "for_in_clause" => {
            if let Some(left) = node.child_by_field_name("left") {
                target(builder, left, None, scope);
            }
        }
        "as_pattern" => entered(builder, node, parent, scope),
        "case_pattern" => captured(builder, node, scope),
        "keyword_argument" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.consume(name);
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
        "yield" => {
            let owner = builder.function_definition(scope);
            if let Some(owner) = owner {
                let nothing = builder.opaque();
                builder.link(owner, LinkKind::Yields, nothing);
            }
        }
        "global_statement" | "nonlocal_statement" => {
            let to = if node.kind() == "global_statement" {
                ScopeKind::File
            } else {
                ScopeKind::Function
            };
            let from = function_scope(builder, scope);
            for name in node.named_children() {
                builder.consume(name);
                if let Some(word) = builder.word(name) {
                    builder.take_outward(from, word, to);
                }
            }
        }
        _ => {}
    }
}

/// Where an assignment inside a comprehension binds: the function round it.
fn function_scope(builder: &Builder<'_>, scope: u32) -> u32 {
    builder.function(scope).unwrap_or(scope)
}

fn function<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    let inner = builder.open(scope, ScopeKind::Function, definition);
    let receiver = match (builder.kind(scope), builder.definition(scope)) {
        (ScopeKind::Type, Some(class)) => name
            .and_then(|name| builder.word(name))
            .and_then(|name| receiver_kind(builder, name, parent))
            .map(|kind| (kind, class)),
        _ => None,
    };
    if let Some(parameters) = node.child_by_field_name("parameters") {
        bind_parameters(builder, parameters, scope, inner, receiver);
    }
    if let (Some(definition), Some(declared)) =
        (definition, node.child_by_field_name("return_type"))
    {
        for declared in types(builder, declared, scope) {
            builder.link(definition, LinkKind::Declared, declared);
        }
    }
    Opens::Body(inner)
}

/// What the first parameter of a method is.
fn receiver_kind(builder: &Builder<'_>, name: &str, parent: Node<'_>) -> Option<BindingKind> {
    let decorated = |with: &str| {
        parent.kind() == "decorated_definition"
            && parent
                .named_children()
                .filter(|child| child.kind() == "decorator")
                .filter_map(|decorator| builder.word(decorator))
                .any(|text| text.trim_start_matches('@').trim().ends_with(with))
    };
    if decorated("staticmethod") {
        return None;
    }
    let of_class = matches!(name, "__new__" | "__init_subclass__" | "__class_getitem__");
    Some(if of_class || decorated("classmethod") {
        BindingKind::ReceiverClass
    } else {
        BindingKind::Receiver
    })
}

fn bind_parameters(
    builder: &mut Builder<'_>,
    parameters: Node<'_>,
    outer: u32,
    inner: u32,
    receiver: Option<(BindingKind, u32)>,
) {
    for (position, parameter) in parameters
        .named_children()
        .filter(|one| !one.is_extra())
        .enumerate()
    {
        let name = match parameter.kind() {
            "identifier" => Some(parameter),
            "typed_parameter" => parameter.named_child(0),
            _ => parameter.child_by_field_name("name"),
        };
        let plain = name.filter(|name| name.kind() == "identifier");
        let Some(name) = plain else {
            target(builder, name.unwrap_or(parameter), None, inner);
            continue;
        };
        builder.consume(name);
        let Some(word) = builder.word(name) else {
            continue;
        };
        let annotation = parameter.child_by_field_name("type");
        match (annotation, receiver) {
            (Some(annotation), _) => annotate(builder, word, annotation, outer, inner),
            (None, Some((kind, class))) if position == 0 => builder.bind(inner, word, kind, class),
            (None, _) => builder.bind(inner, word, BindingKind::Opaque, 0),
        }
    }
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    if let (Some(bases), Some(definition)) = (node.child_by_field_name("superclasses"), definition)
    {
        for base in bases.named_children().filter(|one| !one.is_extra()) {
            if base.kind() == "keyword_argument" {
                continue;
            }
            let named = match base.kind() {
                "subscript" => base.child_by_field_name("value").unwrap_or(base),
                _ => base,
            };
            let base = builder.used(named, scope, SiteKind::Base);
            builder.consume(named);
            builder.link(definition, LinkKind::Base, base);
        }
    }
    Opens::Body(builder.open(scope, ScopeKind::Type, definition))
}

fn decorators(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let definition = node
        .child_by_field_name("definition")
        .and_then(|definition| definition.child_by_field_name("name"))
        .and_then(|name| builder.definition_named(name));
    for decorator in node
        .named_children()
        .filter(|one| one.kind() == "decorator")
    {
        let Some(expression) = decorator.named_child(0) else {
            continue;
        };
        let made = builder.used(expression, scope, SiteKind::Decorator);
        builder.consume(expression);
        if let Some(definition) = definition {
            builder.link(definition, LinkKind::Decorator, made);
        }
    }
}

fn imports(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    for child in node.named_children() {
        let Some(import) = builder.import_at(child) else {
            continue;
        };
        let bound = match child.kind() {
            "aliased_import" => child.child_by_field_name("alias"),
            "dotted_name" => child.named_child(0),
            _ => None,
        };
        if let Some(word) = bound.and_then(|bound| builder.word(bound)) {
            builder.bind(scope, word, BindingKind::Import, import);
        }
    }
}
