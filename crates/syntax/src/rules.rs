//! The queries of a language, made ready for one walk over a tree.
//!
//! A pattern that is a bare node kind, `(if_statement) @branch.if`, becomes an entry of a table by kind.
//! A pattern with structure is tried on nodes of its root kind only, as the walk meets them.

use std::sync::OnceLock;

use crate::facts::{BranchKind, DefinitionKind};
use crate::language::Language;
use crate::maps::HashMap;
use crate::query::{self, Pattern};
use crate::tree::Node;

/// What one capture says about a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A definition.
    Definition(DefinitionKind),
    /// A decision point.
    Branch(BranchKind),
    /// An import.
    Import,
    /// A call.
    Call,
    /// A use of a name.
    Reference,
    /// A comment.
    Comment,
    /// What nests without being a decision point: `switch`, `match`.
    Nesting,
    /// An anonymous function: what is inside is local.
    Local,
    /// What surrounds a definition and belongs to it: decorators, `export`, `template`.
    Outer,
    /// What stands before a definition as its sibling and belongs to it: attributes, decorators.
    Prefix,
    /// A label that says who can see the members that follow.
    Access,
    /// Members stand inside, and no label outside speaks of them.
    Members,
    /// Text in another language stands inside.
    Embedded,
    /// The name of a definition, or the declarator that holds it.
    Name,
    /// The part of a definition that its signature leaves out.
    Body,
    /// The parameters of a definition.
    Parameters,
}

/// What the table says of a node kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Plain {
    pub definition: Option<DefinitionKind>,
    pub branch: Option<BranchKind>,
    pub import: bool,
    pub call: bool,
    pub reference: bool,
    pub comment: bool,
    pub nesting: bool,
    pub local: bool,
    pub outer: bool,
    pub prefix: bool,
    pub access: bool,
    pub members: bool,
    pub embedded: bool,
    /// Patterns with structure begin here.
    pub structured: bool,
    /// Any of the above.
    pub any: bool,
}

/// What one pattern says of the node it was run on.
#[derive(Clone, Copy, Default)]
pub(crate) struct Match<'t> {
    pub pattern: usize,
    pub definition: Option<(Node<'t>, DefinitionKind)>,
    pub branch: Option<(Node<'t>, BranchKind)>,
    pub import: bool,
    pub name: Option<Node<'t>>,
    pub body: Option<Node<'t>>,
    pub parameters: Option<Node<'t>>,
}

/// A language's queries, ready.
pub(crate) struct Rules {
    by_kind: Vec<Plain>,
    /// Patterns with structure by the kind they begin at, each with its number in the file.
    structured: HashMap<u16, Vec<(usize, Pattern<Role>)>>,
}

impl Rules {
    /// The rules of a language; made on first use, kept for the life of the process.
    pub fn of(language: Language) -> &'static Self {
        static RULES: [OnceLock<Rules>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        RULES
            .get(language as usize)
            .expect("the array has a place for each language")
            .get_or_init(|| Self::new(language))
    }

    /// What the table says of nodes of this kind.
    pub fn plain(&self, kind_id: u16) -> Plain {
        self.by_kind
            .get(usize::from(kind_id))
            .copied()
            .unwrap_or_default()
    }

    /// Run the patterns with structure on one node.
    pub fn matches<'t>(&self, node: Node<'t>, text: &str) -> Vec<Match<'t>> {
        let of_kind = self.structured.get(&node.kind_id());
        let mut found = Vec::new();
        for (number, pattern) in of_kind.into_iter().flatten() {
            for captured in pattern.matches(node, text) {
                let mut kept = Match {
                    pattern: *number,
                    ..Match::default()
                };
                for (role, node) in captured {
                    kept.add(role, node);
                }
                found.push(kept);
            }
        }
        found
    }

    fn new(language: Language) -> Self {
        let text = language.row().queries.concat();
        let patterns = query::read(&text, language, &Role::named)
            .expect("the queries are compiled in, and a test loads each");
        let mut by_kind = Vec::new();
        let mut structured: HashMap<u16, Vec<(usize, Pattern<Role>)>> = HashMap::default();
        for (number, pattern) in patterns.into_iter().enumerate() {
            let kind = pattern
                .root_kind()
                .expect("the queries are compiled in, and a test loads each");
            if by_kind.len() <= usize::from(kind) {
                by_kind.resize(usize::from(kind) + 1, Plain::default());
            }
            if let Some(plain) = by_kind.get_mut(usize::from(kind)) {
                plain.any = true;
                match pattern.bare() {
                    Some(role) => plain.add(role),
                    None => plain.structured = true,
                }
            }
            if pattern.bare().is_none() {
                structured.entry(kind).or_default().push((number, pattern));
            }
        }
        Self {
            by_kind,
            structured,
        }
    }
}

