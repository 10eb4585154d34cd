//! What a definition is made of, before languages have their say and after.

use crate::facts::{DefinitionKind, Visibility};
use crate::tree::Node;

/// A definition as the queries found it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'t> {
    /// What the query calls it.
    pub kind: DefinitionKind,
    /// The whole of it.
    pub node: Node<'t>,
    /// The captured name, else the field `name`.
    pub name: Option<Node<'t>>,
    /// The captured body, else the field `body`.
    pub body: Option<Node<'t>>,
    /// The captured parameters, else the field `parameters`.
    pub parameters: Option<Node<'t>>,
}

/// Where a definition stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'t> {
    /// The node that holds it.
    pub parent: Node<'t>,
    /// The node that holds that one.
    pub grandparent: Option<Node<'t>>,
    /// The kind of the definition that encloses it.
    pub enclosing: Option<DefinitionKind>,
    /// Who can see that one.
    pub enclosing_visibility: Visibility,
    /// It stands in a function's body, so its variables are nobody's business.
    pub local: bool,
    /// It is exported by what surrounds it.
    pub exported: bool,
    /// How many definitions it stands in.
    pub depth: u32,
    /// Who can see members here, where a label above said so.
    pub access: Option<Visibility>,
}

/// A definition as its language understands it.
#[derive(Debug, Clone)]
pub(crate) struct Shape<'t, 'a> {
    /// What it is.
    pub kind: DefinitionKind,
    /// Its name.
    pub name: &'a str,
    /// The node of the name.
    pub name_node: Node<'t>,
    /// A parent that is named, not surrounding: a receiver's type, `A::` before a method.
    pub qualifier: Option<String>,
    /// Where the signature begins, when that is not where the definition does.
    pub head_start: Option<usize>,
    /// Where the signature ends, when that is before the end of the definition.
    pub head_end: Option<usize>,
    /// Where the signature goes on after its body: `typedef struct { … } name`.
    pub head_resumes: Option<usize>,
    /// The parameters, for things that are called.
    pub parameters: Option<Node<'t>>,
    /// Who can see it.
    pub visibility: Visibility,
}

impl<'t> Found<'t> {
    /// Fill in by the usual fields what was not captured.
    pub fn new(
        kind: DefinitionKind,
        node: Node<'t>,
        name: Option<Node<'t>>,
        body: Option<Node<'t>>,
        parameters: Option<Node<'t>>,
    ) -> Self {
        Self {
            kind,
            node,
            name: name.or_else(|| node.child_by_field_name("name")),
            body: body.or_else(|| node.child_by_field_name("body")),
            parameters: parameters.or_else(|| node.child_by_field_name("parameters")),
        }
    }

    /// The shape that fits most languages: the name as written, the head up to the body.
    pub fn shape<'a>(&self, text: &'a str, visibility: Visibility) -> Option<Shape<'t, 'a>> {
        let name_node = self.name?;
        let name = text.get(name_node.byte_range())?;
        Some(Shape {
            kind: self.kind,
            name,
            name_node,
            qualifier: None,
            head_start: None,
            head_resumes: None,
            head_end: self.body.map(|body| body.start_byte()),
            parameters: self.parameters.filter(|_| is_callable(self.kind)),
            visibility,
        })
    }
}

/// Things that are called and have parameters.
#[must_use]
pub fn is_callable(kind: DefinitionKind) -> bool {
    matches!(
        kind,
        DefinitionKind::Function | DefinitionKind::Method | DefinitionKind::Macro
    )
}

/// Things that have decision points of their own.
#[must_use]
pub fn is_function(kind: DefinitionKind) -> bool {
    matches!(kind, DefinitionKind::Function | DefinitionKind::Method)
}

/// Things whose functions are methods.
#[must_use]
pub fn is_type(kind: DefinitionKind) -> bool {
    matches!(
        kind,
        DefinitionKind::Class
            | DefinitionKind::Struct
            | DefinitionKind::Enum
            | DefinitionKind::Union
            | DefinitionKind::Interface
            | DefinitionKind::Trait
            | DefinitionKind::Implementation
    )
}

/// Things that are listed only where others can see them: not inside a function.
pub(crate) fn is_value(kind: DefinitionKind) -> bool {
    matches!(kind, DefinitionKind::Variable | DefinitionKind::Constant)
}

/// Things that hold a value, or stand for another type: neither functions nor types of their own.
#[must_use]
pub fn holds_value(kind: DefinitionKind) -> bool {
    is_value(kind) || matches!(kind, DefinitionKind::Field | DefinitionKind::TypeAlias)
}

/// Whether a child of `node` before its name reads as `word`.
pub(crate) fn has_modifier(node: Node<'_>, before: usize, text: &str, words: &[&str]) -> bool {
    modifiers(node, before).into_iter().any(|child| {
        text.get(child.byte_range()).is_some_and(|modifier| {
            modifier
                .split_ascii_whitespace()
                .any(|part| words.contains(&part))
        })
    })
}

/// The children of `node` that begin before a byte: at most a few.
pub(crate) fn modifiers(node: Node<'_>, before: usize) -> Vec<Node<'_>> {
    node.children()
        .take_while(|child| child.start_byte() < before)
        .take(32)
        .collect()
}
