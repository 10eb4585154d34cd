//! Scopes and bindings of PHP.
//!
//! A function sees its own variables only, and blocks are no scopes. Classes, functions and constants are left to
//! those who see all files; variables and properties keep their sign, so that methods are apart from them.

use super::builder::{Builder, ScopeKind};
use super::php_bindings::{parameters, statement, types, unknown};
use super::step::{Step, call, through};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    _parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment" | "text" | "namespace_use_declaration" => Opens::Skip,
        // What a file does itself stands in a block of its own, which no function sees.
        "program" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "namespace_definition" => match node.child_by_field_name("body") {
            Some(_) => {
                let name = node.child_by_field_name("name");
                let definition = name.and_then(|name| builder.definition_named(name));
                Opens::All(builder.open(scope, ScopeKind::Module, definition))
            }
            None => Opens::Skip,
        },
        "namespace_name" | "attribute" => Opens::Skip,
        "class_declaration"
        | "interface_declaration"
        | "trait_declaration"
        | "enum_declaration"
        | "anonymous_class" => class(builder, node, scope),
        "function_definition" | "method_declaration" => function(builder, node, scope),
        "anonymous_function" => closure(builder, node, scope),
        "arrow_function" => {
            let inner = builder.open(scope, ScopeKind::Lambda, None);
            parameters(builder, node, inner, None);
            Opens::All(inner)
        }
        _ => {
            statement(builder, node, scope);
            Opens::Nothing
        }
    }
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let home = if builder.kind(scope) == ScopeKind::Module {
        scope
    } else {
        0
    };
    let definition = name.and_then(|name| builder.define(home, name));
    let heads = node
        .named_children()
        .filter(|one| matches!(one.kind(), "base_clause" | "class_interface_clause"));
    let mut lists: Vec<Node<'_>> = heads.collect();
    // Traits come before the class that is extended.
    if let Some(body) = node.child_by_field_name("body") {
        let used = body
            .named_children()
            .filter(|one| one.kind() == "use_declaration");
        lists.splice(0..0, used);
    }
    for list in lists {
        for base in list.named_children() {
            let expression = match base.kind() {
                "name" | "qualified_name" | "relative_name" => {
                    let expression = builder.used_type(base, scope, SiteKind::Base);
                    builder.consume(base);
                    expression
                }
                // Names of traits may be changed where they are used.
                "use_list" => builder.opaque(),
                _ => continue,
            };
            if let Some(definition) = definition {
                builder.link(definition, LinkKind::Base, expression);
            }
        }
    }
    Opens::Body(builder.open(0, ScopeKind::Type, definition))
}

/// The class or namespace that a scope stands in, whose variables no function sees.
fn around(builder: &Builder<'_>, scope: u32) -> u32 {
    let mut at = scope;
    while at != 0 && !matches!(builder.kind(at), ScopeKind::Type | ScopeKind::Module) {
        at = builder.scope(at).parent;
    }
    at
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let home = match builder.kind(scope) {
        ScopeKind::Type | ScopeKind::Module => scope,
        _ => 0,
    };
    let definition = name.and_then(|name| builder.define(home, name));
    let place = around(builder, scope);
    let inner = builder.open(place, ScopeKind::Function, definition);
    let class = Some(builder.owner(scope))
        .filter(|class| builder.kind(scope) == ScopeKind::Type && *class != u32::MAX);
    parameters(builder, node, inner, class);
    let Some(definition) = definition else {
        return Opens::All(inner);
    };
    match node.child_by_field_name("return_type") {
        Some(kinds) => {
            for kind in types(builder, kinds, inner) {
                builder.link(definition, LinkKind::Declared, kind);
            }
        }
        None if node.child_by_field_name("body").is_none() => {
            let nothing = builder.opaque();
            builder.link(definition, LinkKind::Returned, nothing);
        }
        None => {}
    }
    Opens::All(inner)
}

