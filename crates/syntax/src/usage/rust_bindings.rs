//! What Rust's patterns bind: names that are given values, and taken out of them.

use super::builder::{Builder, ScopeKind};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind};
use crate::spans::small;
use crate::tree::Node;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

/// What a pattern takes apart.
#[derive(Clone, Copy)]
pub(super) enum Given {
    /// What an expression gives.
    Value(u32),
    /// An instance of the type that an expression names.
    Type(u32),
    /// Nobody knows.
    Unknown,
}

/// `let` binds for the code behind it: a name may be bound anew to what is made of what it was.
pub(super) fn bind_let(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let Some(pattern) = node.child_by_field_name("pattern") else {
        return Opens::Nothing;
    };
    let given: Vec<Given> = match (
        node.child_by_field_name("type"),
        node.child_by_field_name("value"),
    ) {
        (Some(written), _) if !is_inferred(builder, written) => {
            vec![Given::Type(builder.written(written, scope))]
        }
        (_, Some(value)) => {
            let values = values(builder, value, scope);
            values.into_iter().map(Given::Value).collect()
        }
        _ => vec![Given::Unknown],
    };
    let inner = builder.open(scope, ScopeKind::Block, None);
    for given in given {
        bind_pattern(builder, pattern, given, inner);
    }
    let base = builder.base(scope);
    builder.latest.insert(base, inner);
    builder.bases.insert(inner, base);
    // What is bound here does not see itself.
    Opens::All(builder.open(scope, ScopeKind::Block, None))
}

/// Whether a type says `_` somewhere: then the value knows better.
fn is_inferred(builder: &Builder<'_>, written: Node<'_>) -> bool {
    let in_name = |one: char| one.is_alphanumeric() || one == '_';
    let words = builder
        .word(written)
        .unwrap_or_default()
        .split(|one| !in_name(one));
    words.take(64).any(|word| word == "_")
}

/// An arm sees what its pattern takes out of the value.
pub(super) fn bind_match(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Block, None);
    let given = match builder.taken_apart.get(&scope) {
        Some(value) => Given::Value(*value),
        None => Given::Unknown,
    };
    let pattern = node
        .child_by_field_name("pattern")
        .and_then(|pattern| pattern.named_child(0));
    if let Some(pattern) = pattern {
        bind_pattern(builder, pattern, given, inner);
    }
    Opens::All(inner)
}

/// Bind all names of a pattern, without recursion.
pub(super) fn bind_pattern(builder: &mut Builder<'_>, pattern: Node<'_>, given: Given, scope: u32) {
    let mut waiting = vec![(pattern, given)];
    while let Some((pattern, given)) = waiting.pop() {
        match pattern.kind() {
            "identifier" | "shorthand_field_identifier" => bind(builder, pattern, given, scope),
            "tuple_struct_pattern" => tuple_struct(builder, pattern, given, &mut waiting),
            "struct_pattern" => fields(builder, pattern, scope, &mut waiting),
            "tuple_pattern" => {
                for (position, part) in pattern.named_children().enumerate() {
                    waiting.push((part, part_of(builder, given, position)));
                }
            }
            "mut_pattern"
            | "ref_pattern"
            | "reference_pattern"
            | "captured_pattern"
            | "or_pattern"
            | "parenthesized_pattern" => {
                waiting.extend(pattern.named_children().map(|one| (one, given)));
            }
            "slice_pattern" => {
                waiting.extend(pattern.named_children().map(|one| (one, Given::Unknown)));
            }
            _ => {}
        }
    }
}

fn bind(builder: &mut Builder<'_>, name: Node<'_>, given: Given, scope: u32) {
    let Some(word) = builder.word(name) else {
        return;
    };
    // By custom these are constants and variants, which bind nothing.
    if word.starts_with(char::is_uppercase) {
        return;
    }
    builder.consume(name);
    match given {
        Given::Value(value) => builder.bind(scope, word, BindingKind::Value, value),
        Given::Type(written) => builder.bind(scope, word, BindingKind::Annotated, written),
        Given::Unknown => builder.bind(scope, word, BindingKind::Opaque, 0),
    }
}

