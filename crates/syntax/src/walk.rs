//! The one walk over a tree that meets every fact.
//!
//! A loop with a stack of its own, never recursion: depth costs memory up to the limit and no call stack.
//! Knows no language but through the queries and `languages`.

use crate::collect::{Collected, Outer};
use crate::definitions::{Found, Place, is_function, is_type};
use crate::facts::{BranchKind, DefinitionKind, ProblemKind, Span, Visibility};
use crate::language::Language;
use crate::languages;
use crate::maps::HashMap;
use crate::parse::Limits;
use crate::rules::{Match, Plain, Rules};
use crate::spans::span;
use crate::tree::{Node, Tree};

/// Nodes between two looks at `stop`.
const NODES_PER_LOOK: u32 = 1_024;

/// Add the facts of a tree to what is collected; `None` when `stop` said so first.
///
/// The tree is that of the part of the text, and in the language, that the collection is in.
pub(crate) fn walk<'a>(
    tree: &Tree,
    out: Collected<'a>,
    limits: &Limits,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Collected<'a>> {
    let language = out.language();
    let mut walk = Walk {
        language,
        rules: Rules::of(language),
        text: out.text(),
        end: out.end(),
        frames: vec![Frame {
            node: tree.root_node(),
            context: Context::default(),
            prefix: None,
        }],
        deferred: HashMap::default(),
        broken: tree.root_node().has_error(),
        out,
    };
    let (mut looked, mut too_deep) = (0_u32, false);
    let mut at = Some(tree.root_node());
    while let Some(node) = at {
        looked += 1;
        if looked.is_multiple_of(NODES_PER_LOOK) && stop() {
            return None;
        }
        let mut next = node.after();
        if let Some(context) = walk.enter(node)
            && !node.is_leaf()
        {
            let deep = walk.frames.len() > limits.depth_max as usize;
            if deep && !too_deep {
                too_deep = true;
                walk.out.problem(ProblemKind::TooDeep, node);
            }
            if !deep {
                next = node.id() + 1;
                walk.frames.push(Frame {
                    node,
                    context,
                    prefix: None,
                });
            }
        }
        while walk
            .frames
            .pop_if(|frame| frame.node.after() <= next)
            .is_some()
        {}
        at = tree.node(next);
    }
    if stop() { None } else { Some(walk.out) }
}

struct Walk<'t, 'a> {
    language: Language,
    rules: &'static Rules,
    text: &'a str,
    /// Where the part that is read ends; what stands beyond is the closing statement of `parse`.
    end: usize,
    frames: Vec<Frame<'t>>,
    /// Definitions that a pattern found before the walk has reached them, by node.
    deferred: HashMap<u32, Found<'t>>,
    /// The tree has errors; most have none, and then nobody looks.
    broken: bool,
    out: Collected<'a>,
}

/// A node whose children are being visited.
struct Frame<'t> {
    node: Node<'t>,
    context: Context,
    /// Attributes and decorators before the next child.
    prefix: Option<Span>,
}

/// What holds for all children of a node.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    definition: Option<u32>,
    /// Definitions inside definitions.
    depth: u32,
    owner: Option<u32>,
    nesting: u32,
    local: bool,
    importing: bool,
    in_error: bool,
    access: Option<Visibility>,
    outer: Option<Outer>,
}

