//! Scopes of Kotlin, and how its expressions are made of names.
//!
//! Packages and types are seen in other files and from them, so what is no local variable is left to those who see all
//! files. A lambda may run on an object of its own: whose members its code names then, its call says, or nobody.

use super::builder::{Builder, ScopeKind};
use super::kotlin_bindings as bindings;
use super::kotlin_lambdas as lambdas;
use super::kotlin_types as types;
use super::step::{Step, through};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::spans::small;
use crate::tree::Node;

/// Operators that give a truth value.
const COMPARISONS: [&str; 10] = ["!=", "!==", "&&", "<", "<=", "==", "===", ">", ">=", "||"];

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "line_comment" | "block_comment" | "shebang" | "package_header" | "string_content"
        | "escape_sequence" | "label" | "use_site_target" => Opens::Skip,
        "import" => {
            bindings::import(builder, node);
            Opens::Skip
        }
        "class_declaration" | "object_declaration" => class(builder, node, scope),
        "companion_object" => companion(builder, node, scope),
        "object_literal" => object(builder, node, scope),
        "enum_entry" => bindings::enum_entry(builder, node, scope),
        "primary_constructor" | "delegation_specifiers" => {
            Opens::All(bindings::initializers(builder, scope))
        }
        "function_declaration" | "anonymous_function" | "secondary_constructor" => {
            function(builder, node, scope)
        }
        "getter" | "setter" => accessor(builder, node, scope),
        "property_declaration" => bindings::property(builder, node, scope),
        "lambda_literal" => lambdas::enter(builder, node, scope),
        "anonymous_initializer" => {
            let initial = bindings::initializers(builder, scope);
            Opens::All(builder.open(initial, ScopeKind::Block, None))
        }
        "block" | "when_expression" | "when_entry" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "for_statement" | "catch_block" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            bindings::each(builder, node, inner);
            Opens::All(inner)
        }
        _ => {
            mention(builder, node, parent, scope);
            Opens::Nothing
        }
    }
}

/// What opens no scope.
fn mention(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) {
    match node.kind() {
        "user_type" if !builder.consumed.contains(&node.id()) => {
            let kind = match is_annotation(parent) {
                true => SiteKind::Decorator,
                false => SiteKind::Reference,
            };
            types::used(builder, node, scope, kind);
            builder.consume(node);
        }
        "annotation" => {
            let named = parts(node).find(|one| one.kind() == "constructor_invocation");
            if let Some(named) = named.and_then(|one| one.named_child(0)) {
                types::used(builder, named, scope, SiteKind::Decorator);
                builder.consume(named);
            }
        }
        "type_alias" => bindings::type_alias(builder, node, scope),
        "when_subject" => bindings::subject(builder, node, scope),
        "call_expression" => {
            if let Some(inner) = called_with_lambda(node) {
                builder.consume(inner);
            }
            lambdas::note(builder, node, scope);
        }
        "value_argument" | "this_expression" | "super_expression" | "return_expression" => {
            label(builder, node);
        }
        "parameter"
        | "class_parameter"
        | "variable_declaration"
        | "type_parameter"
        | "type_constraint" => {
            if let Some(name) = parts(node).find(|one| one.kind() == "identifier") {
                builder.consume(name);
            }
        }
        _ => {}
    }
}

/// The name of an argument, or of the place that a jump leads to, is no use of what it looks like.
fn label(builder: &mut Builder<'_>, node: Node<'_>) {
    let kind = |at| node.child(at).map(|child| child.kind());
    let label = match node.kind() {
        "value_argument" => node.child(0).filter(|_| kind(1) == Some("=")),
        _ => node
            .child(1)
            .filter(|_| kind(0).is_some_and(|first| first.ends_with('@'))),
    };
    if let Some(label) = label {
        builder.consume(label);
    }
}

fn is_annotation(node: Node<'_>) -> bool {
    matches!(node.kind(), "annotation" | "file_annotation")
}

/// The children of a node that are named and no comments.
pub(super) fn parts(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.named_children().filter(|one| !one.is_extra())
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    members(builder, node, scope, definition)
}

