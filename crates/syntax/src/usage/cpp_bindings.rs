//! What code of C++ binds: members, variables, parameters, and names for what has one already.

use super::builder::{Builder, ScopeKind};
use super::chain::argument_count;
use super::cpp::{home, leaf, path};
use super::cpp_declarators::{
    Declared, constructed, consume_names, consume_path, count, declared, define, hold, is_inferred,
    library_function, link_result, type_of, values,
};
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

/// The name under which a scope takes in a namespace.
const TAKEN_IN: &str = "using namespace";

pub(super) fn statement(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "declaration" | "field_declaration" => declaration(builder, node, scope),
        "type_definition" => {
            for declarator in node.children_by_field_name("declarator") {
                alias(builder, &declared(declarator), node, scope);
            }
        }
        "alias_declaration" => alias_declaration(builder, node, scope),
        "using_declaration" => using(builder, node, scope),
        "namespace_alias_definition" => {
            let name = node.child_by_field_name("name");
            let of = node.named_children().last();
            if let (Some(name), Some(of)) = (name, of) {
                builder.consume(name);
                consume_names(builder, of);
                let word = builder.word(name).unwrap_or_default();
                let value = space(builder, of, scope);
                builder.bind(home(builder, scope), word, BindingKind::Value, value);
            }
        }
        "concept_definition" => {
            if let Some(name) = node.child_by_field_name("name") {
                define(builder, name, home(builder, scope));
            }
        }
        "preproc_def" | "preproc_function_def" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.define(0, name);
            }
        }
        "return_statement" => returned(builder, node, scope),
        "field_initializer" => initialized(builder, node, scope),
        "call_expression" => {
            // What hands on or makes what its arguments say is called all the same.
            let callee = node.child_by_field_name("function");
            if let Some(callee) = callee.filter(|_| library_function(builder.text, node).is_some())
            {
                builder.used(callee, scope, SiteKind::Call);
                builder.consume(callee);
            }
        }
        _ => unused_names(builder, node),
    }
}

/// Names that are no uses of what they look like.
fn unused_names(builder: &mut Builder<'_>, node: Node<'_>) {
    match node.kind() {
        "parameter_declaration"
        | "optional_parameter_declaration"
        | "variadic_parameter_declaration" => {
            if let Some(declarator) = node.child_by_field_name("declarator") {
                builder.consume(declared(declarator).name);
            }
        }
        "type_parameter_declaration" | "variadic_type_parameter_declaration" => {
            if let Some(name) = node.named_child(0) {
                builder.consume(name);
            }
        }
        "optional_type_parameter_declaration" | "template_instantiation" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.consume(name);
            }
        }
        _ => {}
    }
}

/// Variables, fields, and functions that are declared.
fn declaration(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let at = home(builder, scope);
    let is_member = builder.kind(at) == ScopeKind::Type;
    let is_extern = node
        .named_children()
        .take_while(|part| part.field_name() != Some("declarator"))
        .any(|part| builder.word(part) == Some("extern"));
    for declarator in node.children_by_field_name("declarator") {
        let mut one = declared(declarator);
        one.value = one.value.or_else(|| {
            node.child_by_field_name("value")
                .or_else(|| node.child_by_field_name("default_value"))
        });
        consume_path(builder, one.name);
        if one.name.kind() == "structured_binding_declarator" {
            consume_names(builder, one.name);
            for name in one.name.named_children() {
                let word = builder.word(name).unwrap_or_default();
                builder.bind(scope, word, BindingKind::Opaque, 0);
            }
            continue;
        }
        let befriended = node
            .parent()
            .is_some_and(|one| one.kind() == "friend_declaration");
        if one.name.kind() == "qualified_identifier" || befriended {
            continue;
        }
        if is_member {
            member(builder, node, &one, at);
        } else if builder.kind(at) == ScopeKind::File || builder.kind(at) == ScopeKind::Module {
            let word = builder.word(leaf(one.last)).unwrap_or_default();
            if one.is_function {
                let count = one.parameters.map_or(0, |list| count(builder, list));
                builder.bind(at, word, BindingKind::Elsewhere, count + 1);
            } else if is_extern && one.value.is_none() {
                builder.bind(at, word, BindingKind::Elsewhere, 0);
            } else {
                builder.define(at, leaf(one.last));
                hold(builder, node, &one, at);
                constructed(builder, node, &one, at);
            }
        } else {
            hold(builder, node, &one, scope);
            constructed(builder, node, &one, scope);
        }
    }
}