/// A function without a name sees what it says that it uses.
fn closure(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let definition = builder.definition(scope);
    let place = around(builder, scope);
    let inner = builder.open(place, ScopeKind::Lambda, definition);
    parameters(builder, node, inner, None);
    let clause = node
        .named_children()
        .find(|one| one.kind() == "anonymous_function_use_clause");
    let used: Vec<Node<'_>> = match clause {
        Some(clause) => clause.named_children().collect(),
        None => Vec::new(),
    };
    for used in used {
        match builder.word(used) {
            Some(word) if used.kind() == "variable_name" => {
                let outer = builder.named(scope, word);
                builder.bind(inner, word, BindingKind::Value, outer);
            }
            _ => unknown(builder, used.named_child(0).unwrap_or(used), inner),
        }
    }
    Opens::All(inner)
}

/// Whether only a type can stand where a node stands.
pub(super) fn is_type_position(node: Node<'_>, parent: Node<'_>) -> bool {
    match parent.kind() {
        "named_type" | "base_clause" | "class_interface_clause" | "use_declaration" => true,
        "binary_expression" => {
            let operator = parent.child_by_field_name("operator");
            operator.is_some_and(|one| one.kind() == "instanceof")
                && parent.child_by_field_name("right") == Some(node)
        }
        _ => false,
    }
}

/// The object or class that a word which is no name of anything stands for.
pub(super) fn relative(builder: &mut Builder<'_>, word: &str, scope: u32) -> Option<u32> {
    if !matches!(word, "self" | "static" | "parent" | "$this") {
        return None;
    }
    // Of a class without a name nothing is known.
    let place = builder.scope(around(builder, scope));
    if place.kind == ScopeKind::Type && place.definition.is_none() {
        return Some(builder.opaque());
    }
    match word {
        "self" | "static" => Some(builder.receiver(scope)),
        "parent" => Some(builder.make(ExpressionKind::Super, builder.owner(scope), 0)),
        "$this" => Some(builder.receiver(scope)),
        _ => None,
    }
}

pub(super) fn step(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    let plain = |name: &&Node<'_>| matches!(name.kind(), "name" | "variable_name");
    Some(match node.kind() {
        "variable_name" | "name" | "qualified_name" | "relative_name" | "relative_scope" => {
            Step::Name(node)
        }
        "named_type" => return through(node).map(typed),
        "function_call_expression" => return call(node, "function"),
        "member_call_expression" | "nullsafe_member_call_expression" => Step::Invoke {
            object: field("object"),
            name: field("name").filter(|name| name.kind() == "name")?,
            arguments: field("arguments"),
        },
        "scoped_call_expression" => Step::Invoke {
            object: field("scope"),
            name: field("name").filter(|name| name.kind() == "name")?,
            arguments: field("arguments"),
        },
        "member_access_expression" | "nullsafe_member_access_expression" => Step::Member {
            base: field("object"),
            name: field("name").filter(|name| name.kind() == "name")?,
        },
        "scoped_property_access_expression" => Step::Member {
            base: field("scope"),
            name: field("name").filter(|name| plain(&name))?,
        },
        "class_constant_access_expression" => Step::Member {
            base: node.named_child(0),
            name: node.named_child(1).filter(|name| name.kind() == "name")?,
        },
        "object_creation_expression" => return created(node),
        "parenthesized_expression" | "clone_expression" | "error_suppression_expression" => {
            return through(node);
        }
        "string" | "encapsed_string" | "heredoc" | "nowdoc" => Step::Literal("string"),
        "integer" | "float" => Step::Literal("int"),
        "boolean" => Step::Literal("bool"),
        "null" => Step::Literal("null"),
        "array_creation_expression" => Step::Literal("array"),
        "cast_expression" => Step::Literal("mixed"),
        _ => return None,
    })
}

fn typed(step: Step<'_>) -> Step<'_> {
    match step {
        Step::Through(inner) => Step::Type(inner),
        other => other,
    }
}

/// `new T(…)`; of what is no plain name nothing is known.
fn created(node: Node<'_>) -> Option<Step<'_>> {
    let class = node.named_child(0)?;
    let arguments = node.named_children().find(|one| one.kind() == "arguments");
    let named = matches!(class.kind(), "name" | "qualified_name" | "relative_name");
    named.then_some(Step::New { class, arguments })
}
