//! One walk over a tree with a stack of its own; what is a scope or a binding, each language says for its nodes.

use super::builder::Builder;
use super::step::{Step, step};
use super::{
    SiteKind, Usage, c, cpp, csharp, ecmascript, go, java, kotlin, php, python, ruby, rust,
};
use crate::facts::FileFacts;
use crate::language::Language;
use crate::parse::Limits;
use crate::tree::{Node, Tree};

/// Nodes between two looks at `stop`.
const NODES_PER_LOOK: u32 = 1_024;

/// Gather what names mean; `None` when `stop` said so first.
pub(crate) fn collect(
    tree: &Tree,
    text: &str,
    facts: &FileFacts,
    limits: &Limits,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Usage> {
    let mut builder = Builder::new(text, facts, limits);
    let mut frames = vec![Frame::root(tree.root_node())];
    let mut looked = 0_u32;
    let mut at = Some(tree.root_node());
    while let Some(node) = at {
        looked += 1;
        if looked.is_multiple_of(NODES_PER_LOOK) && stop() {
            return None;
        }
        let above = *frames.last()?;
        let within = node.is_named().then(|| {
            let scope = match above.body_scope {
                Some(body) if node.field_name() == Some("body") => body,
                _ => above.scope,
            };
            builder.enter(node, above.node, scope)
        });
        let mut next = node.after();
        if let Some(Inside::Scopes(frame)) = within
            && frames.len() < limits.depth_max as usize
            && !node.is_leaf()
        {
            next = node.id() + 1;
            frames.push(frame);
        }
        while frames.pop_if(|frame| frame.node.after() <= next).is_some() {}
        at = tree.node(next);
    }
    Some(builder.finish())
}

/// A node whose children are visited, and the scopes they see.
#[derive(Clone, Copy)]
pub(super) struct Frame<'t> {
    node: Node<'t>,
    scope: u32,
    body_scope: Option<u32>,
}

impl<'t> Frame<'t> {
    fn root(node: Node<'t>) -> Self {
        Self {
            node,
            scope: 0,
            body_scope: None,
        }
    }
}

/// Whether the children of a node are visited, and what they see.
pub(super) enum Inside<'t> {
    /// They are, and see these scopes.
    Scopes(Frame<'t>),
    /// They say nothing.
    Skip,
}

/// What the head of a construct opens.
#[derive(Clone, Copy)]
pub(super) enum Opens {
    /// Nothing.
    Nothing,
    /// A scope for its body.
    Body(u32),
    /// A scope for all of it.
    All(u32),
    /// A scope for its head, and one for its body.
    Parts(u32, u32),
    /// Its children say nothing.
    Skip,
}

/// Takes in what a node binds and says.
type Head = for<'t> fn(&mut Builder<'_>, Node<'t>, Node<'t>, u32) -> Opens;

/// How a language's nodes are taken in; nothing for one whose names are not followed.
fn head(language: Language) -> Option<Head> {
    Some(match language {
        Language::Python => python::enter,
        Language::JavaScript | Language::TypeScript | Language::Tsx => ecmascript::enter,
        Language::Go => go::enter,
        Language::C => c::enter,
        Language::Cpp => cpp::enter,
        Language::Java => java::enter,
        Language::CSharp => csharp::enter,
        Language::Rust => rust::enter,
        Language::Php => php::enter,
        Language::Kotlin => kotlin::enter,
        Language::Ruby => ruby::enter,
        _ => return None,
    })
}

/// Whether what names mean is known of a language's files.
#[must_use]
pub fn follows(language: Language) -> bool {
    head(language).is_some()
}

impl Builder<'_> {
    fn enter<'t>(&mut self, node: Node<'t>, parent: Node<'t>, scope: u32) -> Inside<'t> {
        // Error recovery places what it makes up behind the text.
        if node.start_byte() >= self.text.len() {
            return Inside::Skip;
        }
        let opens = match head(self.language) {
            Some(head) => head(self, node, parent, scope),
            None => Opens::Skip,
        };
        let (scope, body_scope) = match opens {
            Opens::Skip => return Inside::Skip,
            Opens::Nothing => (scope, None),
            Opens::Body(body) => (scope, Some(body)),
            Opens::All(inner) => (inner, None),
            Opens::Parts(head, body) => (head, Some(body)),
        };
        let says_nothing = || {
            matches!(
                step(self.language, self.text, node),
                Step::Opaque | Step::Literal(_)
            )
        };
        if !says_nothing() && !self.consumed.remove(&node.id()) {
            match self.language {
                Language::CSharp if csharp::is_type_position(node, parent) => {
                    self.used_type(node, scope, SiteKind::Reference)
                }
                Language::Php if php::is_type_position(node, parent) => {
                    self.used_type(node, scope, SiteKind::Reference)
                }
                _ => self.used(node, scope, SiteKind::Reference),
            };
        }
        Inside::Scopes(Frame {
            node,
            scope,
            body_scope,
        })
    }
}
