//! What makes code hard to follow, by the rules of Sonar's paper.
//!
//! Gathers increments with the nesting in their own function; what they come to is summed up elsewhere.

use crate::facts::FileFacts;
use crate::language::Language;
use crate::maps::HashSet;
use crate::measures::{Increment, Reason, Space};
use crate::parse::Limits;
use crate::spans::{small, start_line};
use crate::tree::Node;

use super::Opening;
use super::kinds::{self, Kind, Token};

/// How deep a node stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Of the node, and of what decides whether its body runs.
    nesting: u32,
    /// Of its body.
    inner: u32,
    /// The boolean expression that it is an operand of.
    group: Option<u32>,
    /// The innermost definition round it is a type.
    in_type: bool,
}

/// The increments so far.
pub(super) struct Cognitive {
    language: Language,
    increments: Vec<Increment>,
    increments_max: usize,
    functions: Vec<(u32, Option<u32>)>,
    /// The operator met last, by boolean expression.
    groups: Vec<Option<Token>>,
}

impl Cognitive {
    pub fn new(language: Language, limits: &Limits) -> Self {
        Self {
            language,
            increments: Vec::new(),
            increments_max: limits.facts_max as usize,
            functions: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// The level of a node below another.
    pub fn level(&self, above: Option<Level>, node: Node<'_>) -> Level {
        let Some(above) = above else {
            return Level::default();
        };
        let nesting = if above.nesting != above.inner && node.field_name().is_some_and(is_head) {
            above.nesting
        } else {
            above.inner
        };
        Level {
            nesting,
            inner: nesting,
            ..above
        }
    }

    /// Note what a node with children adds, and set the level of these.
    pub fn enter(&mut self, node: Node<'_>, kind: &Kind, parent: Option<Kind>, level: &mut Level) {
        let follows_else = || {
            parent.is_some_and(|parent| parent.chains)
                || node.field_name() == Some("alternative")
                || (parent.is_some_and(|parent| parent.reason.is_some_and(is_link))
                    && node
                        .prev_sibling()
                        .is_some_and(|word| word.kind() == "else"))
        };
        let reason = match kind.reason {
            Some(Reason::If) if follows_else() => Some(Reason::ElseIf),
            reason => reason,
        };
        if let Some(reason) = reason {
            self.add(reason, node, level.nesting);
        }
        match reason {
            Some(Reason::If | Reason::Loop | Reason::Switch | Reason::Catch) => {
                level.inner = level.nesting + 1;
            }
            Some(Reason::Ternary) => level.raise(),
            Some(
                Reason::ElseIf
                | Reason::Else
                | Reason::BooleanRun
                | Reason::Jump
                | Reason::Recursion,
            )
            | None => {}
        }
        let follows_attempt = kind.otherwise && parent.is_some_and(|parent| parent.attempt);
        if follows_attempt || (kind.closure && !self.is_body(node.id())) {
            level.raise();
        }
        if kind.jump && goes_to_label(node) {
            self.add(Reason::Jump, node, 0);
        }
        if kind.logical && self.is_boolean(node) {
            if level.group.is_none() {
                level.group = Some(small(self.groups.len()));
                self.groups.push(None);
            }
        } else if !kind.brackets {
            level.group = None;
        }
    }

    /// A boolean operator; it counts where the one before it in its expression is another.
    pub fn operator(&mut self, node: Node<'_>, token: Token, level: Level) {
        let last = level
            .group
            .and_then(|group| self.groups.get_mut(group as usize));
        if let Some(last) = last
            && last.replace(token) != Some(token)
        {
            self.add(Reason::BooleanRun, node, 0);
        }
    }

    /// The word `else`, below a node and one above that.
    pub fn otherwise(&mut self, node: Node<'_>, parents: [Option<Kind>; 2]) {
        let [parent, grandparent] = parents.map(Option::unwrap_or_default);
        let holder = if parent.otherwise {
            grandparent
        } else {
            parent
        };
        let counts = holder.attempt
            || holder
                .reason
                .is_some_and(|reason| is_link(reason) || reason == Reason::Loop);
        let kinds = kinds::of(self.language);
        let follows = |next: Node<'_>| {
            let next = kinds.get(usize::from(next.kind_id()));
            next.is_some_and(|next| next.reason.is_some_and(is_link))
        };
        let chained =
            (parent.chains || !parent.otherwise) && node.next_sibling().is_some_and(follows);
        if counts && !chained {
            self.add(Reason::Else, node, 0);
        }
    }

    /// Whether a node without a name is the function that is open.
    pub fn is_body(&self, node: u32) -> bool {
        self.functions
            .last()
            .is_some_and(|(_, body)| *body == Some(node))
    }

    pub fn open_type(&self, level: &mut Level) {
        level.in_type = true;
    }

    /// Begin a function; say how deep it stands in the one round it.
    pub fn open_function(
        &mut self,
        opening: &Opening,
        node: Node<'_>,
        level: &mut Level,
    ) -> Option<u32> {
        let nested = self.functions.last().map(|_| {
            if self.language == Language::Python && level.in_type {
                0
            } else if self.language == Language::Python && is_wrapped(node) {
                level.nesting
            } else {
                level.nesting + 1
            }
        });
        self.functions.push((opening.definition, opening.body));
        *level = Level::default();
        nested
    }

    pub fn close_function(&mut self) {
        self.functions.pop();
    }

    /// All increments in source order.
    pub fn finish(mut self, facts: &FileFacts, spaces: &mut [Space]) -> Vec<Increment> {
        if self.language.is_ecmascript() {
            self.set_free(facts, spaces);
        }
        let recursive = spaces.iter().filter(|space| space.recursive);
        for definition in recursive.filter_map(|space| space.definition) {
            let line = facts
                .definitions
                .get(definition as usize)
                .map_or(1, |definition| definition.name_span.start_line);
            self.increments.push(Increment {
                owner: Some(definition),
                reason: Reason::Recursion,
                nesting: 0,
                line,
            });
        }
        self.increments.sort_by_key(|increment| increment.line);
        self.increments
    }

    /// A function that only declares others is a frame for them: they stand for themselves.
    fn set_free(&self, facts: &FileFacts, spaces: &mut [Space]) {
        let flows: HashSet<u32> = self
            .increments
            .iter()
            .filter(|one| one.reason.nests())
            .filter_map(|one| one.owner)
            .collect();
        let functions: HashSet<u32> = spaces.iter().filter_map(|one| one.definition).collect();
        for space in spaces.iter_mut().filter(|one| one.nested_at.is_some()) {
            let mut above = space.definition;
            loop {
                above = above
                    .and_then(|index| facts.definitions.get(index as usize))
                    .and_then(|definition| definition.parent);
                let Some(index) = above else { break };
                let kind = facts.definitions.get(index as usize).map(|one| one.kind);
                if functions.contains(&index) && kind.is_some_and(crate::definitions::is_function) {
                    if !flows.contains(&index) {
                        space.nested_at = None;
                    }
                    break;
                }
            }
        }
    }

    fn add(&mut self, reason: Reason, node: Node<'_>, nesting: u32) {
        if self.increments.len() < self.increments_max {
            self.increments.push(Increment {
                owner: self.functions.last().map(|(definition, _)| *definition),
                reason,
                nesting: if reason.nests() { nesting } else { 0 },
                line: start_line(node),
            });
        }
    }

    fn is_boolean(&self, node: Node<'_>) -> bool {
        let operator = node
            .child_by_field_name("operator")
            .or_else(|| node.child(1));
        let kind = operator
            .and_then(|operator| kinds::of(self.language).get(usize::from(operator.kind_id())));
        kind.is_some_and(|kind| matches!(kind.token, Token::And | Token::Or))
    }
}

impl Level {
    fn raise(&mut self) {
        self.nesting += 1;
        self.inner = self.nesting;
    }
}

/// What decides whether a body runs is not in it.
fn is_head(field: &str) -> bool {
    matches!(
        field,
        "condition"
            | "left"
            | "right"
            | "value"
            | "subject"
            | "initializer"
            | "init"
            | "update"
            | "increment"
            | "pattern"
    )
}

/// Whether it is a link of a chain of `if`s.
fn is_link(reason: Reason) -> bool {
    matches!(reason, Reason::If | Reason::ElseIf)
}

fn goes_to_label(node: Node<'_>) -> bool {
    if node.kind() == "goto_statement" {
        return true;
    }
    node.named_children().any(|child| {
        let kind = child.kind();
        kind.contains("label")
            || matches!(kind, "lifetime" | "statement_identifier")
            || (kind == "identifier" && node.kind().ends_with("_statement"))
    })
}

/// Whether all that the function round this one does is to return a name: a decorator.
fn is_wrapped(function: Node<'_>) -> bool {
    let mut own = function;
    let mut block = function.parent();
    while let Some(node) = block.filter(|node| node.kind() == "decorated_definition") {
        own = node;
        block = node.parent();
    }
    let Some(block) = block else { return false };
    block
        .named_children()
        .filter(|statement| *statement != own && !statement.is_extra())
        .all(|statement| {
            statement.kind() == "return_statement"
                && statement.named_child_count() == 1
                && statement
                    .named_child(0)
                    .is_some_and(|value| value.kind() == "identifier")
        })
}
