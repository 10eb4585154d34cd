//! Scopes and items of Rust.

use super::builder::{Builder, ScopeKind};
use super::rust_bindings::{Given, bind_let, bind_match, bind_pattern};
use super::rust_macros::{macro_defined, macro_invoked, tokens};
use super::walk::Opens;
use super::{BindingKind, LinkKind, SiteKind};
use crate::languages::rust::type_name;
use crate::tree::Node;

/// Type parameters of one definition that are followed.
const PARAMETERS_MAX: usize = 64;

/// Names of the fields of what has no names for them.
const POSITIONS: [&str; 12] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    _parent: Node<'t>,
    outer: u32,
) -> Opens {
    let scope = builder.latest(outer);
    let opens = match node.kind() {
        "else_clause" => Opens::All(builder.scope(outer).parent),
        "function_item" | "function_signature_item" => function(builder, node, outer),
        "use_declaration" | "extern_crate_declaration" => {
            imports(builder, node, outer);
            Opens::Skip
        }
        "mod_item" => module(builder, node, outer),
        "struct_item" | "union_item" | "enum_item" | "trait_item" => typed(builder, node, outer),
        "impl_item" => implementation(builder, node, outer),
        "macro_definition" => {
            macro_defined(builder, node);
            Opens::Skip
        }
        _ => inside(builder, node, scope),
    };
    match opens {
        Opens::Nothing if scope != outer => Opens::All(scope),
        opens => opens,
    }
}

/// What stands in functions, and members of types.
fn inside(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    match node.kind() {
        "line_comment"
        | "block_comment"
        | "attribute_item"
        | "inner_attribute_item"
        | "lifetime"
        | "label"
        | "visibility_modifier"
        | "string_literal" => Opens::Skip,
        "block" | "if_expression" | "while_expression" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "closure_expression" => closure(builder, node, scope),
        "let_declaration" | "let_condition" => bind_let(builder, node, scope),
        "match_expression" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            if let Some(value) = node.child_by_field_name("value") {
                let value = builder.expression(value, scope);
                builder.taken_apart.insert(inner, value);
            }
            Opens::All(inner)
        }
        "match_arm" => bind_match(builder, node, scope),
        "for_expression" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            let (pattern, value) = (
                node.child_by_field_name("pattern"),
                node.child_by_field_name("value"),
            );
            if let (Some(pattern), Some(value)) = (pattern, value) {
                let many = builder.expression(value, scope);
                let one = builder.make(super::ExpressionKind::Element, many, 0);
                bind_pattern(builder, pattern, Given::Value(one), inner);
            }
            Opens::Body(inner)
        }
        "macro_invocation" => macro_invoked(builder, node, scope),
        "token_tree" => {
            tokens(builder, node, scope);
            Opens::All(scope)
        }
        _ => {
            member(builder, node, scope);
            Opens::Nothing
        }
    }
}

fn member(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let name = node.child_by_field_name("name");
    match node.kind() {
        "type_item" | "associated_type" => {
            let Some(name) = name else { return };
            builder.define(scope, name);
            let Some(word) = builder.word(name) else {
                return;
            };
            match node.child_by_field_name("type") {
                Some(written) => {
                    let written = builder.expression(written, scope);
                    builder.bind(scope, word, BindingKind::Value, written);
                }
                None => builder.bind_bounds(scope, word, &bounds(Some(node))),
            }
        }
        "const_item" | "static_item" => {
            if let (Some(name), Some(written)) = (name, node.child_by_field_name("type")) {
                builder.define(scope, name);
                if let Some(word) = builder.word(name) {
                    let written = builder.expression(written, scope);
                    builder.bind(scope, word, BindingKind::Annotated, written);
                }
            }
        }
        "field_declaration" => field(builder, node, scope),
        "enum_variant" => {
            if let Some(name) = name {
                builder.define(scope, name);
                if let Some(word) = builder.word(name) {
                    let own = builder.receiver(scope);
                    builder.bind(scope, word, BindingKind::Value, own);
                }
            }
        }
        "field_initializer" => {
            if let Some(name) = node.child_by_field_name("field") {
                builder.consume(name);
            }
        }
        "field_pattern" | "type_binding" | "const_parameter" | "type_parameter" => {
            if let Some(name) = name.filter(|name| name.kind() != "shorthand_field_identifier") {
                builder.consume(name);
            }
        }
        _ => {}
    }
}

