//! What values of Ruby may be: each branch has one, and a method returns its last.

use super::builder::Builder;
use super::{ExpressionKind, LinkKind, Usage};
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

/// The last expression of a method is what it returns.
pub(super) fn note_result(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(definition) = builder.notes.results.remove(&node.id()) else {
        return;
    };
    for value in values(builder, node, scope) {
        builder.link(definition, LinkKind::Returned, value);
    }
}

/// The expressions that a value may be.
pub(super) fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        let whole = matches!(value.kind(), "if" | "unless" | "elsif");
        if whole && value.child_by_field_name("alternative").is_none() {
            found.push(builder.literal("null"));
        }
        let leaves = matches!(value.kind(), "return" | "next" | "break" | "redo" | "retry");
        if leaves || is_raise(builder, value) {
            continue;
        }
        match branches(value) {
            Some(inside) if !inside.is_empty() => waiting.extend(inside),
            Some(_) => found.push(builder.opaque()),
            None => found.push(builder.expression(value, scope)),
        }
    }
    found
}

/// The values that one is, in one branch or another; nothing where it has no branches.
fn branches(value: Node<'_>) -> Option<Vec<Node<'_>>> {
    let field = |name: &str| value.child_by_field_name(name);
    let fields = |names: &[&str]| names.iter().filter_map(|name| field(name)).collect();
    let parts = || value.named_children().filter(|one| !one.is_extra());
    let operator = field("operator").map(|one| one.kind());
    Some(match value.kind() {
        "body_statement" | "begin" => {
            let handles = |one: &Node<'_>| matches!(one.kind(), "rescue" | "else" | "ensure");
            let own = parts().filter(|one| !handles(one)).last();
            let handled = parts().filter(|one| matches!(one.kind(), "rescue" | "else"));
            own.into_iter().chain(handled).collect()
        }
        "then" | "else" | "block_body" | "parenthesized_statements" => {
            parts().last().into_iter().collect()
        }
        "if" | "unless" | "elsif" | "conditional" => fields(&["consequence", "alternative"]),
        "case" => parts()
            .filter(|one| matches!(one.kind(), "when" | "else"))
            .collect(),
        "rescue" | "when" => fields(&["body"]),
        "if_modifier" | "unless_modifier" | "rescue_modifier" => fields(&["body", "handler"]),
        "binary" if matches!(operator, Some("||" | "or")) => fields(&["left", "right"]),
        "binary" if matches!(operator, Some("&&" | "and")) => fields(&["right"]),
        "operator_assignment" if operator == Some("||=") => fields(&["left", "right"]),
        "assignment" => fields(&["right"]),
        _ => return None,
    })
}

fn is_raise(builder: &Builder<'_>, call: Node<'_>) -> bool {
    let name = call.child_by_field_name("method");
    let plain = call.kind() == "call" && call.child_by_field_name("receiver").is_none();
    plain
        && matches!(
            name.and_then(|name| builder.word(name)),
            Some("raise" | "fail" | "exit" | "abort")
        )
}

/// Whether an expression is a name that nothing binds, used without saying whose it is.
pub(super) fn is_without_object(usage: &Usage, index: u32) -> bool {
    let mut made = usage.expression(index);
    while made.kind == ExpressionKind::Otherwise {
        made = usage.expression(made.second);
    }
    matches!(made.kind, ExpressionKind::Implicit | ExpressionKind::Free)
}
