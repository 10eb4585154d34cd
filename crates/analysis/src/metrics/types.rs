//! How types are made: their methods, their fields, and how these hang together.
//!
//! A type is its declaration and every part of it in the same file: Rust's `impl`, Go's methods.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::facts::{Definition, DefinitionKind, Visibility};
use syntax::{is_function, is_type};

use crate::graph::Graph;
use crate::index::Index;
use crate::model::metrics::TypeDesign;

use super::counts::Counts;
use super::formulas::ratio;

/// A type of a file.
pub struct Type {
    /// Index of its declaration, or of the first part of it that there is.
    pub declaration: usize,
    /// Indexes of its declarations.
    pub parts: Vec<usize>,
    /// Indexes of its methods.
    pub methods: Vec<usize>,
}

/// The types of a file by place.
#[must_use]
pub fn types(counts: &Counts<'_>) -> Vec<Type> {
    let definitions = &counts.file.definitions;
    let mut by_name: BTreeMap<&str, Type> = BTreeMap::new();
    for (index, definition) in definitions.iter().enumerate() {
        if !is_type(definition.kind) {
            continue;
        }
        let of = by_name
            .entry(definition.qualified_name.as_str())
            .or_insert(Type {
                declaration: index,
                parts: Vec::new(),
                methods: Vec::new(),
            });
        of.parts.push(index);
        let declared = definitions
            .get(of.declaration)
            .is_some_and(|one| one.kind != DefinitionKind::Implementation);
        if !declared && definition.kind != DefinitionKind::Implementation {
            of.declaration = index;
        }
    }
    for (index, definition) in counts.functions() {
        if let Some((holder, _)) = definition.qualified_name.rsplit_once('.')
            && let Some(of) = by_name.get_mut(holder)
        {
            of.methods.push(index);
        }
    }
    let mut types: Vec<Type> = by_name.into_values().collect();
    types.sort_by_key(|one| one.declaration);
    types
}

/// Whether a type can only be derived from.
#[must_use]
pub fn is_abstract(counts: &Counts<'_>, of: &Type) -> bool {
    of.parts.iter().any(|part| {
        let kind = counts.file.definitions.get(*part).map(|one| one.kind);
        matches!(
            kind,
            Some(DefinitionKind::Interface | DefinitionKind::Trait)
        ) || counts.space(*part).is_some_and(|space| space.abstracted)
    })
}

/// What is said of a type's design.
#[must_use]
pub fn design(
    index: &Index,
    graph: &Graph,
    position: usize,
    counts: &Counts<'_>,
    of: &Type,
) -> TypeDesign {
    let definitions = &counts.file.definitions;
    let methods: Vec<(usize, &Definition)> = of
        .methods
        .iter()
        .filter_map(|index| Some((*index, definitions.get(*index)?)))
        .collect();
    let parts: BTreeSet<u32> = of
        .parts
        .iter()
        .filter_map(|part| u32::try_from(*part).ok())
        .collect();
    let attributes: Vec<&Definition> = definitions
        .iter()
        .filter(|one| {
            let own = one.parent.is_some_and(|parent| parts.contains(&parent));
            own && !is_type(one.kind) && !is_function(one.kind)
        })
        .collect();
    let public = |one: &&Definition| one.visibility == Visibility::Public;
    let cohesion = Cohesion::new(counts, &methods);
    let (cbo, cbo_unknown) = coupling(index, graph, position, counts, of);
    TypeDesign {
        wmc: methods
            .iter()
            .map(|(index, _)| counts.of(*index).decisions + 1)
            .sum(),
        nom: count(methods.len()),
        npm: count(methods.iter().map(|(_, one)| *one).filter(public).count()),
        attributes: count(attributes.len()),
        npa: count(attributes.iter().copied().filter(public).count()),
        lcom4: cohesion.components(),
        tcc: cohesion.tight(),
        cbo,
        cbo_unknown,
        is_abstract: is_abstract(counts, of),
    }
}

/// Which members the methods of a type use, those that make it left out.
struct Cohesion<'a> {
    methods: Vec<(&'a Definition, BTreeSet<&'a str>)>,
}