/// The scopes of a type: of its type parameters, of its members, and of what is run to make an object of it.
fn members(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    scope: u32,
    definition: Option<u32>,
) -> Opens {
    let head = builder.open(scope, ScopeKind::Block, None);
    types::parameters(builder, node, head);
    let inner = builder.open(head, ScopeKind::Type, definition);
    let initial = builder.open(inner, ScopeKind::Block, definition);
    builder.latest.insert(inner, initial);
    let constructor = parts(node).find(|one| one.kind() == "primary_constructor");
    if let Some(constructor) = constructor {
        bindings::class_parameters(builder, constructor, inner, initial);
    }
    for base in bases(builder, node, head) {
        if let Some(definition) = definition {
            builder.link(definition, LinkKind::Base, base);
        }
    }
    Opens::All(inner)
}

/// The types that a class or an object says it extends.
fn bases(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Vec<u32> {
    let lists = parts(node).filter(|one| one.kind() == "delegation_specifiers");
    let mut found = Vec::new();
    for specifier in lists.flat_map(parts) {
        let Some(mut base) = parts(specifier).find(|one| one.kind() != "annotation") else {
            continue;
        };
        if base.kind() != "user_type" {
            base = base.named_child(0).unwrap_or(base);
        }
        if base.kind() == "user_type" {
            found.push(types::used(builder, base, scope, SiteKind::Base));
            builder.consume(base);
        }
    }
    found
}

/// A companion with a name is a class in the class; what it has can be named without it.
fn companion(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let outer = builder.definition(scope);
    let Some(definition) = name.and_then(|name| builder.define(scope, name)) else {
        if let Some(outer) = outer {
            builder.bind_member(outer, "Companion", BindingKind::ReceiverClass, outer);
        }
        let head = builder.scope(scope).parent;
        for base in bases(builder, node, head) {
            // What an instance of the class has is more than what its bases say then.
            let made = builder.make(ExpressionKind::Call, base, 0);
            if let Some(outer) = outer {
                builder.link(outer, LinkKind::Base, made);
            }
        }
        return Opens::Nothing;
    };
    if let Some(outer) = outer {
        let inside = builder.definitions.get(definition as usize + 1..);
        let ends = small(node.end_byte());
        let within = inside.unwrap_or_default().iter();
        let within = within.take_while(|one| one.span.start_byte < ends);
        for (member, one) in (definition + 1..).zip(within) {
            if one.parent == Some(definition) {
                builder.bind_member(outer, &one.name, BindingKind::Definition, member);
            }
        }
    }
    members(builder, node, scope, Some(definition))
}

/// An object without a name: its members are seen by its own code, and those of its bases too.
fn object(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Lambda, None);
    let bases = bases(builder, node, scope);
    let object = match bases.as_slice() {
        [base] => {
            builder.bind(inner, "this", BindingKind::Annotated, *base);
            Some(builder.named(inner, "this"))
        }
        _ => None,
    };
    builder.notes.implied.insert(inner, object);
    Opens::All(inner)
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = match node.kind() {
        "secondary_constructor" => node.children().find(|one| one.kind() == "constructor"),
        _ => node.child_by_field_name("name"),
    };
    let definition = name.and_then(|name| builder.define(scope, name));
    let kind = match node.kind() {
        "anonymous_function" => ScopeKind::Lambda,
        _ => ScopeKind::Function,
    };
    let inner = builder.open(scope, kind, definition);
    types::parameters(builder, node, inner);
    let list = parts(node).find(|one| one.kind() == "function_value_parameters");
    let (before, behind) = match list {
        Some(list) => (list.start_byte(), list.end_byte()),
        None => (node.start_byte(), node.start_byte()),
    };
    let receiver = parts(node).find(|one| types::is_type(*one) && one.end_byte() <= before);
    if let Some(receiver) = receiver {
        bindings::extended(builder, receiver, definition, inner);
    }
    if let Some(list) = list {
        bindings::parameters(builder, list, inner);
    }
    let declared = parts(node).find(|one| types::is_type(*one) && one.start_byte() >= behind);
    if let (Some(definition), Some(declared)) = (definition, declared) {
        let kind = types::of(builder, declared, inner);
        builder.link(definition, LinkKind::Declared, kind);
    }
    let body = parts(node).find(|one| one.kind() == "function_body");
    let value = body.and_then(bindings::expression_body);
    if let (Some(definition), Some(value), None) = (definition, value, declared) {
        for value in bindings::values(builder, value, inner) {
            builder.link(definition, LinkKind::Returned, value);
        }
    }
    Opens::All(inner)
}

