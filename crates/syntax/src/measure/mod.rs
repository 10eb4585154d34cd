//! A second walk over the tree, which counts: tokens, statements, exits, and what makes code hard to follow.
//!
//! It knows no language but through the kinds of nodes in `kinds`, and makes no metric.

mod cognitive;
mod halstead;
mod kinds;
mod members;
mod recursion;
mod spaces;

use crate::definitions::is_type;
use crate::facts::{DefinitionKind, FileFacts};
use crate::lines;
use crate::measures::Measures;
use crate::parse::Limits;
use crate::spans::start_line;
use crate::tokens::{TokenStream, Writer};
use crate::tree::{Node, Tree};
use cognitive::{Cognitive, Level};
use halstead::Tokens;
use kinds::{Kind, Token};
use members::Members;
use spaces::Spaces;

/// Nodes between two looks at `stop`.
const NODES_PER_LOOK: u32 = 1_024;

/// A node at which a definition begins, as the first walk met it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// The node.
    pub node: u32,
    /// The node of its body; of a function without a name, that one.
    pub body: Option<u32>,
    /// Index of the definition.
    pub definition: u32,
}

/// Count what is in a tree whose other facts are known; `None` when `stop` said so first.
pub(crate) fn measure(
    tree: &Tree,
    text: &str,
    facts: &FileFacts,
    openings: &[Opening],
    limits: &Limits,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<(Measures, TokenStream)> {
    let mut walk = Walk {
        kinds: kinds::of(facts.language),
        text,
        facts,
        openings,
        frames: Vec::new(),
        tokens: Tokens::default(),
        spaces: Spaces::new(limits),
        cognitive: Cognitive::new(facts.language, limits),
        members: Members::new(facts, text),
        comments: Vec::new(),
        stream: Writer::default(),
    };
    walk.tokens.open();
    walk.spaces.open(None);
    let mut looked = 0_u32;
    let mut at = Some(tree.root_node());
    while let Some(node) = at {
        looked += 1;
        if looked.is_multiple_of(NODES_PER_LOOK) && stop() {
            return None;
        }
        let entered = walk.enter(node);
        let deep = walk.frames.len() > limits.depth_max as usize;
        let mut next = node.after();
        if let Some(frame) = entered {
            if deep || node.is_leaf() {
                walk.leave(frame);
            } else {
                next = node.id() + 1;
                walk.frames.push(frame);
            }
        }
        while let Some(frame) = walk.frames.pop_if(|frame| frame.after <= next) {
            walk.leave(frame);
        }
        at = tree.node(next);
    }
    if stop() { None } else { Some(walk.finish()) }
}

struct Walk<'a> {
    kinds: &'static [Kind],
    text: &'a str,
    facts: &'a FileFacts,
    /// Those that have not been met yet.
    openings: &'a [Opening],
    frames: Vec<Frame>,
    tokens: Tokens<'a>,
    spaces: Spaces,
    cognitive: Cognitive,
    members: Members<'a>,
    comments: Vec<std::ops::Range<usize>>,
    stream: Writer,
}

/// A node whose children are being visited.
#[derive(Clone, Copy)]
struct Frame {
    /// Where what is not in it goes on.
    after: u32,
    kind: Kind,
    level: Level,
    in_string: bool,
    /// A type or function begins here.
    opened: Option<DefinitionKind>,
}

