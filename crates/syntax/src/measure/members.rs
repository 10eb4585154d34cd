//! Which members of its own type a function uses, and which other types a type may mention.
//!
//! By name: what a name stands for is resolved above this crate.

use std::collections::BTreeSet;

use crate::definitions::{is_function, is_type};
use crate::facts::{DefinitionKind, FileFacts};
use crate::maps::{HashMap, HashSet};
use crate::measures::NameUse;
use crate::names::Names;
use crate::source::clip;
use crate::texts::Texts;
use crate::tree::Node;

use super::halstead::Tokens;
use super::recursion::implies_receiver;

/// Longest name that is kept.
const NAME_BYTES_MAX: usize = 200;

/// The uses so far.
pub(super) struct Members<'a> {
    facts: &'a FileFacts,
    text: &'a str,
    open: Vec<Scope<'a>>,
    /// The two tokens before this one.
    before: [&'a str; 2],
    /// Names of types here and of what is imported.
    candidates: HashSet<&'a str>,
    member_uses: BTreeSet<(u32, u32)>,
    /// Names that may be members, as the type's own name before them may be left out.
    implied_uses: BTreeSet<(u32, u32)>,
    type_uses: BTreeSet<(u32, u32)>,
    receivers: Vec<(u32, String)>,
}

/// A type or function round the token.
struct Scope<'a> {
    definition: u32,
    kind: DefinitionKind,
    /// What a Go method calls the value that it belongs to.
    receiver: Option<&'a str>,
}

/// Receivers, uses of members, uses of types, and the names that the uses mention.
pub(super) type Found = (Vec<(u32, String)>, Vec<NameUse>, Vec<NameUse>, Texts);

impl<'a> Members<'a> {
    pub fn new(facts: &'a FileFacts, text: &'a str) -> Self {
        let types = facts
            .definitions
            .iter()
            .filter(|definition| is_type(definition.kind))
            .map(|definition| definition.name.as_str());
        let imported = facts.imports.iter().filter_map(|import| {
            let name = import.alias.as_deref().or(import.name.as_deref());
            name.or_else(|| import.module.rsplit(['.', ':', '/']).next())
        });
        Self {
            facts,
            text,
            open: Vec::new(),
            before: [""; 2],
            candidates: types.chain(imported).collect(),
            member_uses: BTreeSet::new(),
            implied_uses: BTreeSet::new(),
            type_uses: BTreeSet::new(),
            receivers: Vec::new(),
        }
    }

    pub fn open(&mut self, definition: u32, node: Node<'_>) {
        let Some(known) = self.facts.definitions.get(definition as usize) else {
            return;
        };
        let receiver = node
            .child_by_field_name("receiver")
            .and_then(|list| list.named_child(0))
            .and_then(|parameter| parameter.child_by_field_name("name"))
            .and_then(|name| self.text.get(name.byte_range()));
        if let Some(receiver) = receiver {
            self.receivers.push((definition, receiver.to_owned()));
        }
        self.open.push(Scope {
            definition,
            kind: known.kind,
            receiver,
        });
    }

    pub fn close(&mut self) {
        self.open.pop();
    }

    /// An operator or bracket.
    pub fn sign(&mut self, text: &'a str) {
        self.before = [self.before[1], text];
    }

    /// An operand.
    pub fn name(&mut self, text: &'a str, number: u32) {
        let before = self.before;
        self.before = [before[1], text];
        let instance = text.starts_with('@');
        let named = text.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if !(named || instance) || self.open.is_empty() {
            return;
        }
        let method = self
            .open
            .iter()
            .rev()
            .find(|scope| scope.kind == DefinitionKind::Method);
        let reached = matches!(before[1], "." | "->" | "::" | "?.");
        if let Some(method) = method {
            let own = reached
                && (matches!(before[0], "self" | "this" | "cls" | "Self")
                    || method.receiver == Some(before[0]));
            if own || instance {
                self.member_uses.insert((method.definition, number));
            } else if !reached && implies_receiver(self.facts.language) {
                self.implied_uses.insert((method.definition, number));
            }
        }
        let holder = self
            .open
            .iter()
            .rev()
            .find(|scope| is_type(scope.kind))
            .or(method);
        if let Some(holder) = holder
            && self.candidates.contains(text)
        {
            self.type_uses.insert((holder.definition, number));
        }
    }

    /// What was found, by definition and name.
    pub fn finish(self, tokens: &Tokens<'_>) -> Found {
        let members = self.members_by_type();
        let is_member = |(definition, number): &&(u32, u32)| {
            let holder = self
                .facts
                .definitions
                .get(*definition as usize)
                .and_then(|method| method.qualified_name.rsplit_once('.'));
            holder
                .and_then(|(holder, _)| members.get(holder))
                .is_some_and(|names| names.contains(tokens.text(*number)))
        };
        let implied = self.implied_uses.iter().filter(is_member).copied();
        let uses: BTreeSet<(u32, u32)> = self.member_uses.iter().copied().chain(implied).collect();
        let mut names = Names::default();
        let mut used = |(definition, number): &(u32, u32)| NameUse {
            definition: *definition,
            name: names.index(clip(tokens.text(*number), NAME_BYTES_MAX)),
        };
        let member_uses = uses.iter().map(&mut used).collect();
        let type_uses = self.type_uses.iter().map(&mut used).collect();
        (self.receivers, member_uses, type_uses, names.into_texts())
    }

    fn members_by_type(&self) -> HashMap<&str, HashSet<&str>> {
        let mut members: HashMap<&str, HashSet<&str>> = HashMap::default();
        for definition in &self.facts.definitions {
            let member = is_function(definition.kind) || definition.kind == DefinitionKind::Field;
            if let Some((holder, _)) = definition.qualified_name.rsplit_once('.')
                && member
            {
                let names = members.entry(holder).or_default();
                names.insert(definition.name.as_str());
            }
        }
        members
    }
}
