//! Names are given their scope at the end, when all that binds them is known.

use super::builder::{Builder, RawBinding, ScopeKind};
use super::ruby_values;
use super::{
    Binding, BindingKind, Expression, ExpressionKind, Site, SiteKind, Usage, Variable,
    VariableScope,
};
use crate::language::Language;
use crate::maps::{HashMap, HashSet};
use crate::spans::small;
use crate::texts::Texts;

/// Scopes above one that are looked through for a name.
pub(super) const SCOPES_MAX: usize = 500;

/// Objects that code runs on, one inside the other, whose members are looked through.
const OBJECTS_MAX: usize = 4;

const OPAQUE: Expression = Expression {
    kind: ExpressionKind::Opaque,
    first: 0,
    second: 0,
};

/// Variables by scope or owner, and name.
type ByPlace = HashMap<(u32, u32), u32>;

impl Builder<'_> {
    /// The scope in which a name is bound that a scope takes from further out.
    fn taken_from(&self, scope: u32, name: u32, to: ScopeKind) -> u32 {
        if to == ScopeKind::File {
            return 0;
        }
        let mut above = self.scope(scope).parent;
        while above != 0 && self.kind(above) != ScopeKind::Function {
            above = self.scope(above).parent;
        }
        match self.outward.get(&(above, name)) {
            Some(to) if above != 0 => self.taken_from(above, name, *to),
            _ => above,
        }
    }

    pub fn finish(mut self) -> Usage {
        let (variables, bindings, by_place) = self.variables();
        let mut numbered = Numbered::default();
        let mut renumbered: Vec<u32> = Vec::with_capacity(self.raw.len());
        for raw in &self.raw {
            let at = |old: u32| renumbered.get(old as usize).copied().unwrap_or(0);
            let made = match raw.kind {
                ExpressionKind::Variable => {
                    let seen = self.looked_up(raw.first, raw.second, &by_place);
                    numbered.implied(seen, raw.second, &at)
                }
                ExpressionKind::TypeName => {
                    as_type(self.looked_up(raw.first, raw.second, &by_place).means)
                }
                ExpressionKind::Member
                | ExpressionKind::Call
                | ExpressionKind::Part
                | ExpressionKind::Many
                | ExpressionKind::Element => Expression {
                    first: at(raw.first),
                    ..*raw
                },
                ExpressionKind::Pair => Expression {
                    first: at(raw.first),
                    second: at(raw.second),
                    ..*raw
                },
                ExpressionKind::Receiver | ExpressionKind::Super if raw.first == u32::MAX => {
                    Expression {
                        kind: ExpressionKind::Opaque,
                        first: 0,
                        second: 0,
                    }
                }
                _ => *raw,
            };
            renumbered.push(numbered.number(made));
        }
        let at = |old: u32| renumbered.get(old as usize).copied().unwrap_or(0);
        let mut bindings: Vec<Binding> = bindings
            .into_iter()
            .map(|one| match one.kind {
                BindingKind::Value | BindingKind::Annotated => Binding {
                    value: at(one.value),
                    ..one
                },
                _ => one,
            })
            .collect();
        let mut seen = HashSet::default();
        bindings.retain(|one| seen.insert((one.variable, one.kind, one.value)));
        bindings.sort_by_key(|one| one.variable);
        for link in &mut self.links {
            link.expression = at(link.expression);
        }
        self.links.sort_by_key(|one| (one.definition, one.kind));
        self.links.dedup();
        let mut usage = Usage {
            names: Texts::default(),
            variables,
            bindings,
            expressions: numbered.expressions,
            links: self.links,
            sites: Vec::new(),
        };
        for mut site in self.sites {
            site.expression = at(site.expression);
            // A name without arguments that is no local variable is a call of Ruby.
            if self.language == Language::Ruby
                && site.kind == SiteKind::Reference
                && ruby_values::is_without_object(&usage, site.expression)
            {
                site.kind = SiteKind::Call;
                site.argument_count = 0;
            }
            if says_something(&usage, &site) {
                usage.sites.push(site);
            }
        }
        usage.names = self.names.into_texts();
        usage
    }

    /// Number what is bound, by place and name.
    fn variables(&mut self) -> (Vec<Variable>, Vec<Binding>, ByPlace) {
        let mut variables: Vec<Variable> = Vec::new();
        let mut bindings = Vec::with_capacity(self.bindings.len());
        let mut by_place: ByPlace = HashMap::default();
        let mut by_member: ByPlace = HashMap::default();
        let (again, first): (Vec<RawBinding>, Vec<RawBinding>) = std::mem::take(&mut self.bindings)
            .into_iter()
            .partition(|one| one.again);
        for one in first {
            let scope = match self.outward.get(&(one.scope, one.name)) {
                Some(to) => self.taken_from(one.scope, one.name, *to),
                None => one.scope,
            };
            let place = self.scope(scope);
            let owner = one.member_of.or(place.definition);
            let seen_from = match (one.member_of, place.kind, owner) {
                (Some(of), ..) => VariableScope::Member(of),
                (None, ScopeKind::Type | ScopeKind::Module, Some(of)) => VariableScope::Member(of),
                (None, ScopeKind::File, _) => VariableScope::File,
                (None, ..) => VariableScope::Local,
            };
            let mut number = || {
                variables.push(Variable {
                    name: one.name,
                    scope: seen_from,
                });
                small(variables.len() - 1)
            };
            let variable = match seen_from {
                VariableScope::Member(of) => {
                    let variable = *by_member.entry((of, one.name)).or_insert_with(number);
                    if one.member_of.is_none() {
                        by_place.insert((scope, one.name), variable);
                    }
                    variable
                }
                VariableScope::File | VariableScope::Local => *by_place
                    .entry((scope, one.name))
                    .or_insert_with(&mut number),
            };
            bindings.push(Binding {
                variable,
                kind: one.kind,
                value: one.value,
            });
        }
        self.bind_again(again, &by_place, &mut bindings);
        (variables, bindings, by_place)
    }

    /// Bind names that are bound further out already.
    fn bind_again(&self, again: Vec<RawBinding>, by_place: &ByPlace, bindings: &mut Vec<Binding>) {
        for one in again {
            if let Some(variable) = self.declared(one.scope, one.name, by_place) {
                bindings.push(Binding {
                    variable,
                    kind: one.kind,
                    value: one.value,
                });
            }
        }
    }

    /// The variable that a scope sees under a name.
    fn declared(&self, scope: u32, name: u32, by_place: &ByPlace) -> Option<u32> {
        let mut at = scope;
        for _ in 0..SCOPES_MAX {
            let hidden = self.kind(at) == ScopeKind::Type && at != scope;
            let found = by_place.get(&(at, name)).filter(|_| !hidden);
            if found.is_some() || at == 0 {
                return found.copied();
            }
            at = self.scope(at).parent;
        }
        None
    }

    /// A variable of PHP that its function does not set is set by nobody who can be seen.
    fn is_unset(&self, name: u32) -> bool {
        self.language == Language::Php && self.names.text(name).starts_with('$')
    }

    /// What a name means in a scope.
    fn looked_up(&self, scope: u32, name: u32, by_place: &ByPlace) -> Seen {
        let mut at = scope;
        let (mut objects, mut in_type, mut closed) = (Vec::new(), false, false);
        if let Some(to) = self.outward.get(&(scope, name)) {
            at = self.taken_from(scope, name, *to);
        }
        let mut implicit = None;
        for _ in 0..SCOPES_MAX {
            let place = self.scope(at);
            // Members of a type are seen by its own body, and in some languages by the code of its methods.
            let hidden = match place.kind {
                ScopeKind::Type => at != scope || spans_files(self.language),
                ScopeKind::File | ScopeKind::Module => spans_files(self.language),
                ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Block => closed,
            };
            if !hidden && let Some(variable) = by_place.get(&(at, name)) {
                return Seen::plainly(Expression {
                    kind: ExpressionKind::Variable,
                    first: *variable,
                    second: 0,
                });
            }
            if let Some(object) = self.notes.implied.get(&at) {
                // What a type further in has comes before.
                objects.push(object.filter(|_| !in_type));
                objects.dedup();
            }
            in_type |= place.kind == ScopeKind::Type;
            // Functions and classes of Ruby see no variables round them.
            closed |= self.language == Language::Ruby
                && matches!(place.kind, ScopeKind::Function | ScopeKind::Type);
            if sees_members(self.language) && implicit.is_none() {
                implicit = place.definition;
            }
            // Code of a module of Rust sees nothing of what stands round it.
            if self.language == Language::Rust && place.kind == ScopeKind::Module {
                implicit = place.definition;
                break;
            }
            if at == 0 {
                break;
            }
            at = place.parent;
        }
        if self.is_unset(name) {
            return Seen::plainly(OPAQUE);
        }
        let means = unbound(implicit, name);
        Seen { means, objects }
    }
}