/// `Some(x)` and `Ok(x)` give what is held; other types what their positions hold.
fn tuple_struct<'t>(
    builder: &mut Builder<'_>,
    pattern: Node<'t>,
    given: Given,
    waiting: &mut Vec<(Node<'t>, Given)>,
) {
    let Some(written) = pattern.child_by_field_name("type") else {
        return;
    };
    let inner = match (builder.word(written), given) {
        (Some("Some" | "Ok"), Given::Value(value)) => {
            Given::Value(builder.make(ExpressionKind::Element, value, 0))
        }
        _ => Given::Unknown,
    };
    let parts = pattern.named_children().skip(1);
    waiting.extend(parts.map(|part| (part, inner)));
}

/// `T { a, b: pattern }`.
fn fields<'t>(
    builder: &mut Builder<'_>,
    pattern: Node<'t>,
    scope: u32,
    waiting: &mut Vec<(Node<'t>, Given)>,
) {
    let Some(written) = pattern.child_by_field_name("type") else {
        return;
    };
    let written = builder.expression(written, scope);
    let object = builder.make(ExpressionKind::Call, written, 0);
    for field in pattern.named_children() {
        let Some(name) = field.child_by_field_name("name") else {
            continue;
        };
        let Some(word) = builder.word(name) else {
            continue;
        };
        let given = Given::Value(builder.member(object, word));
        builder.consume(name);
        waiting.push((field.child_by_field_name("pattern").unwrap_or(name), given));
    }
}

/// What a tuple has at a position.
fn part_of(builder: &mut Builder<'_>, given: Given, position: usize) -> Given {
    match given {
        Given::Type(pair) => builder
            .pair_at(pair, position)
            .map_or(Given::Unknown, Given::Type),
        Given::Value(value) => {
            let Some(made) = builder.raw.get(value as usize).copied() else {
                return Given::Unknown;
            };
            match made.kind {
                ExpressionKind::Call => {
                    let part = builder.make(ExpressionKind::Part, made.first, small(position));
                    Given::Value(part)
                }
                _ => builder
                    .pair_at(value, position)
                    .map_or(Given::Unknown, Given::Value),
            }
        }
        Given::Unknown => Given::Unknown,
    }
}

/// The expressions that a value may be: what ends a branch, where nothing is bound on the way to it.
fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        match value.kind() {
            "if_expression" => {
                let condition = value.child_by_field_name("condition");
                let binds = condition.is_none_or(|one| one.kind().starts_with("let"));
                let ends = [
                    value.child_by_field_name("consequence"),
                    value
                        .child_by_field_name("alternative")
                        .and_then(|clause| clause.named_child(0)),
                ];
                match ends {
                    [Some(first), Some(second)] if !binds => waiting.extend([second, first]),
                    _ => found.push(builder.opaque()),
                }
            }
            "block" if value.named_child_count() == 1 => waiting.extend(value.named_child(0)),
            "return_expression" | "break_expression" | "continue_expression" => {}
            "tuple_expression" => {
                let parts: Vec<u32> = value
                    .named_children()
                    .map(|part| builder.expression(part, scope))
                    .collect();
                found.push(builder.paired(parts));
            }
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}

impl Builder<'_> {
    /// The expression at a position of several that are one.
    fn pair_at(&self, pair: u32, position: usize) -> Option<u32> {
        let kind = |at: u32| self.raw.get(at as usize).map(|made| made.kind);
        if kind(pair) != Some(ExpressionKind::Pair) {
            return None;
        }
        let mut at = pair;
        for _ in 0..position {
            let made = self.raw.get(at as usize)?;
            at = Some(made.second).filter(|_| made.kind == ExpressionKind::Pair)?;
        }
        let last = self.raw.get(at as usize)?;
        Some(match last.kind {
            ExpressionKind::Pair => last.first,
            _ => at,
        })
    }

    /// The scope that the code of a block stands in, of one that a `let` opened.
    fn base(&self, scope: u32) -> u32 {
        self.bases.get(&scope).copied().unwrap_or(scope)
    }
}