/// A member of a class: a field, or a method that is declared.
fn member(builder: &mut Builder<'_>, node: Node<'_>, one: &Declared<'_>, at: u32) {
    let definition = builder.define(at, leaf(one.last));
    if !one.is_function {
        hold(builder, node, one, at);
    } else if let Some(definition) = definition {
        link_result(builder, node, one, definition, at);
    }
}

/// The types in angle brackets stand for nothing that is known.
pub(super) fn template_parameters(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let list = node
        .child_by_field_name("parameters")
        .or_else(|| node.child_by_field_name("template_parameters"));
    for parameter in list.into_iter().flat_map(|list| list.named_children()) {
        let declarator = parameter.child_by_field_name("declarator");
        let name = match declarator {
            Some(declarator) => Some(declared(declarator).name),
            None => parameter
                .child_by_field_name("name")
                .or_else(|| parameter.named_children().last()),
        };
        let name = name.filter(|one| one.kind().ends_with("identifier"));
        if let Some(word) = name.and_then(|name| builder.word(name)) {
            builder.bind(scope, word, BindingKind::Opaque, 0);
        }
    }
}

pub(super) fn parameters(builder: &mut Builder<'_>, list: Option<Node<'_>>, inner: u32) {
    for parameter in list.into_iter().flat_map(|list| list.named_children()) {
        let Some(declarator) = parameter.child_by_field_name("declarator") else {
            continue;
        };
        let one = declared(declarator);
        if parameter.kind() == "variadic_parameter_declaration" || one.parameters.is_some() {
            let word = builder.word(one.last).unwrap_or_default();
            builder.consume(one.last);
            builder.bind(inner, word, BindingKind::Opaque, 0);
        } else if one.name.kind() == "identifier" {
            hold(builder, parameter, &one, inner);
        }
    }
}

/// The parameters of a lambda, and what it names anew.
pub(super) fn lambda(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    let list = node
        .child_by_field_name("declarator")
        .and_then(|one| one.child_by_field_name("parameters"));
    parameters(builder, list, inner);
    let captures = node.child_by_field_name("captures");
    for one in captures.into_iter().flat_map(|one| one.named_children()) {
        let left = one.child_by_field_name("left");
        let right = one.child_by_field_name("right");
        if let (Some(left), Some(right)) = (left, right) {
            builder.consume(left);
            let outside = builder.scope(inner).parent;
            let value = builder.expression(right, outside);
            let word = builder.word(left).unwrap_or_default();
            builder.bind(inner, word, BindingKind::Value, value);
        }
    }
}

/// `for (T a : b)` and `catch (T a)`.
pub(super) fn each(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    if node.kind() == "catch_clause" {
        parameters(builder, node.child_by_field_name("parameters"), inner);
        return;
    }
    let (Some(declarator), Some(right)) = (
        node.child_by_field_name("declarator"),
        node.child_by_field_name("right"),
    ) else {
        return;
    };
    let one = declared(declarator);
    consume_names(builder, one.name);
    if one.name.kind() == "structured_binding_declarator" {
        for name in one.name.named_children() {
            let word = builder.word(name).unwrap_or_default();
            builder.bind(inner, word, BindingKind::Opaque, 0);
        }
    } else if node.child_by_field_name("type").is_some_and(is_inferred) {
        let many = builder.expression(right, inner);
        let value = builder.make(ExpressionKind::Element, many, 0);
        let word = builder.word(one.name).unwrap_or_default();
        builder.bind(inner, word, BindingKind::Value, value);
    } else {
        hold(builder, node, &one, inner);
    }
}

