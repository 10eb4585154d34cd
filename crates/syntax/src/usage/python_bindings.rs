//! What Python binds: targets on the left, and the values and types that they get.

use super::builder::Builder;
use super::{BindingKind, ExpressionKind};
use crate::tree::Node;

/// Alternatives of one type or value that are followed.
const ALTERNATIVES_MAX: usize = 16;

/// A name holds an instance of one of the types of an annotation.
pub(super) fn annotate<'a>(
    builder: &mut Builder<'a>,
    name: &'a str,
    annotation: Node<'_>,
    outer: u32,
    inner: u32,
) {
    let types = types(builder, annotation, outer);
    if types.is_empty() {
        builder.bind(inner, name, BindingKind::Opaque, 0);
    }
    for one in types {
        builder.bind(inner, name, BindingKind::Annotated, one);
    }
}

pub(super) fn assignment(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(left) = node.child_by_field_name("left") else {
        return;
    };
    let right = node.child_by_field_name("right");
    if let Some(annotation) = node.child_by_field_name("type") {
        let types = types(builder, annotation, scope);
        let known = !types.is_empty();
        for one in types {
            assign(builder, left, scope, BindingKind::Annotated, one);
        }
        if known {
            return;
        }
    }
    let unpacked = right.filter(|right| right.kind() != "assignment");
    let chained = right.filter(|right| right.kind() == "assignment");
    let value = unpacked.or_else(|| innermost(chained?));
    target(builder, left, value, scope);
}

/// The value of `a = b = value`.
fn innermost(mut assignment: Node<'_>) -> Option<Node<'_>> {
    for _ in 0..ALTERNATIVES_MAX {
        let right = assignment.child_by_field_name("right")?;
        if right.kind() != "assignment" {
            return Some(right);
        }
        assignment = right;
    }
    None
}

/// Bind what stands on the left to each thing that the value may be.
pub(super) fn target(
    builder: &mut Builder<'_>,
    left: Node<'_>,
    value: Option<Node<'_>>,
    scope: u32,
) {
    let mut waiting = vec![(left, value)];
    while let Some((left, value)) = waiting.pop() {
        match left.kind() {
            "identifier" | "attribute" => {
                let values = value.map(|value| values(builder, value, scope));
                let values = values.unwrap_or_default();
                if values.is_empty() {
                    assign(builder, left, scope, BindingKind::Opaque, 0);
                }
                for value in values {
                    assign(builder, left, scope, BindingKind::Value, value);
                }
            }
            "pattern_list"
            | "tuple_pattern"
            | "list_pattern"
            | "list_splat_pattern"
            | "dictionary_splat_pattern"
            | "as_pattern_target"
            | "parenthesized_expression"
            | "expression_list"
            | "tuple"
            | "list"
            | "lambda_parameters" => {
                let count = left.named_child_count();
                let values = value.filter(|value| {
                    matches!(value.kind(), "expression_list" | "tuple")
                        && value.named_child_count() == count
                });
                let mut values = values.into_iter().flat_map(|value| value.named_children());
                for inner in left.named_children() {
                    let of_value = values.next();
                    let part = match count {
                        1 if left.kind() != "tuple_pattern" => value,
                        _ => of_value,
                    };
                    waiting.push((inner, part));
                }
            }
            _ => {}
        }
    }
}

/// Bind a name, or a member of the object that a method is called on.
fn assign(builder: &mut Builder<'_>, left: Node<'_>, scope: u32, kind: BindingKind, value: u32) {
    if left.kind() == "identifier" {
        builder.consume(left);
        if let Some(definition) = builder.definition_named(left)
            && let Some(word) = builder.word(left)
        {
            builder.bind(scope, word, BindingKind::Definition, definition);
        }
        if let Some(word) = builder.word(left) {
            builder.bind(scope, word, kind, value);
        }
        return;
    }
    let object = left.child_by_field_name("object");
    let member = left.child_by_field_name("attribute");
    let (Some(object), Some(member)) = (object, member) else {
        return;
    };
    if let Some(class) = builder.receiver_class(object, scope)
        && let Some(word) = builder.word(member)
    {
        builder.bind_member(class, word, kind, value);
    }
}

/// `with x() as y`, `except X as y`, `case X() as y`.
pub(super) fn entered<'t>(builder: &mut Builder<'_>, node: Node<'t>, parent: Node<'t>, scope: u32) {
    let alias = node.child_by_field_name("alias");
    let value = node.named_children().find(|one| !one.is_extra());
    let Some(alias) = alias else { return };
    let name = alias
        .named_child(0)
        .filter(|name| name.kind() == "identifier");
    match (parent.kind(), name, value) {
        ("with_item", Some(name), Some(value)) => {
            let value = builder.expression(value, scope);
            let enter = builder.member(value, "__enter__");
            let entered = builder.make(ExpressionKind::Call, enter, 0);
            assign(builder, name, scope, BindingKind::Value, entered);
        }
        ("except_clause", Some(name), Some(value)) if value.kind() != "tuple" => {
            let value = builder.expression(value, scope);
            assign(builder, name, scope, BindingKind::Annotated, value);
        }
        _ => target(builder, alias, None, scope),
    }
}