impl Walk<'_> {
    /// Count a node; say what holds for its children, or `None` to pass them over.
    fn enter(&mut self, node: Node<'_>) -> Option<Frame> {
        if node.start_byte() >= self.text.len() && node.parent().is_some() {
            return None;
        }
        let kind = self
            .kinds
            .get(usize::from(node.kind_id()))
            .copied()
            .unwrap_or_default();
        if kind.comment {
            self.comments.push(lines::comment_range(node, self.text));
            return None;
        }
        let above = self.frames.last().copied();
        let mut frame = Frame {
            after: node.after(),
            kind,
            level: self.cognitive.level(above.map(|above| above.level), node),
            in_string: above.is_some_and(|above| above.in_string),
            opened: None,
        };
        let held = node.is_named() && above.is_some_and(|above| above.kind.holds);
        if kind.statement || (held && !kind.holds) {
            self.spaces.statement();
        }
        self.open(node, &mut frame);
        if node.is_leaf() {
            if !frame.in_string {
                self.token(node, kind, above);
            }
            return Some(frame);
        }
        if kind.string && !frame.in_string {
            self.operand(node, true);
        }
        frame.in_string = (frame.in_string || kind.string) && !kind.interpolation;
        self.spaces.node(&kind);
        if kind.closure && !self.cognitive.is_body(node.id()) {
            self.spaces.closure(node);
        }
        let parent = above.map(|above| above.kind);
        self.cognitive.enter(node, &kind, parent, &mut frame.level);
        Some(frame)
    }

    /// Begin the types and functions whose node this is.
    fn open(&mut self, node: Node<'_>, frame: &mut Frame) {
        while let Some((opening, rest)) = self.openings.split_first() {
            if opening.node != node.id() {
                break;
            }
            self.openings = rest;
            let Some(definition) = self.facts.definitions.get(opening.definition as usize) else {
                continue;
            };
            if frame.opened.is_some() {
                continue;
            }
            frame.opened = Some(definition.kind);
            self.tokens.open();
            self.spaces.open(Some(opening.definition));
            self.members.open(opening.definition, node);
            if is_type(definition.kind) {
                self.cognitive.open_type(&mut frame.level);
            } else {
                let nested = self
                    .cognitive
                    .open_function(opening, node, &mut frame.level);
                self.spaces.nested_at(nested);
            }
        }
    }

    fn token(&mut self, node: Node<'_>, kind: Kind, above: Option<Frame>) {
        let range = node.byte_range();
        if range.is_empty() {
            return;
        }
        let parent = above.map(|above| above.kind).unwrap_or_default();
        match kind.token {
            Token::Operand => return self.operand(node, kind.string),
            Token::Closing => {
                self.members.sign(")");
                return;
            }
            Token::Operator => {}
            Token::Assign => self.spaces.assignment(!parent.names_argument),
            Token::Compare => self.spaces.condition(parent.compares),
            Token::Case => self.spaces.condition(true),
            Token::And | Token::Or => {
                if let Some(above) = above.filter(|above| above.kind.logical) {
                    self.cognitive.operator(node, kind.token, above.level);
                }
            }
            Token::Else => {
                self.spaces.condition(true);
                let grand = self.frames.iter().rev().nth(1).map(|frame| frame.kind);
                self.cognitive.otherwise(node, [Some(parent), grand]);
            }
        }
        let word = self.text.get(range).unwrap_or_default();
        self.members.sign(word);
        if word == "abstract" {
            self.spaces.abstracted();
        }
        self.stream.fixed(word, start_line(node));
        self.tokens.operator(node.kind_id());
    }

    fn operand(&mut self, node: Node<'_>, is_string: bool) {
        let text = self.text.get(node.byte_range()).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        let number = self.tokens.operand(text);
        self.members.name(text, number);
        self.stream.operand(text, is_string, start_line(node));
        if matches!(text, "ABC" | "ABCMeta" | "abstractmethod" | "Protocol") {
            self.spaces.abstracted();
        }
    }

    /// What there is to do when all children of a node have been visited.
    fn leave(&mut self, frame: Frame) {
        if frame.kind.pure {
            self.spaces.abstracted();
        }
        let Some(kind) = frame.opened else { return };
        self.spaces.close(self.tokens.close());
        self.members.close();
        if !is_type(kind) {
            self.cognitive.close_function();
        }
    }

    fn finish(mut self) -> (Measures, TokenStream) {
        self.spaces.close(self.tokens.close());
        let (receivers, member_uses, type_uses, names) = self.members.finish(&self.tokens);
        let recursive = recursion::recursive(self.facts, &receivers);
        let mut spaces = self.spaces.finish(self.facts, self.text, &self.comments);
        for space in &mut spaces {
            space.recursive = space
                .definition
                .is_some_and(|index| recursive.get(index as usize) == Some(&true));
        }
        let increments = self.cognitive.finish(self.facts, &mut spaces);
        let measures = Measures {
            spaces,
            increments,
            names,
            member_uses,
            type_uses,
        };
        (measures, self.stream.finish())
    }
}