/// `typedef T a, *b`.
fn alias(builder: &mut Builder<'_>, one: &Declared<'_>, node: Node<'_>, scope: u32) {
    let Some(word) = builder.word(one.last) else {
        return;
    };
    let at = home(builder, scope);
    let written = node.child_by_field_name("type");
    let unnamed = written.is_some_and(|kind| {
        kind.child_by_field_name("body").is_some() && kind.child_by_field_name("name").is_none()
    });
    builder.consume(one.last);
    if unnamed {
        return;
    }
    if builder.callable(at).is_none() {
        builder.define(at, one.last);
    }
    match written.filter(|_| one.parameters.is_none()) {
        Some(written) => {
            let value = type_of(builder, written, one.many, scope);
            builder.bind(at, word, BindingKind::Value, value);
        }
        None => builder.bind(at, word, BindingKind::Opaque, 0),
    }
}

/// `using A = T`.
fn alias_declaration(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(name) = node.child_by_field_name("name") else {
        return;
    };
    let at = home(builder, scope);
    builder.consume(name);
    if builder.callable(at).is_none() {
        builder.define(at, name);
    }
    let word = builder.word(name).unwrap_or_default();
    match node.child_by_field_name("type") {
        Some(written) => {
            let value = builder.expression(written, scope);
            builder.bind(at, word, BindingKind::Value, value);
        }
        None => builder.bind(at, word, BindingKind::Opaque, 0),
    }
}

/// `using a::b` and `using namespace a`.
fn using(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(named) = node.named_child(0) else {
        return;
    };
    let at = home(builder, scope);
    let of_namespace = node.children().any(|one| one.kind() == "namespace");
    let value = space(builder, named, scope);
    consume_path(builder, named);
    if !of_namespace {
        let last = leaf(path(named).pop().unwrap_or(named));
        let word = builder.word(last).unwrap_or_default();
        builder.bind(at, word, BindingKind::Value, value);
    } else if builder.callable(at).is_none() {
        builder.bind(at, TAKEN_IN, BindingKind::Value, value);
    } else if let Some(function) = builder.definition(at) {
        builder.bind_member(function, TAKEN_IN, BindingKind::Value, value);
    }
}

/// A namespace, or what stands in one, by its path.
fn space(builder: &mut Builder<'_>, named: Node<'_>, scope: u32) -> u32 {
    if named.kind() != "nested_namespace_specifier" {
        return builder.expression(named, scope);
    }
    let (mut made, mut waiting) = (None, vec![named]);
    while let Some(part) = waiting.pop() {
        if part.kind() == "nested_namespace_specifier" {
            let mut inner: Vec<Node<'_>> = part.named_children().collect();
            inner.reverse();
            waiting.extend(inner);
            continue;
        }
        let Some(word) = builder.word(part) else {
            continue;
        };
        builder.consume(part);
        made = Some(match made {
            Some(base) => builder.member(base, word),
            None => builder.named(scope, word),
        });
    }
    made.unwrap_or_else(|| builder.opaque())
}

/// What a function gives that does not say its type.
fn returned(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(owner) = builder.function_definition(scope) else {
        return;
    };
    // Where the type is said, that is said first and nothing else.
    let says = builder
        .links
        .last()
        .is_some_and(|one| one.definition == owner && one.kind == LinkKind::Declared);
    if let Some(value) = node.named_child(0).filter(|_| !says) {
        for value in values(builder, value, scope) {
            builder.link(owner, LinkKind::Returned, value);
        }
    }
}

/// `: A(b)` calls what makes an `A` where that is a base, as types are written with a capital letter.
fn initialized(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(name), Some(arguments)) = (node.named_child(0), node.named_child(1)) else {
        return;
    };
    let word = builder.word(leaf(name)).unwrap_or_default();
    let is_base = name.kind() == "field_identifier" && word.starts_with(char::is_uppercase);
    let count = argument_count(arguments);
    let expression = if name.kind() == "qualified_identifier" {
        builder.expression(name, scope)
    } else if is_base || name.kind() == "template_method" {
        builder.named_type(scope, word)
    } else {
        return;
    };
    consume_path(builder, name);
    builder.note(expression, SiteKind::Call, name, (count, scope));
}
