//! The expressions that a value of JavaScript may be, and the types that an annotation of TypeScript names.

use super::ExpressionKind;
use super::builder::Builder;
use crate::tree::Node;

/// Alternatives of one type or value that are followed.
const ALTERNATIVES_MAX: usize = 64;

/// The expressions that a value may be.
pub(super) fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
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
            "binary_expression" => {
                let operator = value.child_by_field_name("operator");
                match operator.and_then(|operator| builder.word(operator)) {
                    Some("||" | "??" | "&&") => {
                        waiting.extend(value.child_by_field_name("left"));
                        waiting.extend(value.child_by_field_name("right"));
                    }
                    _ => found.push(builder.literal("number")),
                }
            }
            "as_expression" | "satisfies_expression" => {
                let annotation = value.named_child(1);
                let types = annotation
                    .map(|one| types(builder, one, scope))
                    .unwrap_or_default();
                // What is said to be of a type is as good as made by it.
                for one in types {
                    found.push(builder.make(ExpressionKind::Call, one, 0));
                }
            }
            "assignment_expression" => waiting.extend(value.child_by_field_name("right")),
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
            "type_annotation" | "parenthesized_type" | "readonly_type" => {
                waiting.extend(node.named_child(0));
            }
            "type_identifier" | "nested_type_identifier" | "identifier" => {
                found.push(builder.expression(node, scope));
            }
            "this_type" => found.push(builder.receiver(scope)),
            "union_type" => {
                waiting.extend(node.named_children());
            }
            "generic_type" => {
                let name = node
                    .child_by_field_name("name")
                    .or_else(|| node.named_child(0));
                let arguments = node.child_by_field_name("type_arguments");
                let waits = name.and_then(|name| builder.word(name)) == Some("Promise");
                match arguments
                    .and_then(|list| list.named_child(0))
                    .filter(|_| waits)
                {
                    Some(inner) => waiting.push(inner),
                    None => waiting.extend(name),
                }
            }
            "literal_type" | "undefined" | "null" => {
                let word = builder.word(node);
                if !matches!(word, Some("null" | "undefined")) {
                    found.push(builder.literal("string"));
                }
            }
            "predefined_type" => match builder.word(node) {
                Some("void" | "never") => {}
                Some("any" | "unknown" | "object") => return Vec::new(),
                _ => found.push(builder.literal("string")),
            },
            "array_type" => found.push(builder.expression(node, scope)),
            "tuple_type" | "template_literal_type" => {
                found.push(builder.literal("Array"));
            }
            _ => return Vec::new(),
        }
    }
    found
}
