//! What the names of a file mean as far as the file itself says, and where they are used.
//!
//! Scopes are resolved here, as each language has them; what comes from other files is left as an import or as a
//! free name. Expressions are kept once each and hold nothing but names: no values, no text, no order of
//! execution. Knows no other file and guesses nothing: what cannot be said is [`BindingKind::Opaque`].

mod builder;
mod c;
mod chain;
mod cpp;
mod cpp_bindings;
mod cpp_declarators;
mod csharp;
mod csharp_bindings;
mod ecmascript;
mod ecmascript_bindings;
mod ecmascript_types;
mod go;
mod go_bindings;
mod implied;
mod java;
mod kotlin;
mod kotlin_bindings;
mod kotlin_lambdas;
mod kotlin_types;
mod numbers;
mod php;
mod php_bindings;
mod python;
mod python_bindings;
mod ruby;
mod ruby_bindings;
mod ruby_values;
mod rust;
mod rust_bindings;
mod rust_macros;
mod rust_types;
mod scoped;
mod step;
mod walk;

use serde::{Deserialize, Serialize};

use crate::texts::Texts;

pub(crate) use walk::collect;
pub use walk::follows;

/// What the names of one file mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Each name once.
    pub names: Texts,
    /// What names are bound to in scopes of the file; those of functions have no name here.
    pub variables: Vec<Variable>,
    /// What is bound to variables, sorted by variable, else in source order.
    pub bindings: Vec<Binding>,
    /// Expressions over names; what one is made of comes before it.
    pub expressions: Vec<Expression>,
    /// What definitions say of themselves, sorted by definition.
    pub links: Vec<Link>,
    /// Where names are used that mean more than a local variable, in source order.
    pub sites: Vec<Site>,
}

/// A name in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name, as an index into [`Usage::names`].
    pub name: u32,
    /// Where it can be seen from.
    pub scope: VariableScope,
}

/// Where a variable can be seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "u32", into = "u32")]
pub enum VariableScope {
    /// The whole file, and files that import it.
    File,
    /// One function or block.
    Local,
    /// The members of this definition.
    Member(u32),
}

/// One thing that a variable may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Index of the variable.
    pub variable: u32,
    /// What `value` is.
    pub kind: BindingKind,
    /// Index of a definition, an import or an expression; 0 where there is none.
    pub value: u32,
}

/// What a variable is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum BindingKind {
    /// A definition of the file.
    Definition,
    /// An import of the file.
    Import,
    /// What an expression gives.
    Value,
    /// An instance of the type that an expression names.
    Annotated,
    /// The object that a method of this definition is called on.
    Receiver,
    /// The class itself that a method of this definition is called on.
    ReceiverClass,
    /// What another file defines under this name.
    Elsewhere,
    /// Something that is not followed.
    Opaque,
}

/// An expression over names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Expression {
    /// What `first` and `second` are.
    pub kind: ExpressionKind,
    /// See [`ExpressionKind`].
    pub first: u32,
    /// See [`ExpressionKind`].
    pub second: u32,
}

/// The kinds of expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum ExpressionKind {
    /// The variable `first` of the file.
    Variable,
    /// The name `first`, which no scope of the file binds.
    Free,
    /// The name `second` as code of the definition `first` sees it: a member of its type, else a free name.
    Implicit,
    /// The type `second` as code of the definition `first` names it; `first` is [`u32::MAX`] for a file's own code.
    TypeName,
    /// The member named `second` of the expression `first`.
    Member,
    /// What a call of the expression `first` gives.
    Call,
    /// The expressions `first` and `second` as results of one function; `second` may be more of these.
    Pair,
    /// The result at position `second`, from 0, of what a call of the expression `first` gives.
    Part,
    /// A list, map or the like of what the expression `first` names as a type.
    Many,
    /// One of what the expression `first` holds many of; the same where it holds one.
    Element,
    /// A value of the language's own type named `first`.
    Literal,
    /// The object that a method of the definition `first` is called on.
    Receiver,
    /// That object as the bases of the definition `first` see it.
    Super,
    /// Something that is not followed.
    Opaque,
    /// The member `first` of an object that code runs on, or what the expression `second` is where it has none.
    Otherwise,
}

/// What a definition says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Index of the definition.
    pub definition: u32,
    /// How the expression belongs to it.
    pub kind: LinkKind,
    /// Index of the expression.
    pub expression: u32,
}

/// How an expression belongs to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum LinkKind {
    /// A type that it extends or implements.
    Base,
    /// The type that it says to return, or for a field to hold.
    Declared,
    /// What it returns.
    Returned,
    /// What decorates it.
    Decorator,
    /// It yields, so that a call gives something else than it returns.
    Yields,
    /// It is called on objects of this type, which has no such member itself.
    Extended,
}

