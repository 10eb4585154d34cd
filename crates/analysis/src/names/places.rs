//! What is asked of places one by one: how they are shown, where imports stand, what is not known of them.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use syntax::facts::DefinitionKind;
use syntax::usage::{ExpressionKind, Site, SiteKind};
use syntax::{Language, is_callable, is_type};

use super::{End, Evidence, Names, Place, Status, Value};
use crate::control::Control;
use crate::error::Error;
use crate::index::SourceFile;
use crate::resolve::{Resolution, is_found_by_ending};

impl Names<'_> {
    /// The `id` and kind of an end.
    #[must_use]
    pub fn shown(&self, end: End) -> Option<(String, String)> {
        let source = self.file(end.file)?;
        let Some(definition) = end.definition else {
            return Some((source.path.as_str().to_owned(), "module".to_owned()));
        };
        let definition = source.definitions.get(definition as usize)?;
        let kind = serde_json::to_value(definition.kind).ok()?;
        Some((source.id(definition), kind.as_str()?.to_owned()))
    }

    /// The first definition that has the name of this one in its file, and stands for all of them.
    #[must_use]
    pub fn first_of_name(&self, place: Place) -> Place {
        let firsts = self.firsts(place.file);
        let first = firsts.get(place.definition as usize).copied();
        Place {
            file: place.file,
            definition: first.unwrap_or(place.definition),
        }
    }

    /// Of each definition of a file, the first that has its name.
    fn firsts(&self, file: u32) -> Rc<[u32]> {
        if let Some(known) = self.firsts.borrow().get(&file) {
            return Rc::clone(known);
        }
        let definitions = self.file(file).map(|source| &source.definitions);
        let mut by_name: HashMap<(&str, &str), u32> = HashMap::new();
        let firsts: Rc<[u32]> = (0_u32..)
            .zip(definitions.into_iter().flatten())
            .map(|(definition, one)| {
                let name = (one.name.as_str(), one.qualified_name.as_str());
                *by_name.entry(name).or_insert(definition)
            })
            .collect();
        self.firsts.borrow_mut().insert(file, Rc::clone(&firsts));
        firsts
    }

    /// The name that a use ends in.
    #[must_use]
    pub fn name_of(&self, file: u32, site: &Site) -> &str {
        self.file(file)
            .map_or("", |source| last_name(source, site.expression))
    }

    /// The line of the first import of a file that leads to another, and how surely; line 1 where none is written.
    #[must_use]
    pub fn import_step(&self, from: u32, to: u32) -> (u32, Evidence) {
        let positions = 0_u32..;
        let mut resolved = positions.zip(self.resolutions(from));
        let found = resolved.find(|(_, resolution)| resolution.files().contains(&to));
        let import = found.and_then(|(at, _)| {
            let import = self.file(from)?.imports.get(at as usize)?;
            Some((import.span.start_line, self.import_evidence(from, at)))
        });
        import.unwrap_or((1, Evidence::Exact))
    }

    /// How surely an import leads where it does.
    #[must_use]
    pub fn import_evidence(&self, file: u32, import: u32) -> Evidence {
        let target = self
            .resolution(file, import)
            .and_then(|resolution| self.file(*resolution.files().first()?));
        let source = self.file(file);
        let written = source.and_then(|source| source.imports.get(import as usize));
        match (source, written, target) {
            (Some(source), Some(written), Some(target))
                if is_found_by_ending(&self.graph.search, source, written, target) =>
            {
                Evidence::Likely
            }
            _ => Evidence::Exact,
        }
    }

    /// How many imports of a file lead nowhere although they should.
    #[must_use]
    pub fn unresolved_imports(&self, file: u32) -> u64 {
        let unknown = |one: &&Resolution| **one == Resolution::Unresolved;
        self.resolutions(file).iter().filter(unknown).count() as u64
    }

    /// How many calls in a definition and in what it holds lead nobody knows where.
    #[must_use]
    pub fn unresolved_calls(&self, place: Place) -> u64 {
        let Some(source) = self.file(place.file) else {
            return 0;
        };
        let calls = source.usage.sites.iter().filter(|site| {
            matches!(site.kind, SiteKind::Call | SiteKind::Decorator)
                && self.stands_in(place.file, site, place)
        });
        calls
            .filter(|site| self.uses(place.file, site).status == Status::Unresolved)
            .count() as u64
    }

    /// Whether a use stands in a definition or in what that holds.
    #[must_use]
    pub fn stands_in(&self, file: u32, site: &Site, place: Place) -> bool {
        let definition = site.definition.filter(|_| file == place.file);
        definition.is_some_and(|definition| {
            let mut round = self.outward(Place { file, definition });
            round.any(|one| self.is_same(one, place))
        })
    }

    /// A definition and those round it, from the inside out.
    pub fn outward(&self, place: Place) -> impl Iterator<Item = Place> {
        std::iter::successors(Some(place), |one| self.parent_of(*one))
    }

    /// The definition that another stands in.
    #[must_use]
    pub fn parent_of(&self, place: Place) -> Option<Place> {
        let definition = self.definition(place)?.parent?;
        Some(Place {
            definition,
            ..place
        })
    }

    /// A definition, others of its name in the file, and what stands inside them, as positions in the file.
    #[must_use]
    pub fn within(&self, of: Place) -> BTreeSet<u32> {
        self.inside_those(of.file, |place| self.is_same(of, place))
    }

    /// A definition and everything inside it, functions and types with their own names as well.
    #[must_use]
    pub fn inside_of(&self, of: Place) -> BTreeSet<u32> {
        self.inside_those(of.file, |place| place == of)
    }

    fn inside_those(&self, file: u32, is_meant: impl Fn(Place) -> bool) -> BTreeSet<u32> {
        let mut inside = BTreeSet::new();
        let definitions = self.file(file).map(|source| &source.definitions);
        for (definition, one) in (0_u32..).zip(definitions.into_iter().flatten()) {
            let within = one.parent.is_some_and(|parent| inside.contains(&parent));
            if within || is_meant(Place { file, definition }) {
                inside.insert(definition);
            }
        }
        inside
    }

    /// The definitions whose code is that of a definition: of a type all inside, of a function no function inside.
    #[must_use]
    pub fn own_code(&self, of: Place) -> BTreeSet<u32> {
        let mut within = self.within(of);
        if !self.kind(of).is_some_and(is_callable) {
            return within;
        }
        let definitions = self.file(of.file).map(|source| &source.definitions);
        for (definition, one) in (0_u32..).zip(definitions.into_iter().flatten()) {
            let place = Place {
                file: of.file,
                definition,
            };
            let apart = is_callable(one.kind) || is_type(one.kind);
            let outside = one.parent.is_none_or(|parent| !within.contains(&parent));
            if (apart || outside) && !self.is_same(of, place) {
                within.remove(&definition);
            }
        }
        within
    }

    /// The other names that a type is given where it is written: `typedef struct of { … } alias;`.
    #[must_use]
    pub fn alias_round(&self, of: Place) -> Vec<u32> {
        let Some((source, inner)) = self.file(of.file).zip(self.definition(of)) else {
            return Vec::new();
        };
        let all = (0_u32..).zip(&source.definitions);
        let round = all.filter(|(_, one)| {
            one.kind == DefinitionKind::TypeAlias
                && one.span.start_byte <= inner.span.start_byte
                && inner.span.end_byte <= one.span.end_byte
        });
        round.map(|(definition, _)| definition).collect()
    }

    /// Whether a definition is used otherwise than by calling it, so that it may be called under another name.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn may_be_handed_on(&self, place: Place, control: &Control) -> Result<bool, Error> {
        let users = self.users(place, &|kind| kind == SiteKind::Reference, control)?;
        Ok(!users.users.is_empty())
    }

    /// The types of ours that an expression of a file may name.
    #[must_use]
    pub fn types_named(&self, file: u32, expression: u32) -> Vec<Place> {
        let named = self.held(file, expression, None);
        let ours = named.values.iter().filter_map(|(value, _)| match value {
            Value::Definition(base) if self.kind(*base).is_some_and(is_type) => Some(*base),
            _ => None,
        });
        ours.collect()
    }

    /// Whether nobody knows what some bases of a class are.
    #[must_use]
    pub fn has_unknown_bases(&self, class: Place) -> bool {
        self.bases(class).unknown
    }

    /// The name that an expression of a file ends in.
    #[must_use]
    pub fn shown_name(&self, file: u32, expression: u32) -> String {
        self.file(file)
            .map(|source| last_name(source, expression).to_owned())
            .unwrap_or_default()
    }

    /// Whether an expression names a type of ours, or something from elsewhere; nothing where nobody knows.
    #[must_use]
    pub fn is_type_of_ours(&self, file: u32, expression: u32) -> Option<bool> {
        let named = self.held(file, expression, None);
        let ours = |value: &Value| match value {
            Value::Definition(place) => self.kind(*place).is_some_and(is_type),
            _ => false,
        };
        if named.values.iter().any(|(value, _)| ours(value)) {
            return Some(true);
        }
        let outside = named
            .values
            .iter()
            .any(|(value, _)| *value == Value::Outside);
        outside.then_some(false)
    }
}

