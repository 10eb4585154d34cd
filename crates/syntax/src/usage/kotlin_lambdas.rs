//! What lambdas of Kotlin get, and the objects that they run on.

use super::builder::{Builder, ScopeKind};
use super::implied::Given;
use super::kotlin::{called_with_lambda, parts};
use super::kotlin_bindings::parameter;
use super::walk::Opens;
use super::{BindingKind, ExpressionKind};
use crate::tree::Node;

/// Functions of the library whose lambda gets the object that they are called on, sorted.
const WITH_OBJECT: [&str; 5] = ["also", "let", "takeIf", "takeUnless", "use"];

/// Functions of the library whose lambda gets one of what they are called on, sorted.
#[rustfmt::skip]
const WITH_ELEMENT: [&str; 45] = [
    "all", "any", "associate", "associateBy", "associateWith", "count", "distinctBy", "dropLastWhile", "dropWhile",
    "filter", "filterNot", "find", "findLast", "first", "firstNotNullOf", "firstNotNullOfOrNull", "firstOrNull",
    "flatMap", "forEach", "groupBy", "groupingBy", "indexOfFirst", "indexOfLast", "joinToString", "last",
    "lastOrNull", "map", "mapNotNull", "maxBy", "maxByOrNull", "maxOf", "minBy", "minByOrNull", "minOf", "none",
    "onEach", "partition", "removeAll", "removeIf", "retainAll", "single", "singleOrNull", "sortedBy",
    "sortedByDescending", "sumOf",
];

/// Functions of the library whose lambda sees what is seen round it, and gets something else or nothing, sorted.
#[rustfmt::skip]
const PLAIN: [&str; 32] = [
    "Thread", "assert", "assertFails", "assertFailsWith", "assertThrows", "check", "checkNotNull", "computeIfAbsent",
    "filterIndexed", "filterKeys", "filterValues", "flatMapIndexed", "fold", "foldIndexed", "forEachIndexed",
    "generateSequence", "getOrElse", "getOrPut", "ifEmpty", "lazy", "mapIndexed", "mapKeys", "mapValues",
    "measureTimeMillis", "reduce", "repeat", "require", "requireNotNull", "run", "runCatching", "sortedWith",
    "synchronized",
];

/// Note what the lambda behind a call gets and runs on.
pub(super) fn note(builder: &mut Builder<'_>, call: Node<'_>, scope: u32) {
    let behind = parts(call)
        .last()
        .filter(|one| one.kind() == "annotated_lambda");
    let Some(lambda) = behind.and_then(|behind| parts(behind).last()) else {
        return;
    };
    let within = called_with_lambda(call).unwrap_or(call);
    let Some(callee) = parts(within).next() else {
        return;
    };
    let (object, name) = match callee.kind() {
        "identifier" => (None, callee),
        "navigation_expression" => match (parts(callee).next(), parts(callee).last()) {
            (Some(object), Some(name)) => (Some(object), name),
            _ => return,
        },
        _ => return,
    };
    let Some(name) = builder.word(name) else {
        return;
    };
    let on = |builder: &mut Builder<'_>| match object {
        Some(object) => builder.expression(object, scope),
        None => builder.receiver(scope),
    };
    let given = match name {
        "with" if object.is_none() => {
            let list = parts(within).find(|one| one.kind() == "value_arguments");
            let first = list.and_then(|list| parts(list).next());
            match first.and_then(|first| parts(first).last()) {
                Some(first) => Given::Object(builder.expression(first, scope)),
                None => return,
            }
        }
        "apply" => Given::Object(on(builder)),
        "run" | "runCatching" if object.is_some() => Given::Object(on(builder)),
        _ if WITH_OBJECT.binary_search(&name).is_ok() => Given::Value(on(builder)),
        _ if WITH_ELEMENT.binary_search(&name).is_ok() => {
            let many = on(builder);
            Given::Value(builder.make(ExpressionKind::Element, many, 0))
        }
        _ if PLAIN.binary_search(&name).is_ok() => Given::Plain,
        _ => return,
    };
    builder.notes.given.insert(lambda.id(), given);
}

pub(super) fn enter(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Lambda, None);
    let given = builder.notes.given.remove(&node.id());
    match given {
        Some(Given::Object(object)) => {
            builder.notes.implied.insert(inner, Some(object));
        }
        Some(Given::Plain | Given::Value(_)) => {}
        None => {
            builder.notes.implied.insert(inner, None);
        }
    }
    let value = match given {
        Some(Given::Value(value)) => Some(value),
        _ => None,
    };
    let list = parts(node).find(|one| one.kind() == "lambda_parameters");
    let Some(list) = list else {
        match (given, value) {
            (_, Some(value)) => builder.bind(inner, "it", BindingKind::Value, value),
            (Some(Given::Object(_)), None) => {}
            (_, None) => builder.bind(inner, "it", BindingKind::Opaque, 0),
        }
        return Opens::All(inner);
    };
    let count = parts(list).count();
    for one in parts(list) {
        parameter(builder, one, value.filter(|_| count == 1), inner);
    }
    Opens::All(inner)
}