/// `case name:` binds the name.
pub(super) fn captured(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let name = node
        .named_child(0)
        .filter(|one| one.kind() == "dotted_name" && one.named_child_count() == 1)
        .and_then(|one| one.named_child(0));
    if let Some(name) = name {
        assign(builder, name, scope, BindingKind::Opaque, 0);
    }
}

/// The expressions that a value may be.
pub(super) fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        match value.kind() {
            "conditional_expression" => {
                waiting.extend(value.named_child(0));
                waiting.extend(value.named_child(2));
            }
            "boolean_operator" => {
                waiting.extend(value.child_by_field_name("left"));
                waiting.extend(value.child_by_field_name("right"));
            }
            "parenthesized_expression" => waiting.extend(value.named_child(0)),
            "named_expression" => waiting.extend(value.child_by_field_name("value")),
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}

/// The types that an annotation names; none where one of them is not followed.
pub(super) fn types(builder: &mut Builder<'_>, annotation: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![annotation], Vec::new());
    while let Some(node) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return Vec::new();
        }
        match node.kind() {
            "type" | "parenthesized_expression" => waiting.extend(node.named_child(0)),
            "none" => {}
            "identifier" | "attribute" => match builder.word(node) {
                Some("Self") => found.push(builder.receiver(scope)),
                Some("None") => {}
                _ => found.push(builder.expression(node, scope)),
            },
            "member_type" => found.push(builder.expression(node, scope)),
            "union_type" | "binary_operator" => {
                waiting.extend(node.named_children());
            }
            "generic_type" | "subscript" => generic(builder, node, scope, &mut waiting, &mut found),
            "string" => match builder
                .word(node)
                .map(|text| text.trim_matches(['"', '\'']))
            {
                Some("Self") => found.push(builder.receiver(scope)),
                Some(path) if is_path(path) => found.push(builder.path(path, scope)),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        }
    }
    found
}

/// `Optional[X]` and `Union[X, Y]` are their arguments; any other is what stands before the brackets.
fn generic<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    scope: u32,
    waiting: &mut Vec<Node<'t>>,
    found: &mut Vec<u32>,
) {
    let Some(head) = node.named_child(0) else {
        return;
    };
    let name = builder.word(head).unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or(name);
    if !matches!(
        last,
        "Optional" | "Union" | "Annotated" | "Final" | "ClassVar"
    ) {
        found.push(builder.expression(head, scope));
        return;
    }
    let arguments: Vec<Node<'t>> = node.named_children().skip(1).collect();
    for argument in arguments {
        if argument.kind() == "type_parameter" {
            let all = argument.named_children();
            waiting.extend(all.take(if last == "Annotated" { 1 } else { usize::MAX }));
        } else {
            waiting.push(argument);
        }
    }
}

fn is_path(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text.split('.').all(|part| {
            part.chars().all(|c| c.is_alphanumeric() || c == '_')
                && part.chars().next().is_some_and(|c| !c.is_numeric())
        })
}