fn field(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(name), Some(written)) = (
        node.child_by_field_name("name"),
        node.child_by_field_name("type"),
    ) else {
        return;
    };
    let owner = builder
        .define_inside(name)
        .and_then(|field| builder.definitions.get(field as usize)?.parent);
    if let (Some(owner), Some(word)) = (owner, builder.word(name)) {
        let written = builder.expression(written, scope);
        builder.bind_member(owner, word, BindingKind::Annotated, written);
    }
}

fn module(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let Some(name) = node.child_by_field_name("name") else {
        return Opens::Nothing;
    };
    if node.child_by_field_name("body").is_some() {
        let definition = builder.define(scope, name);
        return Opens::Body(builder.open(scope, ScopeKind::Module, definition));
    }
    if let (Some(import), Some(word)) = (builder.import_at(node), builder.word(name)) {
        builder.bind(scope, word, BindingKind::Import, import);
    }
    Opens::Skip
}

/// Every leaf of a tree of `use` paths binds a name.
fn imports(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    if node.kind() == "extern_crate_declaration" {
        let name = node
            .child_by_field_name("alias")
            .or_else(|| node.child_by_field_name("name"));
        bind_import(builder, node, name, scope);
        return;
    }
    let mut waiting: Vec<(Node<'_>, Option<Node<'_>>)> = node
        .child_by_field_name("argument")
        .map(|argument| (argument, None))
        .into_iter()
        .collect();
    while let Some((node, above)) = waiting.pop() {
        match node.kind() {
            "use_list" | "scoped_use_list" => {
                let above = node.child_by_field_name("path").or(above);
                let list = match node.kind() {
                    "use_list" => Some(node),
                    _ => node.child_by_field_name("list"),
                };
                if let Some(list) = list {
                    waiting.extend(list.named_children().map(|one| (one, above)));
                }
            }
            "use_as_clause" => {
                let alias = node.child_by_field_name("alias");
                bind_import(builder, node, alias, scope);
            }
            "self" => bind_import(builder, node, above.map(last_of_path), scope),
            "identifier" | "scoped_identifier" => {
                bind_import(builder, node, Some(last_of_path(node)), scope);
            }
            _ => {}
        }
    }
}