/// One use of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Index of the expression.
    pub expression: u32,
    /// How it is used.
    pub kind: SiteKind,
    /// Line, 1-based.
    pub line: u32,
    /// Index of the innermost definition round it.
    pub definition: Option<u32>,
    /// Arguments written, of a call; 255 stands for more and for unknown.
    pub argument_count: u8,
}

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum SiteKind {
    /// It is called.
    Call,
    /// It is called by standing above a definition.
    Decorator,
    /// It is read or passed on.
    Reference,
    /// It is extended or implemented.
    Base,
}

impl Usage {
    /// The text of a name index; empty for an index of another file.
    #[must_use]
    pub fn name(&self, index: u32) -> &str {
        self.names.get(index as usize).unwrap_or_default()
    }

    /// An expression; opaque for an index of another file.
    #[must_use]
    pub fn expression(&self, index: u32) -> Expression {
        self.expressions
            .get(index as usize)
            .copied()
            .unwrap_or(Expression {
                kind: ExpressionKind::Opaque,
                first: 0,
                second: 0,
            })
    }

    /// What is bound to a variable.
    #[must_use]
    pub fn bindings_of(&self, variable: u32) -> &[Binding] {
        let start = self.bindings.partition_point(|one| one.variable < variable);
        let end = self
            .bindings
            .partition_point(|one| one.variable <= variable);
        self.bindings.get(start..end).unwrap_or_default()
    }

    /// The expressions that belong to a definition in one way.
    pub fn links_of(&self, definition: u32, kind: LinkKind) -> impl Iterator<Item = u32> {
        let start = self
            .links
            .partition_point(|one| one.definition < definition);
        let links = self.links.get(start..).unwrap_or_default();
        links
            .iter()
            .take_while(move |one| one.definition == definition)
            .filter(move |one| one.kind == kind)
            .map(|one| one.expression)
    }

    /// Whether every index leads to something, as in what a pass over a text of `lines` lines gives.
    #[must_use]
    pub fn holds_together(&self, definitions: usize, imports: usize, lines: u32) -> bool {
        let name = |index: u32| (index as usize) < self.names.len();
        let definition = |index: u32| (index as usize) < definitions;
        let expression = |index: u32| (index as usize) < self.expressions.len();
        self.variables.iter().all(|one| {
            name(one.name)
                && match one.scope {
                    VariableScope::File | VariableScope::Local => true,
                    VariableScope::Member(owner) => definition(owner),
                }
        }) && self.bindings.is_sorted_by_key(|one| one.variable)
            && self.bindings.iter().all(|one| {
                (one.variable as usize) < self.variables.len()
                    && match one.kind {
                        BindingKind::Definition
                        | BindingKind::Receiver
                        | BindingKind::ReceiverClass => definition(one.value),
                        BindingKind::Import => (one.value as usize) < imports,
                        BindingKind::Value | BindingKind::Annotated => expression(one.value),
                        BindingKind::Elsewhere | BindingKind::Opaque => true,
                    }
            })
            && self.expressions_hold_together(definitions)
            && self.links.is_sorted_by_key(|one| one.definition)
            && self
                .links
                .iter()
                .all(|one| definition(one.definition) && expression(one.expression))
            && self.sites.iter().all(|one| {
                expression(one.expression)
                    && one.definition.is_none_or(definition)
                    && (1..=lines.max(1)).contains(&one.line)
            })
    }

    fn expressions_hold_together(&self, definitions: usize) -> bool {
        let name = |index: u32| (index as usize) < self.names.len();
        let definition = |index: u32| (index as usize) < definitions;
        self.expressions.iter().enumerate().all(|(position, one)| {
            let before = (one.first as usize) < position;
            match one.kind {
                ExpressionKind::Variable => (one.first as usize) < self.variables.len(),
                ExpressionKind::Free | ExpressionKind::Literal => name(one.first),
                ExpressionKind::Member => before && name(one.second),
                ExpressionKind::Call
                | ExpressionKind::Part
                | ExpressionKind::Many
                | ExpressionKind::Element => before,
                ExpressionKind::Pair | ExpressionKind::Otherwise => {
                    before && (one.second as usize) < position
                }
                ExpressionKind::Implicit => definition(one.first) && name(one.second),
                ExpressionKind::TypeName => {
                    (one.first == u32::MAX || definition(one.first)) && name(one.second)
                }
                ExpressionKind::Receiver | ExpressionKind::Super => definition(one.first),
                ExpressionKind::Opaque => true,
            }
        })
    }
}
