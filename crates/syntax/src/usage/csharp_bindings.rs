//! What binds names in C#, and what types say.

use super::builder::{Builder, ScopeKind};
use super::csharp::type_of;
use super::{BindingKind, ExpressionKind, SiteKind};
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

/// `global using` holds for every file; the others hold for their own.
pub(super) fn using(builder: &mut Builder<'_>, node: Node<'_>) {
    let global = node
        .child(0)
        .is_some_and(|first| builder.word(first) == Some("global"));
    if let Some(import) = builder.import_at(node).filter(|_| global) {
        builder.bind(0, "global using", BindingKind::Import, import);
    }
}

pub(super) fn statement(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) {
    match node.kind() {
        "variable_declaration" => variables(builder, node, parent, scope),
        "declaration_pattern" | "declaration_expression" | "recursive_pattern" => {
            if let Some(name) = node.child_by_field_name("name") {
                let kind = node.child_by_field_name("type");
                declare(builder, name, kind, None, scope);
            }
        }
        "var_pattern"
        | "list_pattern"
        | "parenthesized_variable_designation"
        | "tuple_pattern"
        | "from_clause" => {
            for name in node.children_by_field_name("name") {
                declare(builder, name, None, None, scope);
            }
        }
        "let_clause" | "join_clause" | "join_into_clause" => {
            let name = node.named_child(0).filter(|one| one.kind() == "identifier");
            if let Some(name) = name {
                declare(builder, name, None, None, scope);
            }
        }
        "enum_member_declaration" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.define(scope, name);
                if let Some(word) = builder.word(name) {
                    let own = builder.receiver(scope);
                    builder.bind(scope, word, BindingKind::Value, own);
                }
            }
        }
        "delegate_declaration" => {
            if let Some(name) = node.child_by_field_name("name") {
                let top = builder.scope(scope);
                let in_file = top.kind == ScopeKind::Block && top.parent == 0;
                builder.define(if in_file { 0 } else { scope }, name);
            }
        }
        "object_creation_expression" => initializer(builder, node, scope),
        _ => labels(builder, node),
    }
}

/// Names that are no uses of what they look like.
fn labels(builder: &mut Builder<'_>, node: Node<'_>) {
    let first = || node.named_child(0).filter(|one| one.kind() == "identifier");
    let label = match node.kind() {
        "argument"
        | "attribute_argument"
        | "parameter"
        | "parameter_list"
        | "type_parameter"
        | "tuple_element"
        | "variable_declarator" => node.child_by_field_name("name"),
        "labeled_statement"
        | "goto_statement"
        | "type_parameter_constraints_clause"
        | "with_initializer" => first(),
        "subpattern" if node.named_child_count() > 1 => first(),
        "initializer_expression" | "anonymous_object_creation_expression" => {
            return members_of_nobody(builder, node);
        }
        _ => None,
    };
    if let Some(label) = label {
        builder.consume(label);
    }
}

/// `{ A = 1 }` where nothing says whose member `A` is.
fn members_of_nobody(builder: &mut Builder<'_>, node: Node<'_>) {
    for one in node.named_children() {
        let named = match one.kind() {
            "assignment_expression" => one.child_by_field_name("left"),
            _ => Some(one).filter(|one| one.next_sibling().is_some_and(|next| next.kind() == "=")),
        };
        if let Some(name) = named.filter(|name| name.kind() == "identifier") {
            builder.consume(name);
        }
    }
}

/// `new T { A = 1 }` names members of `T`.
fn initializer(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let kind = node.child_by_field_name("type");
    let list = node.child_by_field_name("initializer");
    let (Some(kind), Some(list)) = (kind, list) else {
        return;
    };
    let class = builder.type_expression(kind, scope);
    let made = builder.make(ExpressionKind::Call, class, 0);
    for one in list.named_children() {
        let left = one.child_by_field_name("left");
        let name = left
            .filter(|name| one.kind() == "assignment_expression" && name.kind() == "identifier");
        if let Some(name) = name {
            builder.used_member(made, name, scope, SiteKind::Reference);
        }
    }
}

/// `T a = b, c`, of a type or of a block.
fn variables(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) {
    let kind = node.child_by_field_name("type");
    let field = matches!(
        parent.kind(),
        "field_declaration" | "event_field_declaration"
    );
    for declarator in node.named_children() {
        let Some(name) = declarator
            .child_by_field_name("name")
            .filter(|_| declarator.kind() == "variable_declarator")
        else {
            continue;
        };
        if field {
            builder.define(scope, name);
        }
        let last = declarator.named_children().last();
        let value = last.filter(|one| *one != name && one.kind() != "bracketed_argument_list");
        declare(builder, name, kind, value, scope);
    }
}

