//! Expressions: members and calls taken apart from the outside in, and noted where they are used.

use super::builder::{Builder, Raw};
use super::rust_types::Holds;
use super::step::{Step, step};
use super::{ExpressionKind, Site, SiteKind, cpp_declarators, kotlin, php, ruby, ruby_bindings};
use crate::language::Language;
use crate::spans::start_line;
use crate::tree::Node;

/// Links of one chain of members and calls that are followed.
const CHAIN_MAX: usize = 200;

/// What the first name of an expression can be.
#[derive(Clone, Copy)]
enum Names {
    Values,
    Types,
}

impl<'a> Builder<'a> {
    /// Note an expression where it is used, with all that it is made of; not twice.
    pub fn used(&mut self, node: Node<'_>, scope: u32, kind: SiteKind) -> u32 {
        self.used_as(node, scope, kind, Names::Values)
    }

    /// The same where only a type can stand.
    pub fn used_type(&mut self, node: Node<'_>, scope: u32, kind: SiteKind) -> u32 {
        self.used_as(node, scope, kind, Names::Types)
    }

    fn used_as(&mut self, node: Node<'_>, scope: u32, kind: SiteKind, names: Names) -> u32 {
        let (expression, sites) = self.chain(node, scope, kind, names);
        for site in sites {
            if self.sites.len() < self.facts_max {
                self.sites.push(site);
            }
        }
        expression
    }

    /// The expression of a node, without a use.
    pub fn expression(&mut self, node: Node<'_>, scope: u32) -> u32 {
        self.unused(node, scope, Names::Values)
    }

    /// The same where only a type can stand.
    pub fn type_expression(&mut self, node: Node<'_>, scope: u32) -> u32 {
        self.unused(node, scope, Names::Types)
    }

    fn unused(&mut self, node: Node<'_>, scope: u32, names: Names) -> u32 {
        let consumed = std::mem::take(&mut self.consumed);
        let (expression, _) = self.chain(node, scope, SiteKind::Reference, names);
        self.consumed = consumed;
        expression
    }

    /// Note the use of a member of an expression that stands elsewhere.
    pub fn used_member(&mut self, base: u32, name: Node<'_>, scope: u32, kind: SiteKind) -> u32 {
        self.consume(name);
        let Some(word) = self.word(name) else {
            return self.opaque();
        };
        let expression = self.member(base, word);
        if self.sites.len() < self.facts_max {
            let site = self.site(expression, kind, name, None, scope);
            self.sites.push(site);
        }
        expression
    }

    /// Note the use of an expression that stands for a node.
    pub fn note(
        &mut self,
        expression: u32,
        kind: SiteKind,
        node: Node<'_>,
        (arguments, scope): (u8, u32),
    ) {
        if self.sites.len() < self.facts_max {
            let mut site = self.site(expression, kind, node, None, scope);
            site.argument_count = arguments;
            self.sites.push(site);
        }
    }