impl<'t> Walk<'t, '_> {
    /// Note what a node is; say what holds for its children, or `None` to pass them over.
    fn enter(&mut self, node: Node<'t>) -> Option<Context> {
        let frame = self.frames.last_mut()?;
        let here = frame.context;
        let mut inner = Context {
            outer: None,
            ..here
        };
        let plain = self.rules.plain(node.kind_id());
        if plain.prefix {
            frame.prefix.get_or_insert(span(node));
        }
        let prefix = if plain.prefix || plain.comment {
            None
        } else {
            frame.prefix.take()
        };
        if self.broken {
            self.note_problem(node, &mut inner);
        }
        if let Some(found) = self.deferred.remove(&node.id()) {
            self.define(&found, here, None, &mut inner);
            return Some(inner);
        }
        if !plain.any || node.start_byte() >= self.end {
            return Some(inner);
        }
        if plain.comment {
            self.out.comment(node);
            return None;
        }
        if plain.reference && !here.importing {
            self.out.reference(node, here.definition);
        }
        let matches = if plain.structured {
            self.rules.matches(node, self.text)
        } else {
            Vec::new()
        };
        self.definitions(node, plain, &matches, prefix, &mut inner);
        self.branches(node, plain, &matches, &mut inner);
        self.uses(node, plain, &matches, &mut inner);
        Some(inner)
    }

    fn note_problem(&mut self, node: Node<'t>, inner: &mut Context) {
        if node.is_error() {
            if !inner.in_error {
                self.out.error(node);
            }
            inner.in_error = true;
        } else if node.is_missing() {
            self.out.problem(ProblemKind::MissingToken, node);
        }
    }

    fn definitions(
        &mut self,
        node: Node<'t>,
        plain: Plain,
        matches: &[Match<'t>],
        prefix: Option<Span>,
        inner: &mut Context,
    ) {
        let Some(here) = self.frames.last().map(|frame| frame.context) else {
            return;
        };
        // Of several patterns the first in the file speaks; it may name several things.
        let first = matches
            .iter()
            .filter(|one| one.definition.is_some())
            .map(|one| one.pattern)
            .min();
        let mut names = Vec::new();
        for one in matches.iter().filter(|one| Some(one.pattern) == first) {
            let Some((at, kind)) = one.definition else {
                continue;
            };
            let found = Found::new(kind, at, one.name, one.body, one.parameters);
            if at != node {
                self.deferred.insert(at.id(), found);
            } else if found.name.is_some_and(|name| !names.contains(&name.id())) {
                names.extend(found.name.map(|name| name.id()));
                self.define(&found, here, prefix, inner);
            }
        }
        if let Some(kind) = plain.definition.filter(|_| first.is_none()) {
            self.define(
                &Found::new(kind, node, None, None, None),
                here,
                prefix,
                inner,
            );
        }
        if plain.outer {
            self.surround(node, here, prefix, inner);
        }
        inner.local |= plain.local;
        if plain.members {
            inner.access = None;
        }
        if plain.access
            && let Some(frame) = self.frames.last_mut()
        {
            frame.context.access = languages::access(node, self.text).or(here.access);
        }
    }

    /// Children of this node that define something include this node.
    fn surround(
        &mut self,
        node: Node<'t>,
        here: Context,
        prefix: Option<Span>,
        inner: &mut Context,
    ) {
        let exports = node.kind() == "export_statement";
        if exports {
            self.out.export(node);
        }
        let mut whole = here
            .outer
            .and_then(|outer| outer.span)
            .unwrap_or_else(|| span(node));
        if let Some(prefix) = prefix {
            whole.start_byte = prefix.start_byte;
            whole.start_line = prefix.start_line;
        }
        let exported = exports || here.outer.is_some_and(|outer| outer.exported);
        inner.outer = Some(Outer {
            span: Some(whole),
            exported,
        });
    }

    fn define(
        &mut self,
        found: &Found<'t>,
        here: Context,
        prefix: Option<Span>,
        inner: &mut Context,
    ) {
        let Some(parent) = self.frames.last().map(|frame| frame.node) else {
            return;
        };
        let enclosing = here.definition.and_then(|index| self.out.definition(index));
        let place = Place {
            parent,
            grandparent: self.frames.iter().rev().nth(1).map(|frame| frame.node),
            enclosing: enclosing.map(|definition| definition.kind),
            enclosing_visibility: enclosing
                .map_or(Visibility::Public, |definition| definition.visibility),
            local: here.local,
            exported: here.outer.is_some_and(|outer| outer.exported),
            access: here.access,
            depth: here.depth,
        };
        let Some((index, kind)) = self.out.define(
            found,
            &place,
            here.definition,
            here.outer.and_then(|outer| outer.span),
            prefix,
        ) else {
            return;
        };
        // What surrounds several definitions is the first one's.
        if let Some(frame) = self.frames.last_mut()
            && let Some(outer) = &mut frame.context.outer
        {
            outer.span = None;
        }
        inner.definition = Some(index);
        inner.depth += 1;
        if is_function(kind) {
            inner.owner = Some(index);
            inner.nesting = 0;
            inner.local = true;
        } else if is_type(kind) {
            inner.local = false;
            inner.access = match (self.language, kind) {
                (Language::Cpp, DefinitionKind::Class) => Some(Visibility::Private),
                (Language::Cpp, _) => Some(Visibility::Public),
                _ => None,
            };
        }
    }

    fn branches(
        &mut self,
        node: Node<'t>,
        plain: Plain,
        matches: &[Match<'t>],
        inner: &mut Context,
    ) {
        let Some((here, parent)) = self.frames.last().map(|frame| (frame.context, frame.node))
        else {
            return;
        };
        let mut kind = plain.branch;
        let mut patterns = matches
            .iter()
            .filter(|one| one.branch.is_some())
            .collect::<Vec<_>>();
        patterns.sort_by_key(|one| std::cmp::Reverse(one.pattern));
        for (at, said) in patterns.into_iter().filter_map(|one| one.branch) {
            if at == node {
                kind = Some(said);
            } else {
                self.out.branch(said, at, here.owner, here.nesting);
            }
        }
        let chained = || {
            parent.kind() == "else_clause"
                || node.field_name() == Some("alternative")
                || languages::follows_else(self.language, node, self.text)
        };
        if kind == Some(BranchKind::If) && chained() {
            kind = Some(BranchKind::ElseIf);
        }
        if kind == Some(BranchKind::If) && self.language == Language::Python {
            self.out.note_type_checking(node);
        }
        inner.nesting += u32::from(plain.nesting);
        let Some(kind) = kind else { return };
        // A link of an else-if chain stands where the chain does.
        let nesting = here
            .nesting
            .saturating_sub(u32::from(kind == BranchKind::ElseIf));
        self.out.branch(kind, node, here.owner, nesting);
        let nests = matches!(
            kind,
            BranchKind::If | BranchKind::Loop | BranchKind::Catch | BranchKind::Ternary
        );
        inner.nesting += u32::from(nests);
    }

    fn uses(&mut self, node: Node<'t>, plain: Plain, matches: &[Match<'t>], inner: &mut Context) {
        if plain.import || matches.iter().any(|one| one.import) {
            self.out.import(node);
            inner.importing = true;
        }
        if plain.embedded
            && let Some(frame) = self.frames.last()
        {
            self.out.embed(node, frame.node);
        }
        if plain.call
            && let Some(frame) = self.frames.last()
        {
            self.out.call(node, frame.node, frame.context.definition);
        }
    }
}