/// A name that no scope of its file binds, as code of a definition sees it.
fn unbound(seen_by: Option<u32>, name: u32) -> Expression {
    match seen_by.filter(|definition| *definition != u32::MAX) {
        Some(definition) => Expression {
            kind: ExpressionKind::Implicit,
            first: definition,
            second: name,
        },
        None => Expression {
            kind: ExpressionKind::Free,
            first: name,
            second: 0,
        },
    }
}

/// What a name means in a scope.
struct Seen {
    /// What it means when none of the objects has a member of the name.
    means: Expression,
    /// Objects whose members the scope sees without naming them, from the inside out.
    objects: Vec<Option<u32>>,
}

impl Seen {
    fn plainly(means: Expression) -> Self {
        Self {
            means,
            objects: Vec::new(),
        }
    }
}

/// Expressions, each once.
#[derive(Default)]
struct Numbered {
    expressions: Vec<Expression>,
    index: HashMap<Expression, u32>,
}

impl Numbered {
    fn number(&mut self, made: Expression) -> u32 {
        let expressions = &mut self.expressions;
        *self.index.entry(made).or_insert_with(|| {
            expressions.push(made);
            small(expressions.len() - 1)
        })
    }

    /// A name that may be that of a member of objects which the code round it runs on.
    fn implied(&mut self, seen: Seen, name: u32, at: &dyn Fn(u32) -> u32) -> Expression {
        let mut made = seen.means;
        let far = seen.objects.len() > OBJECTS_MAX;
        let near = seen.objects.into_iter().take(OBJECTS_MAX);
        let mut objects: Vec<Option<u32>> = near.collect();
        if let Some(last) = objects.last_mut().filter(|_| far) {
            *last = None;
        }
        while let Some(object) = objects.pop() {
            let second = self.number(made);
            let object = match object {
                Some(object) => at(object),
                None => self.number(OPAQUE),
            };
            let first = self.number(Expression {
                kind: ExpressionKind::Member,
                first: object,
                second: name,
            });
            made = Expression {
                kind: ExpressionKind::Otherwise,
                first,
                second,
            };
        }
        made
    }
}