impl<'a> Cohesion<'a> {
    fn new(counts: &Counts<'a>, methods: &[(usize, &'a Definition)]) -> Self {
        let measures = &counts.file.measures;
        let mut uses: HashMap<u32, BTreeSet<&str>> = HashMap::new();
        for one in &measures.member_uses {
            if let Some(name) = measures.names.get(one.name as usize) {
                uses.entry(one.definition).or_default().insert(name);
            }
        }
        let methods = methods
            .iter()
            .filter(|(_, method)| !is_constructor(method))
            .map(|(index, method)| {
                let key = u32::try_from(*index).unwrap_or(u32::MAX);
                (*method, uses.remove(&key).unwrap_or_default())
            })
            .collect();
        Self { methods }
    }

    /// Groups of methods that share a field, or of which one calls the other.
    fn components(&self) -> Option<u32> {
        if self.methods.is_empty() {
            return None;
        }
        // A method and what it uses meet under the member's name.
        let mut groups: Vec<usize> = (0..self.methods.len()).collect();
        let mut met: HashMap<&str, usize> = HashMap::new();
        for (index, (method, uses)) in self.methods.iter().enumerate() {
            for name in uses.iter().copied().chain([method.name.as_str()]) {
                let other = *met.entry(name).or_insert(index);
                join(&mut groups, index, other);
            }
        }
        let roots: BTreeSet<usize> = (0..groups.len()).map(|one| root(&groups, one)).collect();
        Some(count(roots.len()))
    }

    /// The share of pairs of public methods with a field in common.
    fn tight(&self) -> Option<f64> {
        let names: BTreeSet<&str> = self
            .methods
            .iter()
            .map(|(method, _)| method.name.as_str())
            .collect();
        let fields: Vec<BTreeSet<&str>> = self
            .methods
            .iter()
            .filter(|(method, _)| method.visibility == Visibility::Public)
            .map(|(_, uses)| uses.difference(&names).copied().collect())
            .collect();
        let mut pairs = (0, 0);
        for (index, one) in fields.iter().enumerate() {
            for other in fields.iter().skip(index + 1) {
                pairs.1 += 1;
                pairs.0 += u32::from(!one.is_disjoint(other));
            }
        }
        ratio(pairs.0, pairs.1)
    }
}

fn is_constructor(method: &Definition) -> bool {
    let holder = method.qualified_name.rsplit('.').nth(1);
    matches!(
        method.name.as_str(),
        "__init__" | "__new__" | "constructor" | "initialize" | "__construct"
    ) || holder == Some(method.name.as_str())
}

fn root(groups: &[usize], mut one: usize) -> usize {
    while let Some(above) = groups.get(one).filter(|above| **above != one) {
        one = *above;
    }
    one
}

fn join(groups: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(groups, one), root(groups, other));
    if let Some(above) = groups.get_mut(one.max(other)) {
        *above = one.min(other);
    }
}

/// Other types of the repository that a type mentions, and imported names of which that is not known.
fn coupling(
    index: &Index,
    graph: &Graph,
    position: usize,
    counts: &Counts<'_>,
    of: &Type,
) -> (u32, u32) {
    let file = counts.file;
    let measures = &file.measures;
    let own: BTreeSet<u32> = of
        .parts
        .iter()
        .chain(&of.methods)
        .filter_map(|part| u32::try_from(*part).ok())
        .collect();
    let own_name = file
        .definitions
        .get(of.declaration)
        .map(|one| one.name.as_str());
    let mentioned: BTreeSet<&str> = measures
        .type_uses
        .iter()
        .filter(|one| own.contains(&one.definition))
        .filter_map(|one| measures.names.get(one.name as usize))
        .filter(|name| Some(*name) != own_name)
        .collect();
    let (mut known, mut unknown) = (0, 0);
    for name in mentioned {
        let here = file
            .definitions
            .iter()
            .any(|one| is_type(one.kind) && one.name == name);
        match (here, imported(index, graph, position, name)) {
            (true, _) | (false, Some(true)) => known += 1,
            (false, None) => unknown += 1,
            (false, Some(false)) => {}
        }
    }
    (known, unknown)
}

/// Whether an imported name is a type; nothing where it comes from elsewhere.
fn imported(index: &Index, graph: &Graph, position: usize, name: &str) -> Option<bool> {
    let file = index.files.get(position)?;
    let resolved = graph.resolutions.get(position)?;
    let (import, resolution) = file.imports.iter().zip(resolved).find(|(import, _)| {
        let bound = import.alias.as_deref().or(import.name.as_deref());
        bound.or_else(|| import.module.rsplit(['.', ':', '/']).next()) == Some(name)
    })?;
    let files = resolution.files();
    if files.is_empty() {
        return None;
    }
    let wanted = import.name.as_deref().unwrap_or(name);
    Some(files.iter().any(|target| {
        index.files.get(*target as usize).is_some_and(|file| {
            file.definitions
                .iter()
                .any(|one| is_type(one.kind) && one.name == wanted)
        })
    }))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
