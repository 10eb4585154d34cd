//! Scopes, bindings and expressions of one file while they are gathered.

use super::implied::{self, Notes};
use super::scoped::SCOPES_MAX;
use super::{BindingKind, Expression, ExpressionKind, Link, LinkKind, Site};
use crate::definitions::{holds_value, is_type};
use crate::facts::{Definition, DefinitionKind, FileFacts};
use crate::language::Language;
use crate::maps::{HashMap, HashSet};
use crate::names::Names;
use crate::parse::Limits;
use crate::spans::small;
use crate::tree::Node;

/// What a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    /// The file.
    File,
    /// The members of a type: seen by their own code only where the language has it so.
    Type,
    /// The members of a module or namespace, seen from inside it.
    Module,
    /// A function: what it returns is its own.
    Function,
    /// A function without a name: what it returns is nobody's.
    Lambda,
    /// Anything smaller.
    Block,
}

#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub parent: u32,
    pub kind: ScopeKind,
    pub definition: Option<u32>,
    /// The scope of the module or file round it.
    pub module: u32,
}

/// An expression whose names have no scope yet; `Variable` stands for a name, by scope and name.
pub(super) type Raw = Expression;

pub(super) struct RawBinding {
    pub scope: u32,
    /// The name is bound further out already.
    pub again: bool,
    /// A member of this definition instead of a name in the scope.
    pub member_of: Option<u32>,
    pub name: u32,
    pub kind: BindingKind,
    pub value: u32,
}

pub(super) struct Builder<'a> {
    pub text: &'a str,
    pub language: Language,
    pub definitions: &'a [Definition],
    pub definition_at: HashMap<u32, u32>,
    /// Names of the types that the file defines itself.
    pub own_types: HashSet<&'a str>,
    pub import_at: HashMap<u32, u32>,
    pub facts_max: usize,
    pub names: Names<'a>,
    pub scopes: Vec<Scope>,
    pub raw: Vec<Raw>,
    pub raw_index: HashMap<Raw, u32>,
    pub bindings: Vec<RawBinding>,
    /// Names that a scope takes from further out.
    pub outward: HashMap<(u32, u32), ScopeKind>,
    /// Parameters that hold the object of a method, by scope and name.
    pub receivers: HashMap<(u32, u32), u32>,
    pub links: Vec<Link>,
    pub sites: Vec<Site>,
    /// Nodes that are no uses of their own.
    pub consumed: HashSet<u32>,
    /// By scope, the one inside it that the code that follows sees, where a name may be bound anew.
    pub latest: HashMap<u32, u32>,
    /// By scope that opened so, the one that it stands for.
    pub bases: HashMap<u32, u32>,
    /// The scope of the names of macros, where they have one.
    pub macros: Option<u32>,
    /// By scope, the value that the patterns in it take apart.
    pub taken_apart: HashMap<u32, u32>,
    pub notes: Notes,
}

impl<'a> Builder<'a> {
    pub fn new(text: &'a str, facts: &'a FileFacts, limits: &Limits) -> Self {
        let starts = |one: (u32, &Definition)| (one.1.name_span.start_byte, one.0);
        let imports = facts.imports.iter().rev();
        let last = small(facts.imports.len());
        Self {
            text,
            language: facts.language,
            definitions: &facts.definitions,
            own_types: facts
                .definitions
                .iter()
                .filter(|one| is_type(one.kind) && one.kind != DefinitionKind::Implementation)
                .map(|one| one.name.as_str())
                .collect(),
            definition_at: (0_u32..).zip(&facts.definitions).map(starts).collect(),
            import_at: (1_u32..)
                .zip(imports)
                .map(|(back, import)| (import.span.start_byte, last - back))
                .collect(),
            facts_max: limits.facts_max as usize,
            names: Names::default(),
            scopes: vec![Scope {
                parent: 0,
                kind: ScopeKind::File,
                definition: None,
                module: 0,
            }],
            raw: Vec::new(),
            raw_index: HashMap::default(),
            bindings: Vec::new(),
            outward: HashMap::default(),
            receivers: HashMap::default(),
            links: Vec::new(),
            sites: Vec::new(),
            consumed: HashSet::default(),
            latest: HashMap::default(),
            bases: HashMap::default(),
            macros: None,
            taken_apart: HashMap::default(),
            notes: Notes::default(),
        }
    }