/// Languages whose methods name the members of their type without saying whose they are.
fn sees_members(language: Language) -> bool {
    language == Language::Java || spans_files(language)
}

/// Languages whose types and namespaces go on in other files, so that a file alone does not say what their names mean.
fn spans_files(language: Language) -> bool {
    matches!(
        language,
        Language::Cpp | Language::CSharp | Language::Php | Language::Kotlin | Language::Ruby
    )
}

/// The same name where only a type can stand.
fn as_type(found: Expression) -> Expression {
    let kind = ExpressionKind::TypeName;
    match found.kind {
        ExpressionKind::Implicit => Expression { kind, ..found },
        ExpressionKind::Free => Expression {
            kind,
            first: u32::MAX,
            second: found.first,
        },
        _ => found,
    }
}

/// A use of a plain local variable is nobody else's business, unless it is called.
fn says_something(usage: &Usage, site: &Site) -> bool {
    let expression = usage.expression(site.expression);
    match expression.kind {
        ExpressionKind::Variable => {
            let local = usage
                .variables
                .get(expression.first as usize)
                .is_some_and(|variable| variable.scope == VariableScope::Local);
            let known =
                |one: &Binding| matches!(one.kind, BindingKind::Definition | BindingKind::Import);
            !local
                || matches!(site.kind, SiteKind::Call | SiteKind::Decorator)
                || usage.bindings_of(expression.first).iter().any(known)
        }
        ExpressionKind::Free
        | ExpressionKind::Implicit
        | ExpressionKind::TypeName
        | ExpressionKind::Otherwise
        | ExpressionKind::Member => true,
        ExpressionKind::Call
        | ExpressionKind::Pair
        | ExpressionKind::Part
        | ExpressionKind::Many
        | ExpressionKind::Element
        | ExpressionKind::Literal
        | ExpressionKind::Receiver
        | ExpressionKind::Super
        | ExpressionKind::Opaque => false,
    }
}
