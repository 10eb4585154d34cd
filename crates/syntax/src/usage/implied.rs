//! What lambdas and blocks get, and the objects that they run on.

use super::builder::{Builder, ScopeKind};
use crate::maps::{HashMap, HashSet};

/// What the lambda or block of a call gets and runs on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given {
    /// Nothing that is known; it runs on what is round it.
    Plain,
    /// This expression, and it runs on what is round it.
    Value(u32),
    /// Nothing; it runs on this object.
    Object(u32),
}

/// What is known of scopes and nodes that are still to come, in languages whose code may run on another object.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// By scope, an object whose members its code names like its own; none where it may be anything.
    pub implied: HashMap<u32, Option<u32>>,
    /// What the lambda at a node gets.
    pub given: HashMap<u32, Given>,
    /// Scopes whose code runs on a class itself.
    pub of_class: HashSet<u32>,
    /// By the body of a function, the function whose result stands last in it.
    pub results: HashMap<u32, u32>,
    /// Local variables that are bound so far, by scope and name.
    pub locals: HashSet<(u32, u32)>,
}

/// The object that code of a scope runs on, where that is not the one of its type; none inside where it may be anything.
pub(super) fn object(builder: &Builder<'_>, scope: u32) -> Option<Option<u32>> {
    let mut at = if builder.notes.implied.is_empty() {
        0
    } else {
        scope
    };
    while !matches!(builder.kind(at), ScopeKind::File | ScopeKind::Type) {
        match builder.notes.implied.get(&at) {
            Some(object) => return Some(*object),
            None => at = builder.scope(at).parent,
        }
    }
    None
}
