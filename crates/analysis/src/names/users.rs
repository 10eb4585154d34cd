//! Who uses a definition: the files that could, and what each of their uses leads to.

use std::collections::{BTreeMap, BTreeSet};

use syntax::usage::{Binding, BindingKind, ExpressionKind, Site, SiteKind};
use syntax::{Language, is_callable, is_type};

use super::places::last_name;
use super::{Evidence, Names, Place, Reason, Status, Value, outside};
use crate::control::Control;
use crate::error::Error;
use crate::index::SourceFile;
use crate::rank::family;
use crate::resolve::Resolution;

/// Rounds in which further names of a definition are looked for.
const ALIAS_ROUNDS_MAX: u32 = 8;

/// A use that leads, or may lead, to a definition.
#[derive(Debug, Clone, Copy)]
pub struct User {
    /// The file of the use.
    pub file: u32,
    /// The use.
    pub site: Site,
    /// How surely.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
}

/// Who uses a definition.
#[derive(Debug, Default)]
pub struct Users {
    /// By file, then in source order.
    pub users: Vec<User>,
    /// Uses of its name of which nobody knows what they lead to, and that are not among the users.
    pub unresolved: u64,
}

impl Names<'_> {
    /// Everything that uses a definition, or may.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn users(
        &self,
        target: Place,
        wanted: &dyn Fn(SiteKind) -> bool,
        control: &Control,
    ) -> Result<Users, Error> {
        let mut users = Users::default();
        let Some(definition) = self.definition(target) else {
            return Ok(users);
        };
        let own = definition.name.as_str();
        let language = self.file(target.file).map(|source| source.language);
        let overridden = self.overridden(target);
        let names = self.names_of(target, control)?;
        let candidates = self.candidates(target);
        for (file, source) in (0_u32..).zip(&self.index.files) {
            control.check()?;
            let relevant = language.is_some_and(|one| family(one) == family(source.language))
                && names.iter().any(|name| source.uses.has(name));
            if !relevant {
                continue;
            }
            for site in source.usage.sites.iter().filter(|site| wanted(site.kind)) {
                let name = last_name(source, site.expression);
                if !names.contains(name) {
                    continue;
                }
                let found = self.uses(file, site);
                let user = |evidence, reason| User {
                    file,
                    site: *site,
                    evidence,
                    reason,
                };
                let hit = found
                    .targets
                    .iter()
                    .find(|(place, ..)| self.is_same(*place, target));
                let base = || {
                    let is_base =
                        |place: &Place| overridden.iter().any(|base| self.is_same(*place, *base));
                    found.targets.iter().any(|(place, ..)| is_base(place))
                };
                if let Some((_, evidence, reason)) = hit {
                    users.users.push(user(*evidence, *reason));
                } else if found.status == Status::Ours && base() {
                    users.users.push(user(Evidence::Possible, Reason::Dispatch));
                } else if found.status == Status::Unresolved
                    && name == own
                    && self.is_member_of_unknown(file, site)
                    && !self.is_of_another_type(target, (file, site))
                    && (self.is_member(target) || self.may_be_module(file, site))
                {
                    match self.by_name(target, (file, site), &candidates) {
                        Some(evidence) => users.users.push(user(evidence, Reason::Name)),
                        None => users.unresolved += 1,
                    }
                }
            }
        }
        Ok(users)
    }

    /// How surely a member of something unknown is this definition; nothing where its shape does not fit.
    #[must_use]
    pub fn by_name(
        &self,
        target: Place,
        (file, site): (u32, &Site),
        candidates: &[Place],
    ) -> Option<Evidence> {
        let reachable = self.is_member(target) || self.may_be_module(file, site);
        if !reachable || !self.fits(target, site) {
            return None;
        }
        let definition = self.definition(target)?;
        let language = self.file(target.file)?.language;
        let common = outside::is_common_member(language, &definition.name);
        let members = candidates.iter().filter(|one| self.is_member(**one));
        let fitting = members.filter(|one| self.fits(**one, site)).count();
        match (common, fitting) {
            (false, 1) => Some(Evidence::Likely),
            _ => Some(Evidence::Possible),
        }
    }

    /// Whether a definition is a member of another, so that it may be one of something unknown.
    fn is_member(&self, place: Place) -> bool {
        let inside = self
            .definition(place)
            .is_some_and(|one| one.parent.is_some());
        inside || self.class_of(place).is_some() || self.is_extended(place)
    }

    /// Whether the unknown thing whose member is used may be a module: it is imported, or Python's, where a module
    /// goes wherever a value goes.
    fn may_be_module(&self, file: u32, site: &Site) -> bool {
        let Some(source) = self.file(file) else {
            return false;
        };
        let member = source.usage.expression(site.expression);
        let base = source.usage.expression(member.first);
        let imported = |one: &Binding| one.kind == BindingKind::Import;
        source.language == Language::Python
            || (base.kind == ExpressionKind::Variable
                && source.usage.bindings_of(base.first).iter().all(imported))
    }

    /// Whether a function takes as many arguments as a call writes, as far as both are known.
    #[must_use]
    pub fn fits(&self, place: Place, site: &Site) -> bool {
        let Some(definition) = self.definition(place) else {
            return false;
        };
        match definition.parameter_count {
            Some(most) if site.kind == SiteKind::Call && site.argument_count != u8::MAX => {
                definition.signature.contains('*')
                    || definition.signature.contains("...")
                    || definition.signature.contains("params ")
                    || u32::from(site.argument_count) <= most
            }
            _ => true,
        }
    }

    /// The definitions that a member of something unknown with this name may be.
    #[must_use]
    pub fn candidates(&self, target: Place) -> Vec<Place> {
        let Some((name, language)) = self
            .definition(target)
            .zip(self.file(target.file))
            .map(|(definition, source)| (definition.name.as_str(), family(source.language)))
        else {
            return Vec::new();
        };
        let mut found: Vec<Place> = Vec::new();
        for (file, source) in (0_u32..).zip(&self.index.files) {
            if family(source.language) != language {
                continue;
            }
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                let place = Place { file, definition };
                if one.name == name && !found.last().is_some_and(|last| self.is_same(*last, place))
                {
                    found.push(place);
                }
            }
        }
        found
    }

    /// All names under which a definition may be used.
    fn names_of(&self, target: Place, control: &Control) -> Result<BTreeSet<String>, Error> {
        let mut names = BTreeSet::new();
        let Some(definition) = self.definition(target) else {
            return Ok(names);
        };
        names.insert(definition.name.clone());
        // A constructor is called by the name of its class and of those that inherit it.
        let class = self.type_of_code(target).filter(|class| *class != target);
        let constructs = |class: &Place| {
            let name = definition.name.as_str();
            matches!(name, "__new__") || name == self.constructor(*class)
        };
        if let Some(class) = class.filter(constructs) {
            let below = self.subclasses(control)?;
            let mut waiting = vec![self.whole(class)];
            let mut seen = BTreeSet::new();
            while let Some(class) = waiting.pop() {
                if seen.insert(class) {
                    names.extend(self.definition(class).map(|one| one.name.clone()));
                    waiting.extend(below.get(&class).into_iter().flatten().copied());
                }
            }
        }
        if self.is_ruby(target.file) {
            names.extend(self.other_names_of_ruby(target));
        }
        for _ in 0..ALIAS_ROUNDS_MAX {
            control.check()?;
            let more = self.renamed(&names);
            if more.is_subset(&names) {
                break;
            }
            names.extend(more);
        }
        Ok(names)
    }

    /// Names that imports and assignments give to what has one of these names.
    fn renamed(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut more = BTreeSet::new();
        for source in &self.index.files {
            for import in &source.imports {
                if let (Some(name), Some(alias)) = (&import.name, &import.alias)
                    && names.contains(name)
                {
                    more.insert(alias.clone());
                }
            }
            if !names.iter().any(|name| source.uses.has(name)) {
                continue;
            }
            for binding in &source.usage.bindings {
                if binding.kind == BindingKind::Value
                    && names.contains(last_name(source, binding.value))
                    && !is_call(source, binding.value)
                    && let Some(variable) = source.usage.variables.get(binding.variable as usize)
                {
                    more.insert(source.usage.name(variable.name).to_owned());
                }
            }
        }
        more
    }

    /// By class, the classes that extend it directly.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn subclasses(&self, control: &Control) -> Result<BTreeMap<Place, Vec<Place>>, Error> {
        let mut below: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
        for (file, source) in (0_u32..).zip(&self.index.files) {
            control.check()?;
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                let place = Place { file, definition };
                if !is_type(one.kind) && !self.is_ruby_module(place) {
                    continue;
                }
                if self.subject(place) != place {
                    continue;
                }
                for (value, _) in &self.direct_bases(place).values {
                    if let Value::Definition(base) = value {
                        below.entry(self.whole(*base)).or_default().push(place);
                    }
                }
            }
        }
        Ok(below)
    }

    /// The methods of bases that a method overrides, nearest first.
    #[must_use]
    pub fn overridden(&self, method: Place) -> Vec<Place> {
        let Some(definition) = self.definition(method).filter(|one| is_callable(one.kind)) else {
            return Vec::new();
        };
        if let Some(of_trait) = self.trait_methods(method) {
            return of_trait;
        }
        let Some(class) = self.class_of(method) else {
            return Vec::new();
        };
        let bases = self.bases(class);
        let above = bases.order.iter().skip(1);
        above
            .filter(|base| !self.is_same(**base, class))
            .filter_map(|base| self.own_method(*base, &definition.name))
            .filter(|base| !self.is_cpp(method.file) || self.is_virtual(*base, method))
            .chain(self.satisfied(method))
            .collect()
    }

    /// What a definition stands below: the types that a type says it extends, the methods that a method overrides.
    #[must_use]
    pub fn above(&self, place: Place) -> Vec<Place> {
        match self.kind(place) {
            Some(kind) if is_type(kind) => {
                let bases = self.bases(place);
                let above = bases.order.iter().copied();
                above.filter(|base| !self.is_same(*base, place)).collect()
            }
            _ => self.overridden(place),
        }
    }

    /// What one import of a file leads to.
    #[must_use]
    pub fn resolution(&self, file: u32, import: u32) -> Option<&Resolution> {
        self.resolutions(file).get(import as usize)
    }

    /// Whether an import takes this definition.
    #[must_use]
    pub fn import_leads_to(&self, file: u32, import: u32, target: Place) -> bool {
        let named = self
            .file(file)
            .and_then(|source| source.imports.get(import as usize))
            .is_some_and(|import| import.name.is_some());
        named
            && self.imported(file, import).values.iter().any(|(value, _)| {
                matches!(value, Value::Definition(place) if self.is_same(*place, target))
            })
    }

    /// Every definition that one of these files imports by its name.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn imported_definitions(
        &self,
        importers: impl Fn(&SourceFile) -> bool,
        control: &Control,
    ) -> Result<BTreeSet<Place>, Error> {
        let mut found = BTreeSet::new();
        for (file, source) in (0_u32..).zip(&self.index.files) {
            control.check()?;
            if !importers(source) {
                continue;
            }
            for (import, written) in (0_u32..).zip(&source.imports) {
                if written.name.is_some() {
                    let values = &self.imported(file, import).values;
                    found.extend(values.iter().filter_map(|(value, _)| match value {
                        Value::Definition(place) => Some(*place),
                        _ => None,
                    }));
                }
            }
        }
        Ok(found)
    }

    /// The method that a class defines itself under a name.
    #[must_use]
    pub fn own_method(&self, class: Place, name: &str) -> Option<Place> {
        let source = self.file(class.file)?;
        if let Some(found) = self.method_elsewhere(class, name) {
            return found.values.iter().find_map(|(value, _)| match value {
                Value::Definition(place) => Some(*place),
                _ => None,
            });
        }
        let found = (0_u32..).zip(&source.definitions).find(|(_, one)| {
            one.parent == Some(class.definition) && one.name == name && is_callable(one.kind)
        });
        found.map(|(definition, _)| Place {
            file: class.file,
            definition,
        })
    }
}

fn is_call(source: &SourceFile, expression: u32) -> bool {
    source.usage.expression(expression).kind == ExpressionKind::Call
}
