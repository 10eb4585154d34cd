//! Functions that call themselves, directly or in a circle within their file.
//!
//! A call is followed where its file alone says what it calls: a name in scope, or a member of the same type.

use crate::definitions::{is_function, is_type};
use crate::facts::{Call, FileFacts};
use crate::language::Language;
use crate::maps::HashMap;

/// For each definition, whether it is a function in a circle of calls.
pub(super) fn recursive(facts: &FileFacts, receivers: &[(u32, String)]) -> Vec<bool> {
    let mut by_name: HashMap<&str, Vec<u32>> = HashMap::default();
    for (index, definition) in (0_u32..).zip(&facts.definitions) {
        if is_function(definition.kind) {
            by_name
                .entry(definition.qualified_name.as_str())
                .or_default()
                .push(index);
        }
    }
    let receivers: HashMap<u32, &str> = receivers
        .iter()
        .map(|(index, name)| (*index, name.as_str()))
        .collect();
    let calls = Calls {
        facts,
        by_name,
        receivers,
    };
    let mut edges = vec![Vec::new(); facts.definitions.len()];
    for call in &facts.calls {
        if let Some((caller, called)) = calls.edge(call)
            && let Some(out) = edges.get_mut(caller as usize)
        {
            out.push(called);
        }
    }
    in_circles(&edges)
}

struct Calls<'a> {
    facts: &'a FileFacts,
    by_name: HashMap<&'a str, Vec<u32>>,
    receivers: HashMap<u32, &'a str>,
}

impl Calls<'_> {
    fn edge(&self, call: &Call) -> Option<(u32, u32)> {
        let caller = self.function(call.caller?)?;
        let name = self.facts.name(call.name);
        let own = self.facts.definitions.get(caller as usize)?;
        let Some(receiver) = call.receiver else {
            return self
                .in_scope(caller, name, call)
                .map(|called| (caller, called));
        };
        let receiver = self.facts.name(receiver);
        let itself = matches!(
            receiver,
            "self" | "this" | "cls" | "Self" | "$this" | "static"
        ) || self
            .receivers
            .get(&caller)
            .is_some_and(|known| *known == receiver);
        let holder = own
            .qualified_name
            .rsplit_once('.')
            .map(|(holder, _)| holder);
        let wanted = if itself {
            format!("{}.{name}", holder?)
        } else {
            format!("{}.{name}", receiver.replace("::", "."))
        };
        self.one(&wanted, call).map(|called| (caller, called))
    }

    /// The innermost function round a definition, or it.
    fn function(&self, mut index: u32) -> Option<u32> {
        loop {
            let definition = self.facts.definitions.get(index as usize)?;
            if is_function(definition.kind) {
                return Some(index);
            }
            index = definition.parent?;
        }
    }

    /// What a bare name means: nested in the caller, beside it, or further out.
    fn in_scope(&self, caller: u32, name: &str, call: &Call) -> Option<u32> {
        let mut scope = Some(caller);
        while let Some(definition) =
            scope.and_then(|index| self.facts.definitions.get(index as usize))
        {
            let visible = !is_type(definition.kind) || implies_receiver(self.facts.language);
            if visible
                && let Some(found) =
                    self.one(&format!("{}.{name}", definition.qualified_name), call)
            {
                return Some(found);
            }
            scope = definition.parent;
        }
        self.one(name, call)
    }

    /// The function of a name; of several, the one with as many parameters as there are arguments.
    fn one(&self, qualified_name: &str, call: &Call) -> Option<u32> {
        let candidates = self.by_name.get(qualified_name)?;
        match candidates.as_slice() {
            [only] => Some(*only),
            several => several.iter().copied().find(|index| {
                let definition = self.facts.definitions.get(*index as usize);
                definition.is_some_and(|one| one.parameter_count == Some(call.argument_count))
            }),
        }
    }
}

/// Whether a bare name may mean a member of the type round it.
pub(super) fn implies_receiver(language: Language) -> bool {
    matches!(
        language,
        Language::Java | Language::Cpp | Language::CSharp | Language::Kotlin | Language::Ruby
    )
}

/// Tarjan's components, without recursion of our own.
fn in_circles(edges: &[Vec<u32>]) -> Vec<bool> {
    let mut state = Circles {
        edges,
        order: vec![None; edges.len()],
        low: vec![0; edges.len()],
        on_stack: vec![false; edges.len()],
        stack: Vec::new(),
        next: 0,
        found: vec![false; edges.len()],
    };
    for start in 0..edges.len() {
        if state.order.get(start) == Some(&None) {
            state.visit(start);
        }
    }
    state.found
}

struct Circles<'a> {
    edges: &'a [Vec<u32>],
    order: Vec<Option<u32>>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: u32,
    found: Vec<bool>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "all lists are as long as the list of edges, and edges lead to places in it"
)]
impl Circles<'_> {
    fn visit(&mut self, start: usize) {
        let mut work = vec![(start, 0)];
        self.open(start);
        while let Some((node, at)) = work.pop() {
            if let Some(target) = self.edges[node].get(at).map(|target| *target as usize) {
                work.push((node, at + 1));
                if self.order[target].is_none() {
                    self.open(target);
                    work.push((target, 0));
                } else if self.on_stack[target] {
                    self.low[node] = self.low[node].min(self.order[target].unwrap_or(0));
                    self.found[node] |= node == target;
                }
                continue;
            }
            if let Some((above, _)) = work.last() {
                self.low[*above] = self.low[*above].min(self.low[node]);
            }
            if Some(self.low[node]) == self.order[node] {
                self.close(node);
            }
        }
    }

    fn open(&mut self, node: usize) {
        self.order[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn close(&mut self, node: usize) {
        let start = self.stack.iter().rposition(|one| *one == node).unwrap_or(0);
        let component = self.stack.split_off(start);
        let circle = component.len() > 1;
        for one in component {
            self.on_stack[one] = false;
            self.found[one] |= circle;
        }
    }
}
