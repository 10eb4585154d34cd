//! Patterns over syntax trees, in the notation of tree-sitter's queries as far as ours use it.
//!
//! `(kind field: (kind) @capture)`, `(_)`, `_`, `"sign"`, `[…]`, `!field`, `.` between neighbours, `#eq?` and
//! `#any-of?`. What tree-sitter's own engine does and ours leaves out is quantifiers and the search below a node:
//! a pattern is tried on one node, as a walk meets it.

use crate::language::Language;
use crate::tree::{Grammar, Node};

/// A pattern, and what must be true of what it captures.
#[derive(Debug)]
pub(crate) struct Pattern<C> {
    root: Part<C>,
    conditions: Vec<Condition<C>>,
}

/// What one node must be.
#[derive(Debug)]
struct Part<C> {
    shape: Shape<C>,
    /// The number of what it is to the node it is in; 0 where that does not matter.
    field: u16,
    /// No named node stands between it and the part before, or the beginning.
    follows: bool,
    captures: Vec<C>,
}

#[derive(Debug)]
enum Shape<C> {
    /// Any node; only named ones where it is so.
    Any { is_named: bool },
    /// A node of this kind with these parts, in this order.
    Node {
        kind: u16,
        without: Vec<u16>,
        parts: Vec<Part<C>>,
        /// No named node stands behind the last part.
        ends: bool,
    },
    /// A node of one of these shapes.
    OneOf(Vec<Part<C>>),
}

#[derive(Debug)]
struct Condition<C> {
    capture: C,
    words: Vec<String>,
}

/// One way to match: what was captured, in the order of the pattern.
pub(crate) type Captured<'t, C> = Vec<(C, Node<'t>)>;

impl<C: Copy + PartialEq> Pattern<C> {
    /// The kind of the node it is tried on; a pattern that begins with a choice or anything has none.
    pub fn root_kind(&self) -> Option<u16> {
        match &self.root.shape {
            Shape::Node { kind, .. } => Some(*kind),
            Shape::Any { .. } | Shape::OneOf(_) => None,
        }
    }

    /// What it captures and nothing else, where it is a kind and one capture.
    pub fn bare(&self) -> Option<C> {
        match (&self.root.shape, self.root.captures.as_slice()) {
            (Shape::Node { without, parts, .. }, [capture])
                if without.is_empty() && parts.is_empty() && self.conditions.is_empty() =>
            {
                Some(*capture)
            }
            _ => None,
        }
    }

    /// All ways in which it matches at a node, in the order of the text.
    pub fn matches<'t>(&self, node: Node<'t>, text: &str) -> Vec<Captured<'t, C>> {
        let mut ways = vec![Vec::new()];
        self.root.extend(node, &mut ways);
        ways.retain(|way| {
            self.conditions
                .iter()
                .all(|condition| condition.holds(way, text))
        });
        ways
    }
}

impl<C: Copy + PartialEq> Condition<C> {
    fn holds(&self, way: &Captured<'_, C>, text: &str) -> bool {
        let captured = way.iter().filter(|(capture, _)| *capture == self.capture);
        captured
            .map(|(_, node)| text.get(node.byte_range()).unwrap_or_default())
            .all(|said| self.words.iter().any(|word| word == said))
    }
}

impl<C: Copy> Part<C> {
    /// Go on with each way through this node; none is left where it does not match.
    fn extend<'t>(&self, node: Node<'t>, ways: &mut Vec<Captured<'t, C>>) {
        for way in &mut *ways {
            way.extend(self.captures.iter().map(|capture| (*capture, node)));
        }
        match &self.shape {
            Shape::Any { is_named } => {
                if *is_named && !node.is_named() {
                    ways.clear();
                }
            }
            Shape::OneOf(choices) => {
                let begun = std::mem::take(ways);
                for choice in choices {
                    let mut tried = begun.clone();
                    choice.extend(node, &mut tried);
                    ways.append(&mut tried);
                }
            }
            Shape::Node {
                kind,
                without,
                parts,
                ends,
            } => {
                let lacks = |field: &u16| node.child_by_field_id(*field).is_none();
                if node.kind_id() != *kind || !without.iter().all(lacks) {
                    ways.clear();
                } else if !parts.is_empty() {
                    let children: Vec<Node<'t>> = node.children().collect();
                    let begun = std::mem::take(ways);
                    in_order(parts, *ends, &children, begun, ways);
                }
            }
        }
    }
}

/// Find parts among children, each behind the one before, in every way there is.
fn in_order<'t, C: Copy>(
    parts: &[Part<C>],
    ends: bool,
    children: &[Node<'t>],
    begun: Vec<Captured<'t, C>>,
    found: &mut Vec<Captured<'t, C>>,
) {
    let Some((part, later)) = parts.split_first() else {
        if !(ends && children.iter().any(Node::is_named)) {
            found.extend(begun);
        }
        return;
    };
    for (at, child) in children.iter().enumerate() {
        let is_it = part.field == 0 || child.field_id().is_some_and(|id| id.get() == part.field);
        if is_it {
            let mut tried = begun.clone();
            part.extend(*child, &mut tried);
            if !tried.is_empty() {
                let rest = children.get(at + 1..).unwrap_or_default();
                in_order(later, ends, rest, tried, found);
            }
        }
        if part.follows && child.is_named() {
            return;
        }
    }
}