/// `foreach (T x in y)` and `catch (T x)`.
pub(super) fn each(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    if node.kind() == "catch_clause" {
        let declared = node
            .named_children()
            .find(|one| one.kind() == "catch_declaration");
        let name = declared.and_then(|one| one.child_by_field_name("name"));
        if let (Some(declared), Some(name)) = (declared, name) {
            let kind = declared.child_by_field_name("type");
            declare(builder, name, kind, None, inner);
        }
        return;
    }
    let Some(name) = node
        .child_by_field_name("left")
        .filter(|left| left.kind() == "identifier")
    else {
        return;
    };
    let kind = node.child_by_field_name("type");
    let inferred = kind.is_none_or(|kind| kind.kind() == "implicit_type");
    match node.child_by_field_name("right").filter(|_| inferred) {
        Some(many) => {
            let many = builder.expression(many, inner);
            let one = builder.make(ExpressionKind::Element, many, 0);
            builder.consume(name);
            if let Some(word) = builder.word(name) {
                builder.bind(inner, word, BindingKind::Value, one);
            }
        }
        None => declare(builder, name, kind, None, inner),
    }
}

/// A name holds an instance of its type; of `var`, what it is given.
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
    if let Some(kind) = kind.filter(|kind| kind.kind() != "implicit_type") {
        let kind = type_of(builder, kind, scope);
        builder.bind(scope, word, BindingKind::Annotated, kind);
        return;
    }
    let values = value.map(|value| values(builder, value, scope));
    let values = values.unwrap_or_else(|| vec![builder.opaque()]);
    for value in values {
        builder.bind(scope, word, BindingKind::Value, value);
    }
}

/// The types in angle brackets after a name stand for nothing that is known.
pub(super) fn type_parameters(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let lists = node.named_children();
    for list in lists.filter(|one| one.kind() == "type_parameter_list") {
        for parameter in list.named_children() {
            let name = parameter.child_by_field_name("name");
            if let Some(word) = name.and_then(|name| builder.word(name)) {
                builder.bind(scope, word, BindingKind::Opaque, 0);
            }
        }
    }
}

/// The lists of parameters of a function, whatever it is.
fn parameter_lists(node: Node<'_>) -> Vec<Node<'_>> {
    node.named_children()
        .filter(|one| {
            matches!(
                one.kind(),
                "parameter_list" | "bracketed_parameter_list" | "implicit_parameter"
            )
        })
        .collect()
}

pub(super) fn parameters(builder: &mut Builder<'_>, node: Node<'_>, inner: u32) {
    for list in parameter_lists(node) {
        if list.kind() == "implicit_parameter" {
            declare(builder, list, None, None, inner);
            continue;
        }
        // `params T[] rest` has no node of its own.
        if let Some(name) = list.child_by_field_name("name") {
            let kind = list.child_by_field_name("type");
            declare(builder, name, kind, None, inner);
        }
        for parameter in list.named_children() {
            let name = parameter.child_by_field_name("name");
            if let Some(name) = name.filter(|_| parameter.kind() == "parameter") {
                let kind = parameter.child_by_field_name("type");
                declare(builder, name, kind, None, inner);
            }
        }
    }
}

/// What stands in parentheses after the name of a type is seen by all its members.
pub(super) fn primary_parameters(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    definition: u32,
    head: u32,
) {
    for list in parameter_lists(node) {
        for parameter in list.named_children() {
            let name = parameter.child_by_field_name("name");
            let kind = parameter.child_by_field_name("type");
            if let (Some(name), Some(kind)) = (name, kind)
                && let Some(word) = builder.word(name)
            {
                let kind = type_of(builder, kind, head);
                builder.bind_member(definition, word, BindingKind::Annotated, kind);
            }
        }
    }
}

/// The type whose objects a method is written for: `this T x` as its first parameter.
pub(super) fn extended<'t>(builder: &Builder<'_>, node: Node<'t>) -> Option<Node<'t>> {
    let list = node.child_by_field_name("parameters")?;
    let first = list.named_child(0)?;
    let marked = first
        .children()
        .any(|one| one.kind() == "modifier" && builder.word(one) == Some("this"));
    first.child_by_field_name("type").filter(|_| marked)
}

/// The expressions that a value may be.
fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        let either = |builder: &Builder<'_>| {
            let operator = value.child_by_field_name("operator");
            operator.and_then(|one| builder.word(one)) == Some("??")
        };
        match value.kind() {
            "conditional_expression" => {
                waiting.extend(value.child_by_field_name("consequence"));
                waiting.extend(value.child_by_field_name("alternative"));
            }
            "binary_expression" if either(builder) => {
                waiting.extend(value.child_by_field_name("left"));
                waiting.extend(value.child_by_field_name("right"));
            }
            "throw_expression" => {}
            "parenthesized_expression" => waiting.extend(value.named_child(0)),
            "cast_expression" => cast(
                builder,
                value.child_by_field_name("type"),
                scope,
                &mut found,
            ),
            "as_expression" => cast(
                builder,
                value.child_by_field_name("right"),
                scope,
                &mut found,
            ),
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}

/// A value of the type that it is said to be of.
fn cast(builder: &mut Builder<'_>, kind: Option<Node<'_>>, scope: u32, found: &mut Vec<u32>) {
    found.push(match kind {
        Some(kind) => {
            let kind = type_of(builder, kind, scope);
            builder.make(ExpressionKind::Call, kind, 0)
        }
        None => builder.opaque(),
    });
}