    /// The text of a node.
    pub fn word(&self, node: Node<'_>) -> Option<&'a str> {
        let text: &'a str = self.text;
        text.get(node.byte_range()).filter(|word| !word.is_empty())
    }

    /// A name as a scope sees it.
    pub fn named(&mut self, scope: u32, name: &'a str) -> u32 {
        let name = self.names.index(name);
        self.make(ExpressionKind::Variable, scope, name)
    }

    /// A name as a scope sees it where only a type can stand.
    pub fn named_type(&mut self, scope: u32, name: &'a str) -> u32 {
        let name = self.names.index(name);
        self.make(ExpressionKind::TypeName, scope, name)
    }

    /// A member of an expression.
    pub fn member(&mut self, base: u32, name: &'a str) -> u32 {
        let name = self.names.index(name);
        self.make(ExpressionKind::Member, base, name)
    }

    /// An expression of one of the kinds without a name of its own.
    pub fn make(&mut self, kind: ExpressionKind, first: u32, second: u32) -> u32 {
        let made = Raw {
            kind,
            first,
            second,
        };
        let raw = &mut self.raw;
        *self.raw_index.entry(made).or_insert_with(|| {
            raw.push(made);
            small(raw.len() - 1)
        })
    }

    /// The object that code of a scope runs on.
    pub fn receiver(&mut self, scope: u32) -> u32 {
        match implied::object(self, scope) {
            Some(Some(object)) => object,
            Some(None) => self.opaque(),
            None => self.make(ExpressionKind::Receiver, self.owner(scope), 0),
        }
    }

    /// A dotted path of names as a scope sees it.
    pub fn path(&mut self, path: &'a str, scope: u32) -> u32 {
        let mut parts = path.split('.');
        let first = self.named(scope, parts.next().unwrap_or_default());
        parts.fold(first, |base, part| self.member(base, part))
    }

    /// The class whose instance a name is, where it is the receiver of the method round it.
    pub fn receiver_class(&mut self, name: Node<'_>, scope: u32) -> Option<u32> {
        let word = self.word(name)?;
        let name = self.names.index(word);
        let mut at = scope;
        for _ in 0..SCOPES_MAX {
            let bound = self.receivers.get(&(at, name));
            if bound.is_some() || at == 0 {
                return bound.copied();
            }
            at = self.scope(at).parent;
        }
        None
    }

    /// Something that is not followed.
    pub fn opaque(&mut self) -> u32 {
        self.make(ExpressionKind::Opaque, 0, 0)
    }

    /// A node is no use of its own.
    pub fn consume(&mut self, node: Node<'_>) {
        self.consumed.insert(node.id());
    }

    /// Open a scope inside another.
    pub fn open(&mut self, parent: u32, kind: ScopeKind, definition: Option<u32>) -> u32 {
        let above = self.scope(parent);
        let opened = small(self.scopes.len());
        self.scopes.push(Scope {
            parent,
            kind,
            definition: definition.or(above.definition),
            module: match kind {
                ScopeKind::Module => opened,
                _ => above.module,
            },
        });
        opened
    }

    /// A scope by its number.
    pub fn scope(&self, scope: u32) -> Scope {
        self.scopes.get(scope as usize).copied().unwrap_or(Scope {
            parent: 0,
            kind: ScopeKind::File,
            definition: None,
            module: 0,
        })
    }

    /// What a scope is.
    pub fn kind(&self, scope: u32) -> ScopeKind {
        self.scope(scope).kind
    }

    /// The definition that a scope belongs to.
    pub fn definition(&self, scope: u32) -> Option<u32> {
        self.scope(scope).definition
    }

    /// The function scope round a scope, itself included.
    pub fn function(&self, mut scope: u32) -> Option<u32> {
        loop {
            match self.kind(scope) {
                ScopeKind::Function => return Some(scope),
                ScopeKind::Block => scope = self.scope(scope).parent,
                ScopeKind::File | ScopeKind::Type | ScopeKind::Module | ScopeKind::Lambda => {
                    return None;
                }
            }
        }
    }

    /// The function whose code a scope is, where it has a name.
    pub fn function_definition(&self, scope: u32) -> Option<u32> {
        self.function(scope).and_then(|at| self.definition(at))
    }

    /// The definition whose object `this` is; of a file's own code none, which no index leads to.
    pub fn owner(&self, scope: u32) -> u32 {
        self.scope(scope).definition.unwrap_or(u32::MAX)
    }

    /// The definition whose name stands at a node.
    pub fn definition_named(&self, name: Node<'_>) -> Option<u32> {
        self.definition_at.get(&small(name.start_byte())).copied()
    }

    /// The import that begins at a node.
    pub fn import_at(&self, node: Node<'_>) -> Option<u32> {
        self.import_at.get(&small(node.start_byte())).copied()
    }

    /// Bind a name in a scope.
    pub fn bind(&mut self, scope: u32, name: &'a str, kind: BindingKind, value: u32) {
        let name = self.names.index(name);
        if matches!(kind, BindingKind::Receiver | BindingKind::ReceiverClass) {
            self.receivers.insert((scope, name), value);
        }
        self.push_binding(scope, None, name, kind, value);
    }

    /// Bind a name that a scope further out declares.
    pub fn rebind(&mut self, scope: u32, name: &'a str, kind: BindingKind, value: u32) {
        self.bind(scope, name, kind, value);
        if let Some(last) = self.bindings.last_mut() {
            last.again = true;
        }
    }

    /// Bind a member of a definition.
    pub fn bind_member(&mut self, of: u32, name: &'a str, kind: BindingKind, value: u32) {
        let name = self.names.index(name);
        self.push_binding(0, Some(of), name, kind, value);
    }

    /// Bind a member of a definition whose name is not written so.
    pub fn bind_made_member(&mut self, of: u32, name: String, kind: BindingKind, value: u32) {
        let name = self.names.index_made(name);
        self.push_binding(0, Some(of), name, kind, value);
    }

    fn push_binding(
        &mut self,
        scope: u32,
        member_of: Option<u32>,
        name: u32,
        kind: BindingKind,
        value: u32,
    ) {
        if self.bindings.len() < self.facts_max {
            self.bindings.push(RawBinding {
                scope,
                again: false,
                member_of,
                name,
                kind,
                value,
            });
        }
    }

    /// Bind the name at a node to its definition, where it is one; and make it no use.
    pub fn define(&mut self, scope: u32, name: Node<'_>) -> Option<u32> {
        self.consume(name);
        let definition = self.definition_named(name);
        if let (Some(definition), Some(word)) = (definition, self.word(name)) {
            self.bind(scope, word, BindingKind::Definition, definition);
        }
        definition
    }

    /// Bind the name at a node as a member of the definition round it, where that is no scope of its own.
    pub fn define_inside(&mut self, name: Node<'_>) -> Option<u32> {
        self.consume(name);
        let definition = self.definition_named(name)?;
        let parent = self.definitions.get(definition as usize)?.parent?;
        let word = self.word(name)?;
        self.bind_member(parent, word, BindingKind::Definition, definition);
        Some(definition)
    }

    /// Whether a definition holds a value, and is no function or type.
    pub fn holds_value(&self, definition: u32) -> bool {
        let found = self.definitions.get(definition as usize);
        found.is_some_and(|one| holds_value(one.kind))
    }

    /// The type whose code a scope is.
    pub fn enclosing_type(&self, scope: u32) -> Option<u32> {
        let mut at = self.definition(scope);
        while let Some(definition) = at {
            let found = self.definitions.get(definition as usize)?;
            if is_type(found.kind) {
                return Some(definition);
            }
            at = found.parent;
        }
        None
    }

    /// The function scope round a scope, with a name or without.
    pub fn callable(&self, mut scope: u32) -> Option<u32> {
        loop {
            match self.kind(scope) {
                ScopeKind::Function | ScopeKind::Lambda => return Some(scope),
                ScopeKind::Block => scope = self.scope(scope).parent,
                ScopeKind::File | ScopeKind::Type | ScopeKind::Module => return None,
            }
        }
    }

    /// A value of a type of the language.
    pub fn literal(&mut self, name: &'static str) -> u32 {
        let name = self.names.index(name);
        self.make(ExpressionKind::Literal, name, 0)
    }

    /// A name in this scope means one further out.
    pub fn take_outward(&mut self, scope: u32, name: &'a str, to: ScopeKind) {
        let name = self.names.index(name);
        self.outward.insert((scope, name), to);
    }

    /// Note what a definition says of itself.
    pub fn link(&mut self, definition: u32, kind: LinkKind, expression: u32) {
        self.links.push(Link {
            definition,
            kind,
            expression,
        });
    }
}