/// The name that an expression ends in; empty where it has none.
pub(super) fn last_name(source: &SourceFile, expression: u32) -> &str {
    let name = written_name(source, expression);
    match source.language {
        // Names of PHP are written with their namespaces, and those of properties with a sign.
        Language::Php => name
            .rsplit('\\')
            .next()
            .unwrap_or_default()
            .trim_start_matches('$'),
        _ => name,
    }
}

fn written_name(source: &SourceFile, expression: u32) -> &str {
    let usage = &source.usage;
    let mut made = usage.expression(expression);
    if made.kind == ExpressionKind::Call {
        made = usage.expression(made.first);
    }
    if made.kind == ExpressionKind::Otherwise {
        made = usage.expression(made.first);
    }
    match made.kind {
        ExpressionKind::Free => usage.name(made.first),
        ExpressionKind::Member | ExpressionKind::Implicit | ExpressionKind::TypeName => {
            usage.name(made.second)
        }
        ExpressionKind::Variable => usage
            .variables
            .get(made.first as usize)
            .map_or("", |variable| usage.name(variable.name)),
        ExpressionKind::Call
        | ExpressionKind::Pair
        | ExpressionKind::Part
        | ExpressionKind::Many
        | ExpressionKind::Element
        | ExpressionKind::Literal
        | ExpressionKind::Receiver
        | ExpressionKind::Super
        | ExpressionKind::Opaque
        | ExpressionKind::Otherwise => "",
    }
}
