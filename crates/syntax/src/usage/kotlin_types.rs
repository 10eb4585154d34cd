//! What written types of Kotlin name.

use super::builder::Builder;
use super::kotlin::parts;
use super::{BindingKind, ExpressionKind, SiteKind};
use crate::tree::Node;

/// Types inside types that are followed.
const TYPES_MAX: usize = 8;

/// Types of the library that hold many of one other, sorted.
const MANY: [&str; 19] = [
    "Array",
    "ArrayDeque",
    "ArrayList",
    "Collection",
    "HashSet",
    "Iterable",
    "Iterator",
    "LinkedHashSet",
    "LinkedList",
    "List",
    "ListIterator",
    "MutableCollection",
    "MutableIterable",
    "MutableIterator",
    "MutableList",
    "MutableSet",
    "Sequence",
    "Set",
    "SortedSet",
];

/// Whether a node is a written type.
pub(super) fn is_type(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "user_type"
            | "nullable_type"
            | "non_nullable_type"
            | "parenthesized_type"
            | "function_type"
    )
}

/// The type parameters of a class, function or property stand for nothing that is known.
pub(super) fn parameters(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let lists = parts(node).filter(|one| one.kind() == "type_parameters");
    for parameter in lists.flat_map(parts) {
        let name = parts(parameter).find(|one| one.kind() == "identifier");
        if let Some(word) = name.and_then(|name| builder.word(name)) {
            builder.bind(scope, word, BindingKind::Opaque, 0);
        }
    }
}

/// What a written type names: many of one where it is a list or the like.
pub(super) fn of(builder: &mut Builder<'_>, kind: Node<'_>, scope: u32) -> u32 {
    let (mut at, mut many) = (kind, 0);
    for _ in 0..TYPES_MAX {
        let inner = match at.kind() {
            "nullable_type" | "parenthesized_type" => parts(at).find(|one| is_type(*one)),
            "user_type" => {
                let held = held(builder, at);
                many += u32::from(held.is_some());
                held
            }
            _ => None,
        };
        let Some(inner) = inner else { break };
        at = inner;
    }
    let mut made = match at.kind() {
        "user_type" => named(builder, at, scope),
        _ => builder.opaque(),
    };
    for _ in 0..many {
        made = builder.make(ExpressionKind::Many, made, 0);
    }
    made
}

/// What a type of the library holds many of.
fn held<'t>(builder: &Builder<'_>, generic: Node<'t>) -> Option<Node<'t>> {
    let mut inside = parts(generic);
    let name = inside.next()?;
    let arguments = inside.next().filter(|one| one.kind() == "type_arguments")?;
    let known = MANY.binary_search(&builder.word(name)?).is_ok();
    let projection = parts(arguments).next().filter(|_| known)?;
    parts(projection).find(|one| is_type(*one))
}

/// The type of a path of names.
fn named(builder: &mut Builder<'_>, path: Node<'_>, scope: u32) -> u32 {
    let mut made = None;
    for name in parts(path).filter(|one| one.kind() == "identifier") {
        let Some(word) = builder.word(name) else {
            continue;
        };
        made = Some(match made {
            None => builder.named_type(scope, word),
            Some(base) => builder.member(base, word),
        });
    }
    made.unwrap_or_else(|| builder.opaque())
}

/// Note the use of a type: the last of its names as the kind of use that it is.
pub(super) fn used(builder: &mut Builder<'_>, path: Node<'_>, scope: u32, kind: SiteKind) -> u32 {
    let names: Vec<Node<'_>> = parts(path)
        .filter(|one| one.kind() == "identifier")
        .collect();
    let mut made = None;
    for (position, name) in names.iter().enumerate() {
        let kind = match position + 1 == names.len() {
            true => kind,
            false => SiteKind::Reference,
        };
        builder.consume(*name);
        made = match made {
            None => Some(builder.used_type(*name, scope, kind)),
            Some(base) => Some(builder.used_member(base, *name, scope, kind)),
        };
        builder.consume(*name);
    }
    made.unwrap_or_else(|| builder.opaque())
}
