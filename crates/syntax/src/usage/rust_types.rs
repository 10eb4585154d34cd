//! Types of Rust: what those of the library hold, the modules that keywords stand for, bounds.

use super::builder::Builder;
use super::{BindingKind, ExpressionKind};
use crate::tree::Node;

/// What a type with type arguments is to code that uses it.
pub(super) enum Holds<'t> {
    /// Itself.
    Itself,
    /// As good as what it holds.
    One(Node<'t>),
    /// Something that hands out what it holds.
    Many(Node<'t>),
}

/// Types that stand for what they hold.
const ONE: [&str; 12] = [
    "Arc",
    "Box",
    "Cow",
    "Lazy",
    "LazyCell",
    "LazyLock",
    "ManuallyDrop",
    "MutexGuard",
    "Pin",
    "Rc",
    "Ref",
    "RefMut",
];

/// Types that hand out what they hold; of two type arguments the maps hand out the second.
const MANY: [&str; 24] = [
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Cell",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "HashMap",
    "HashSet",
    "IndexMap",
    "IndexSet",
    "IntoIterator",
    "Iterator",
    "LinkedList",
    "Mutex",
    "OnceCell",
    "OnceLock",
    "Option",
    "RefCell",
    "Result",
    "RwLock",
    "SmallVec",
    "Vec",
    "VecDeque",
    "Weak",
];

/// Bounds that say nothing of what ours have.
const MARKERS: [&str; 14] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
];

impl<'a> Builder<'a> {
    /// What a type with type arguments is to code that uses it.
    pub fn holds<'t>(&self, of: Node<'t>, arguments: Node<'t>) -> Holds<'t> {
        let name = of.child_by_field_name("name").unwrap_or(of);
        let Some(word) = self.word(name) else {
            return Holds::Itself;
        };
        let is_one = ONE.contains(&word);
        if !is_one && !MANY.contains(&word) {
            return Holds::Itself;
        }
        // A type of ours with the name of one of the library is what it says.
        if self.own_types.contains(word) {
            return Holds::Itself;
        }
        let mut types = arguments
            .named_children()
            .filter(|one| !matches!(one.kind(), "lifetime" | "line_comment" | "block_comment"));
        let first = types.next();
        let held = match word.ends_with("Map") {
            true => types.next(),
            false => first,
        };
        match held {
            Some(binding) if binding.kind() == "type_binding" => binding
                .child_by_field_name("type")
                .map_or(Holds::Itself, Holds::Many),
            Some(held) if is_one => Holds::One(held),
            Some(held) => Holds::Many(held),
            None => Holds::Itself,
        }
    }

    /// The module that `crate`, `self` or `super` at the beginning of a path stands for.
    pub fn module_named(&mut self, keyword: Node<'_>, scope: u32) -> u32 {
        let module = self.scope(scope).module;
        let name = self.names.index(match keyword.kind() {
            "crate" => "crate",
            "super" => "super",
            _ => "self",
        });
        match self.definition(module).filter(|_| module != 0) {
            Some(definition) if keyword.kind() != "crate" => {
                self.make(ExpressionKind::Implicit, definition, name)
            }
            _ => self.make(ExpressionKind::Free, name, 0),
        }
    }

    /// The scope that code behind what was bound last sees.
    pub fn latest(&self, scope: u32) -> u32 {
        self.latest.get(&scope).copied().unwrap_or(scope)
    }

    /// A type as it is written; of a tuple the types of its parts.
    pub fn written(&mut self, written: Node<'_>, scope: u32) -> u32 {
        if written.kind() != "tuple_type" {
            return self.expression(written, scope);
        }
        let parts: Vec<u32> = written
            .named_children()
            .map(|part| self.expression(part, scope))
            .collect();
        self.paired(parts)
    }

    /// Several expressions as one.
    pub fn paired(&mut self, mut parts: Vec<u32>) -> u32 {
        // A tuple of one is no type of its own to what takes parts.
        match parts.pop() {
            Some(last) if !parts.is_empty() => parts.into_iter().rev().fold(last, |rest, first| {
                self.make(ExpressionKind::Pair, first, rest)
            }),
            _ => self.opaque(),
        }
    }

    /// A name stands for what has all of these; nothing is said of what any type has.
    pub fn bind_bounds(&mut self, scope: u32, word: &'a str, bounds: &[Node<'_>]) {
        let says = |bound: &&Node<'_>| {
            self.word(**bound)
                .is_some_and(|word| !MARKERS.contains(&word))
        };
        let bounds: Vec<Node<'_>> = bounds.iter().filter(says).copied().collect();
        if bounds.is_empty() {
            self.bind(scope, word, BindingKind::Opaque, 0);
        }
        for bound in bounds {
            let bound = self.expression(bound, scope);
            self.bind(scope, word, BindingKind::Value, bound);
        }
    }
}