fn last_of_path(path: Node<'_>) -> Node<'_> {
    path.child_by_field_name("name").unwrap_or(path)
}

fn bind_import(builder: &mut Builder<'_>, leaf: Node<'_>, name: Option<Node<'_>>, scope: u32) {
    let word = name.and_then(|name| builder.word(name));
    if let (Some(import), Some(word)) = (builder.import_at(leaf), word.filter(|word| *word != "_"))
    {
        builder.bind(scope, word, BindingKind::Import, import);
    }
}

fn typed(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let Some(name) = node.child_by_field_name("name") else {
        return Opens::Nothing;
    };
    let definition = builder.define(scope, name);
    let head = builder.open(scope, ScopeKind::Block, definition);
    generics(builder, node, head);
    if let Some(definition) = definition {
        builder.bind(head, "Self", BindingKind::ReceiverClass, definition);
        for bound in bounds(Some(node)) {
            let base = builder.used(bound, head, SiteKind::Base);
            builder.consume(bound);
            builder.link(definition, LinkKind::Base, base);
        }
    }
    let body = node.child_by_field_name("body");
    let positions = body.filter(|body| body.kind() == "ordered_field_declaration_list");
    if let (Some(list), Some(definition)) = (positions, definition) {
        let types = list.children_by_field_name("type");
        for (written, position) in types.zip(POSITIONS) {
            let written = builder.expression(written, head);
            builder.bind_member(definition, position, BindingKind::Annotated, written);
        }
    }
    let body = builder.open(head, ScopeKind::Type, definition);
    Opens::Parts(head, body)
}

fn implementation(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let Some(written) = node.child_by_field_name("type") else {
        return Opens::Nothing;
    };
    let definition = builder.definition_named(type_name(written));
    let head = builder.open(scope, ScopeKind::Block, definition);
    generics(builder, node, head);
    let own = builder.expression(written, head);
    builder.bind(head, "Self", BindingKind::Value, own);
    if let Some(definition) = definition {
        builder.link(definition, LinkKind::Declared, own);
    }
    if let Some(of) = node.child_by_field_name("trait") {
        let base = builder.used(of, head, SiteKind::Base);
        builder.consume(of);
        if let Some(definition) = definition {
            builder.link(definition, LinkKind::Base, base);
        }
    }
    let body = builder.open(head, ScopeKind::Type, definition);
    Opens::Parts(head, body)
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.define(scope, name));
    let owner = builder.enclosing_type(scope);
    let inner = builder.open(scope, ScopeKind::Function, definition);
    generics(builder, node, inner);
    if let Some(parameters) = node.child_by_field_name("parameters") {
        for parameter in parameters.named_children() {
            let pattern = parameter.child_by_field_name("pattern");
            let is_self = parameter.kind() == "self_parameter"
                || pattern.is_some_and(|pattern| pattern.kind() == "self");
            match (owner, pattern, parameter.child_by_field_name("type")) {
                (Some(owner), ..) if is_self => {
                    builder.bind(inner, "self", BindingKind::Receiver, owner);
                }
                (_, Some(pattern), Some(written)) => {
                    let written = builder.written(written, inner);
                    bind_pattern(builder, pattern, Given::Type(written), inner);
                }
                _ => {}
            }
        }
    }
    let result = node.child_by_field_name("return_type");
    if let (Some(definition), Some(result)) = (definition, result) {
        // What a type parameter of the function stands for, its callers know.
        let result = builder.written(result, scope);
        builder.link(definition, LinkKind::Declared, result);
    }
    Opens::All(inner)
}

fn closure(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Lambda, None);
    if let Some(parameters) = node.child_by_field_name("parameters") {
        for parameter in parameters.named_children() {
            let pattern = parameter.child_by_field_name("pattern");
            let given = match parameter.child_by_field_name("type") {
                Some(written) => Given::Type(builder.written(written, scope)),
                None => Given::Unknown,
            };
            bind_pattern(builder, pattern.unwrap_or(parameter), given, inner);
        }
    }
    Opens::All(inner)
}

/// What type parameters stand for: what they are bound to have.
fn generics(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let mut found: Vec<(&str, Vec<Node<'_>>)> = Vec::new();
    for part in node.named_children() {
        for one in part.named_children() {
            let name = match part.kind() {
                "type_parameters" => one.child_by_field_name("name"),
                "where_clause" => one.child_by_field_name("left"),
                _ => None,
            };
            let Some(word) = name.and_then(|name| builder.word(name)) else {
                continue;
            };
            let has_room = found.len() < PARAMETERS_MAX;
            match found.iter_mut().find(|(known, _)| *known == word) {
                Some((_, known)) => known.extend(bounds(Some(one))),
                None if part.kind() == "type_parameters" && has_room => {
                    found.push((word, bounds(Some(one))))
                }
                None => {}
            }
        }
    }
    for (word, bounds) in found {
        builder.bind_bounds(scope, word, &bounds);
    }
}

/// The traits that a type parameter, an associated type or a trait is bound to.
fn bounds(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    let Some(list) = node.and_then(|node| node.child_by_field_name("bounds")) else {
        return Vec::new();
    };
    let named = list.named_children();
    named
        .filter(|bound| {
            matches!(
                bound.kind(),
                "type_identifier" | "scoped_type_identifier" | "generic_type"
            )
        })
        .collect()
}