/// Read patterns; `name` gives what a capture's name stands for.
///
/// # Errors
/// What is wrong, and where the text goes on.
pub(crate) fn read<C: Copy>(
    text: &str,
    language: Language,
    name: &dyn Fn(&str) -> Option<C>,
) -> Result<Vec<Pattern<C>>, String> {
    let mut reader = Reader {
        rest: text,
        grammar: Grammar::of(language),
        name,
        conditions: Vec::new(),
    };
    let mut patterns = Vec::new();
    while reader.peek().is_some() {
        let root = reader.part()?;
        let conditions = std::mem::take(&mut reader.conditions);
        patterns.push(Pattern { root, conditions });
    }
    Ok(patterns)
}

struct Reader<'a, C> {
    rest: &'a str,
    grammar: &'static Grammar,
    name: &'a dyn Fn(&str) -> Option<C>,
    conditions: Vec<Condition<C>>,
}

impl<'a, C: Copy> Reader<'a, C> {
    /// The next sign, behind white space and comments.
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        while let Some(comment) = self.rest.strip_prefix(';') {
            self.rest = comment
                .split_once('\n')
                .map_or("", |(_, rest)| rest)
                .trim_start();
        }
        self.rest.chars().next()
    }

    fn take(&mut self, sign: &str) -> bool {
        self.peek();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'a str {
        self.peek();
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || "_-.?#".contains(sign);
        let end = self
            .rest
            .find(|sign| !is_part(sign))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn wrong<T>(&self, what: &str) -> Result<T, String> {
        let near: String = self.rest.chars().take(40).collect();
        Err(format!("{what} near `{near}`"))
    }

    /// One part with its captures, without a field.
    fn part(&mut self) -> Result<Part<C>, String> {
        let shape = match self.peek() {
            Some('(') => self.node()?,
            Some('[') => self.choice()?,
            Some('"') => {
                let sign = self.quoted()?;
                self.kind(sign, false)?
            }
            Some('_') if self.take("_") => Shape::Any { is_named: false },
            _ => return self.wrong("no pattern"),
        };
        let mut captures = Vec::new();
        while self.take("@") {
            captures.push(self.capture()?);
        }
        Ok(Part {
            shape,
            field: 0,
            follows: false,
            captures,
        })
    }

    fn capture(&mut self) -> Result<C, String> {
        let name = self.word();
        match (self.name)(name) {
            Some(capture) => Ok(capture),
            None => self.wrong(&format!("no capture is named `{name}`")),
        }
    }

    fn kind(&self, name: &str, is_named: bool) -> Result<Shape<C>, String> {
        match self.grammar.kind_id(name, is_named) {
            Some(kind) => Ok(Shape::Node {
                kind,
                without: Vec::new(),
                parts: Vec::new(),
                ends: false,
            }),
            None => self.wrong(&format!("no kind is named `{name}`")),
        }
    }

    fn quoted(&mut self) -> Result<&'a str, String> {
        self.take("\"");
        match self.rest.split_once('"') {
            Some((text, rest)) => {
                self.rest = rest;
                Ok(text)
            }
            None => self.wrong("no closing quote"),
        }
    }

    fn choice(&mut self) -> Result<Shape<C>, String> {
        self.take("[");
        let mut choices = Vec::new();
        while !self.take("]") {
            choices.push(self.part()?);
        }
        Ok(Shape::OneOf(choices))
    }

    fn node(&mut self) -> Result<Shape<C>, String> {
        self.take("(");
        let name = self.word();
        if name == "_" {
            return match self.take(")") {
                true => Ok(Shape::Any { is_named: true }),
                false => self.wrong("nothing is said of what is in any node"),
            };
        }
        let mut shape = self.kind(name, true)?;
        let mut near = false;
        while !self.take(")") {
            let Shape::Node { without, parts, .. } = &mut shape else {
                break;
            };
            match self.peek() {
                Some('.') => near = self.take("."),
                Some('!') => {
                    self.take("!");
                    without.push(self.field()?);
                }
                Some('(') if self.rest.starts_with("(#") => self.condition()?,
                Some(sign) if sign.is_ascii_lowercase() => {
                    let field = self.field()?;
                    if !self.take(":") {
                        return self.wrong("no colon behind a field");
                    }
                    let part = self.part()?;
                    parts.push(Part {
                        field,
                        follows: std::mem::take(&mut near),
                        ..part
                    });
                }
                _ => {
                    let part = self.part()?;
                    parts.push(Part {
                        follows: std::mem::take(&mut near),
                        ..part
                    });
                }
            }
        }
        if let Shape::Node { ends, .. } = &mut shape {
            *ends = near;
        }
        Ok(shape)
    }

    fn field(&mut self) -> Result<u16, String> {
        let name = self.word();
        match self.grammar.field_id(name) {
            Some(id) => Ok(id.get()),
            None => self.wrong(&format!("no field is named `{name}`")),
        }
    }

    /// `(#any-of? @capture "one" "other")`, or `#eq?` with one.
    fn condition(&mut self) -> Result<(), String> {
        self.take("(");
        if !matches!(self.word(), "#eq?" | "#any-of?") || !self.take("@") {
            return self.wrong("no such condition");
        }
        let capture = self.capture()?;
        let mut words = Vec::new();
        while !self.take(")") {
            words.push(self.quoted()?.to_owned());
        }
        self.conditions.push(Condition { capture, words });
        Ok(())
    }
}