impl<'t> Match<'t> {
    fn add(&mut self, role: Role, node: Node<'t>) {
        match role {
            Role::Definition(kind) => self.definition = Some((node, kind)),
            Role::Branch(kind) => self.branch = Some((node, kind)),
            Role::Name => self.name = Some(node),
            Role::Body => self.body = Some(node),
            Role::Parameters => self.parameters = Some(node),
            Role::Import => self.import = true,
            // These are said of bare nodes only.
            Role::Call
            | Role::Reference
            | Role::Comment
            | Role::Nesting
            | Role::Local
            | Role::Outer
            | Role::Prefix
            | Role::Members
            | Role::Embedded
            | Role::Access => {}
        }
    }
}

impl Plain {
    fn add(&mut self, role: Role) {
        match role {
            Role::Definition(kind) => self.definition = Some(kind),
            Role::Branch(kind) => self.branch = Some(kind),
            Role::Import => self.import = true,
            Role::Call => self.call = true,
            Role::Reference => self.reference = true,
            Role::Comment => self.comment = true,
            Role::Nesting => self.nesting = true,
            Role::Local => self.local = true,
            Role::Outer => self.outer = true,
            Role::Prefix => self.prefix = true,
            Role::Access => self.access = true,
            Role::Members => self.members = true,
            Role::Embedded => self.embedded = true,
            // These name parts of a definition and mean nothing on their own.
            Role::Name | Role::Body | Role::Parameters => {}
        }
    }
}

impl Role {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "import" => Self::Import,
            "call" => Self::Call,
            "reference" => Self::Reference,
            "comment" => Self::Comment,
            "nesting" => Self::Nesting,
            "local" => Self::Local,
            "outer" => Self::Outer,
            "prefix" => Self::Prefix,
            "access" => Self::Access,
            "members" => Self::Members,
            "embedded" => Self::Embedded,
            "name" => Self::Name,
            "body" => Self::Body,
            "parameters" => Self::Parameters,
            _ => {
                return match name.split_once('.')? {
                    ("definition", kind) => definition_kind(kind).map(Self::Definition),
                    ("branch", kind) => branch_kind(kind).map(Self::Branch),
                    _ => None,
                };
            }
        })
    }
}

fn definition_kind(name: &str) -> Option<DefinitionKind> {
    Some(match name {
        "function" => DefinitionKind::Function,
        "method" => DefinitionKind::Method,
        "class" => DefinitionKind::Class,
        "struct" => DefinitionKind::Struct,
        "enum" => DefinitionKind::Enum,
        "union" => DefinitionKind::Union,
        "interface" => DefinitionKind::Interface,
        "trait" => DefinitionKind::Trait,
        "implementation" => DefinitionKind::Implementation,
        "module" => DefinitionKind::Module,
        "type_alias" => DefinitionKind::TypeAlias,
        "constant" => DefinitionKind::Constant,
        "variable" => DefinitionKind::Variable,
        "field" => DefinitionKind::Field,
        "macro" => DefinitionKind::Macro,
        "heading" => DefinitionKind::Heading,
        "key" => DefinitionKind::Key,
        "block" => DefinitionKind::Block,
        "rule" => DefinitionKind::Rule,
        "table" => DefinitionKind::Table,
        "stage" => DefinitionKind::Stage,
        "element" => DefinitionKind::Element,
        _ => return None,
    })
}

fn branch_kind(name: &str) -> Option<BranchKind> {
    Some(match name {
        "if" => BranchKind::If,
        "else_if" => BranchKind::ElseIf,
        "loop" => BranchKind::Loop,
        "loop_else" => BranchKind::LoopElse,
        "case" => BranchKind::Case,
        "default_case" => BranchKind::DefaultCase,
        "catch" => BranchKind::Catch,
        "try_else" => BranchKind::TryElse,
        "ternary" => BranchKind::Ternary,
        "boolean_operator" => BranchKind::BooleanOperator,
        "comprehension" => BranchKind::Comprehension,
        "comprehension_if" => BranchKind::ComprehensionIf,
        "assert" => BranchKind::Assert,
        "try_operator" => BranchKind::TryOperator,
        _ => return None,
    })
}