    /// Members and calls from the outside in, then put together from the inside out.
    fn chain(
        &mut self,
        node: Node<'_>,
        scope: u32,
        last: SiteKind,
        mut names: Names,
    ) -> (u32, Vec<Site>) {
        let (mut at, mut parts) = (node, Vec::new());
        let mut sites = Vec::new();
        let mut expression = loop {
            let part = step(self.language, self.text, at);
            if matches!(part, Step::Made(_) | Step::Many(_)) && self.language == Language::CSharp {
                names = Names::Types;
            }
            match part {
                Step::Through(inner) => at = inner,
                Step::Member {
                    base: Some(base), ..
                } => {
                    parts.push((part, at));
                    at = base;
                }
                Step::Pointed { base, name } => {
                    let of = Some(base);
                    parts.push((Step::Member { base: of, name }, at));
                    parts.push((Step::Element(base), at));
                    at = base;
                }
                Step::Path(path) => match cpp_declarators::first_of_path(self, path, &mut parts) {
                    Some(first) => at = first,
                    None => {
                        let Some((Step::Member { name, .. }, _)) = parts.pop() else {
                            break self.opaque();
                        };
                        // What stands behind `::` alone is of no namespace.
                        let word = self.word(name).unwrap_or_default();
                        let expression = self.named(0, word);
                        let kind = called(parts.last(), last);
                        sites.push(self.site(expression, kind, name, parts.last(), scope));
                        break expression;
                    }
                },
                Step::Allocated { class, .. } => {
                    parts.push((part, at));
                    at = class;
                }
                Step::New { class, arguments } => {
                    let callee = class;
                    parts.push((Step::Call { callee, arguments }, at));
                    names = Names::Types;
                    at = class;
                }
                Step::Type(inner) => {
                    names = Names::Types;
                    at = inner;
                }
                Step::Call { callee: inner, .. }
                | Step::Made(inner)
                | Step::Many(inner)
                | Step::Element(inner) => {
                    parts.push((part, at));
                    at = inner;
                }
                Step::Invoke {
                    object,
                    name,
                    arguments,
                } => {
                    let callee = name;
                    parts.push((Step::Call { callee, arguments }, at));
                    match object {
                        Some(object) => {
                            let base = Some(object);
                            parts.push((Step::Member { base, name }, at));
                            at = object;
                        }
                        None => at = name,
                    }
                }
                Step::Within { module, name } => {
                    parts.push((
                        Step::Member {
                            base: Some(module),
                            name,
                        },
                        at,
                    ));
                    self.consumed.insert(at.id());
                    self.consumed.insert(module.id());
                    break self.module_named(module, scope);
                }
                Step::Generic { of, arguments } => match self.holds(of, arguments) {
                    Holds::Itself => at = of,
                    Holds::One(inner) => at = inner,
                    Holds::Many(inner) => {
                        parts.push((Step::Many(inner), at));
                        at = inner;
                    }
                },
                Step::Member { base: None, name } | Step::Name(name) => {
                    self.consumed.insert(name.id());
                    let Some(word) = self.word(name) else {
                        break self.opaque();
                    };
                    let made = matches!(parts.last(), Some((Step::Call { .. }, _)));
                    let own_class = (word == "self" && made).then(|| self.own_class(scope));
                    let word = own_class.flatten().unwrap_or(word);
                    if let Some(own) = self.relative(word, scope) {
                        break own;
                    }
                    if parts
                        .last()
                        .is_some_and(|(part, _)| names_class(self.language, part))
                    {
                        names = Names::Types;
                    }
                    let is_constant = self.language == Language::Ruby && name.kind() == "constant";
                    let names = if is_constant { Names::Types } else { names };
                    let scope = if is_constant && at.id() != name.id() {
                        0
                    } else {
                        scope
                    };
                    let expression = match names {
                        Names::Values => self.named(scope, word),
                        Names::Types => self.named_type(scope, word),
                    };
                    let next = parts.last();
                    if !self.is_super(expression, next) {
                        let kind = called(next, last);
                        sites.push(self.site(expression, kind, name, next, scope));
                    }
                    break expression;
                }
                Step::This => break self.receiver(scope),
                Step::Super => break self.make(ExpressionKind::Super, self.owner(scope), 0),
                Step::Literal(name) => {
                    let name = self.names.index(name);
                    break self.make(ExpressionKind::Literal, name, 0);
                }
                Step::Opaque => break self.opaque(),
            }
            if at.id() != node.id() {
                self.consumed.insert(at.id());
            }
            if parts.len() > CHAIN_MAX {
                break self.opaque();
            }
        };
        while let Some(part) = parts.pop() {
            match part.0 {
                Step::Member { name, .. } => {
                    self.consumed.insert(name.id());
                    let Some(word) = self.word(name) else {
                        continue;
                    };
                    if self.language == Language::Kotlin && word == "class" {
                        expression = self.literal("KClass");
                        continue;
                    }
                    let index = self.member_name(word, name);
                    expression = self.make(ExpressionKind::Member, expression, index);
                    let kind = called(parts.last(), last);
                    sites.push(self.site(expression, kind, name, parts.last(), scope));
                }
                Step::Call { .. } => expression = self.call(expression, scope, &part),
                Step::Many(_) | Step::Allocated { .. } => {
                    expression = self.make(ExpressionKind::Many, expression, 0);
                }
                Step::Element(_) => {
                    expression = self.make(ExpressionKind::Element, expression, 0);
                }
                Step::Made(_) => expression = self.make(ExpressionKind::Call, expression, 0),
                _ => {}
            }
        }
        (expression, sites)
    }