/// The code that reads or writes a property.
fn accessor(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let word = node
        .children()
        .find(|one| matches!(one.kind(), "get" | "set"));
    let definition = word.and_then(|word| builder.definition_named(word));
    let outer = bindings::without_initializers(builder, scope);
    let inner = builder.open(outer, ScopeKind::Function, definition);
    builder.bind(inner, "field", BindingKind::Opaque, 0);
    if let Some(name) = parts(node).find(|one| one.kind() == "identifier") {
        builder.consume(name);
        if let Some(word) = builder.word(name) {
            builder.bind(inner, word, BindingKind::Opaque, 0);
        }
    }
    Opens::All(inner)
}

pub(super) fn step(node: Node<'_>) -> Option<Step<'_>> {
    let operator = || node.child_by_field_name("operator").map(|one| one.kind());
    Some(match node.kind() {
        "identifier" => Step::Name(node),
        "navigation_expression" => Step::Member {
            base: parts(node).next(),
            name: parts(node)
                .last()
                .filter(|name| name.kind() == "identifier" && *name != node)?,
        },
        "callable_reference" => reference(node)?,
        "call_expression" => {
            let within = called_with_lambda(node).unwrap_or(node);
            Step::Call {
                callee: parts(within).next()?,
                arguments: Some(node),
            }
        }
        "infix_expression" => Step::Invoke {
            object: parts(node).next(),
            name: parts(node).nth(1)?,
            arguments: None,
        },
        "index_expression" => return parts(node).next().map(Step::Element),
        "as_expression" => return node.child_by_field_name("right").map(Step::Made),
        "unary_expression" if operator() == Some("!!") => {
            return node.child_by_field_name("argument").map(Step::Through);
        }
        "unary_expression" if operator() == Some("!") => Step::Literal("Boolean"),
        "binary_expression" if COMPARISONS.contains(&operator()?) => Step::Literal("Boolean"),
        "in_expression" | "is_expression" => Step::Literal("Boolean"),
        "parenthesized_expression" => return through(node),
        "labeled_expression" | "annotated_expression" => {
            return parts(node).last().map(Step::Through);
        }
        "this_expression" if node.named_child_count() == 0 => Step::This,
        "super_expression" if node.named_child_count() == 0 => Step::Super,
        "string_literal" | "multiline_string_literal" => Step::Literal("String"),
        "number_literal" | "float_literal" | "character_literal" => Step::Literal("Int"),
        _ => return of_type(node),
    })
}

fn of_type(node: Node<'_>) -> Option<Step<'_>> {
    if node.kind() == "user_type" {
        let mut names = parts(node).filter(|one| one.kind() == "identifier");
        let name = names.next()?;
        return names.next().is_none().then_some(Step::Type(name));
    }
    let known = types::is_type(node) && node.kind() != "function_type";
    let inner = parts(node).find(|one| types::is_type(*one) && known);
    inner.map(Step::Through)
}

/// `::name`, `Type::name`.
fn reference(node: Node<'_>) -> Option<Step<'_>> {
    let name = parts(node)
        .last()
        .filter(|one| one.kind() == "identifier")?;
    let of = parts(node).next().filter(|one| *one != name);
    Some(match of {
        Some(of) => Step::Member {
            base: Some(of),
            name,
        },
        None => Step::Name(name),
    })
}

/// `f(a) { … }` is one call of `f`, and reads as a call of what `f(a)` gives: the inner call.
pub(super) fn called_with_lambda(call: Node<'_>) -> Option<Node<'_>> {
    let callee = parts(call)
        .next()
        .filter(|one| one.kind() == "call_expression")?;
    let has = |node: Node<'_>, kind: &str| parts(node).any(|one| one.kind() == kind);
    let behind = has(call, "annotated_lambda") && !has(call, "value_arguments");
    let before = has(callee, "value_arguments") && !has(callee, "annotated_lambda");
    (behind && before).then_some(callee)
}

/// Arguments that a call writes, with the lambda behind it.
pub(super) fn argument_count(call: Node<'_>) -> u8 {
    let calls = [Some(call), called_with_lambda(call)];
    let mut count = 0_usize;
    for part in calls.into_iter().flatten().flat_map(parts) {
        match part.kind() {
            "annotated_lambda" => count += 1,
            "value_arguments" => {
                for argument in parts(part) {
                    let spread = |one: Node<'_>| one.kind() == "spread_expression";
                    if parts(argument).any(spread) {
                        return u8::MAX;
                    }
                    count += 1;
                }
            }
            _ => {}
        }
    }
    u8::try_from(count).unwrap_or(u8::MAX)
}