    /// The name of the class that PHP's code of a scope makes with `new self`.
    fn own_class(&self, scope: u32) -> Option<&'a str> {
        let php = self.language == Language::Php;
        let class = self.enclosing_type(scope).filter(|_| php)?;
        let definitions = self.definitions;
        definitions.get(class as usize).map(|one| one.name.as_str())
    }

    /// A word that looks like a name and stands for a value, an object or a class at hand.
    fn relative(&mut self, word: &'a str, scope: u32) -> Option<u32> {
        match (self.language, word) {
            (Language::Php, _) => php::relative(self, word, scope),
            (Language::Ruby, _) => ruby::relative(self, word, scope),
            (Language::Kotlin, "null") => Some(self.literal("null")),
            (Language::Kotlin, "true" | "false") => Some(self.literal("Boolean")),
            _ => None,
        }
    }

    /// The name of a member; of PHP's properties with the sign that sets them apart from methods.
    fn member_name(&mut self, word: &'a str, name: Node<'_>) -> u32 {
        let property = self.language == Language::Php
            && name
                .parent()
                .is_some_and(|one| one.kind().ends_with("member_access_expression"));
        if property {
            return self.names.index_made(format!("${word}"));
        }
        let set = (self.language == Language::Ruby).then(|| ruby_bindings::set_member(word, name));
        if let Some(set) = set.flatten() {
            return self.names.index_made(set);
        }
        self.names.index(word)
    }

    fn call(&mut self, callee: u32, scope: u32, call: &(Step<'_>, Node<'_>)) -> u32 {
        if self.language == Language::Ruby {
            return callee;
        }
        if self.is_super(callee, Some(call)) {
            return self.make(ExpressionKind::Super, self.owner(scope), 0);
        }
        let is_object = |raw: &Raw| raw.kind == ExpressionKind::Receiver;
        if self.language == Language::Php && self.raw.get(callee as usize).is_some_and(is_object) {
            return callee;
        }
        self.make(ExpressionKind::Call, callee, 0)
    }

    /// Whether this is Python's `super()`, which no scope knows and which is no use of a name.
    fn is_super(&self, callee: u32, next: Option<&(Step<'_>, Node<'_>)>) -> bool {
        self.language == Language::Python
            && matches!(next, Some((Step::Call { .. }, _)))
            && self.raw.get(callee as usize).is_some_and(|raw| {
                raw.kind == ExpressionKind::Variable && self.names.text(raw.second) == "super"
            })
    }

    fn site(
        &self,
        expression: u32,
        kind: SiteKind,
        name: Node<'_>,
        next: Option<&(Step<'_>, Node<'_>)>,
        scope: u32,
    ) -> Site {
        let arguments = match next {
            Some((Step::Call { arguments, .. } | Step::Allocated { arguments, .. }, _)) => {
                *arguments
            }
            _ => None,
        };
        Site {
            expression,
            kind,
            line: start_line(name),
            definition: self.scope(scope).definition,
            argument_count: arguments.map_or(u8::MAX, argument_count),
        }
    }
}

/// Whether the name before a member is that of a class: `A::b` of PHP.
fn names_class(language: Language, part: &Step<'_>) -> bool {
    let Step::Member { name, .. } = part else {
        return false;
    };
    let scoped = |one: Node<'_>| {
        one.kind().starts_with("scoped_") || one.kind() == "class_constant_access_expression"
    };
    language == Language::Php && name.parent().is_some_and(scoped)
}

/// How a name is used: it is called where a call comes next, else as the whole expression is.
fn called(next: Option<&(Step<'_>, Node<'_>)>, last: SiteKind) -> SiteKind {
    match next {
        Some((Step::Call { .. }, _)) if last == SiteKind::Decorator => SiteKind::Decorator,
        Some((Step::Call { .. } | Step::Allocated { .. }, _)) => SiteKind::Call,
        Some(_) => SiteKind::Reference,
        None => last,
    }
}

/// Arguments written; what unpacks more of them cannot be counted.
pub(super) fn argument_count(list: Node<'_>) -> u8 {
    match list.kind() {
        "call_expression" => return kotlin::argument_count(list),
        "argument_list" if list.named_children().any(ruby::is_hash) => return u8::MAX,
        _ => {}
    }
    let mut count = 0_usize;
    for argument in list.named_children().filter(|one| !one.is_extra()) {
        let unpacks = ["splat", "spread", "pack_expansion"];
        if unpacks.iter().any(|kind| argument.kind().contains(kind)) {
            return u8::MAX;
        }
        count += usize::from(argument.kind() != "block_argument");
    }
    u8::try_from(count).unwrap_or(u8::MAX)
}
