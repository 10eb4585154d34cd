//! Types above and below a type.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use syntax::is_type;
use syntax::usage::LinkKind;

use crate::engine::Question;
use crate::error::Error;
use crate::model::answers::Answer;
use crate::model::reach::{RelatedType, TypeHierarchyRequest, TypeHierarchyResult};
use crate::names::{Evidence, Names, Place, Reason};
use crate::page::Item;
use crate::reach::{Reached, reached};
use crate::relations::placed;
use crate::scope::Scope;

/// One entry of one of the lists.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Above(RelatedType),
    Below(RelatedType),
}

impl Item for Option<Entry> {}

/// Super- and subtypes of a type.
///
/// # Errors
/// [`Error::InvalidRequest`] for a symbol that is no type; those of names and paging.
pub fn type_hierarchy(
    question: &Question<'_>,
    request: &TypeHierarchyRequest,
) -> Result<Answer<TypeHierarchyResult>, Error> {
    let index = question.index;
    let everything = Scope::new(index, None)?;
    let names = Names::new(index, index.graph(question.control)?);
    let (found, own) = placed(question, &names, &request.symbol)?;
    if !is_type(found.definition.kind) {
        return Err(Error::invalid(
            format!("\"{}\" is no type", found.id()),
            "give a class; `relations` with `overrides` or `implementations` takes methods",
        ));
    }
    let above = above(&names, own)?;
    let below = below(question, &names, own)?;
    let (outside, unresolved) = named_apart(&names, own);
    let mut completeness = everything.completeness(index);
    completeness.resolved = (above.len() + below.len() + outside.len()) as u64;
    completeness.unresolved = unresolved.len() as u64;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| match above.get(position) {
        Some(step) => related(&names, step).map(Entry::Above),
        None => {
            let step = below.get(position.checked_sub(above.len())?)?;
            related(&names, step).map(Entry::Below)
        }
    };
    let empty = TypeHierarchyResult {
        symbol: found.id(),
        above: Vec::new(),
        below: Vec::new(),
        outside,
        unresolved,
    };
    frame.fill(above.len() + below.len(), item, |entries| {
        sorted_out(&empty, entries)
    })
}

fn sorted_out(empty: &TypeHierarchyResult, entries: Vec<Option<Entry>>) -> TypeHierarchyResult {
    let mut result = empty.clone();
    for entry in entries.into_iter().flatten() {
        match entry {
            Entry::Above(one) => result.above.push(one),
            Entry::Below(one) => result.below.push(one),
        }
    }
    result
}

/// A type, and the way to it.
struct Step {
    class: Place,
    hop: u32,
    /// That of the weakest step of the way.
    evidence: Evidence,
    /// Of the last step.
    reason: Reason,
}

/// Names of bases of a type and of those above it that are from elsewhere, and of those not known; sorted.
fn named_apart(names: &Names<'_>, own: Place) -> (Vec<String>, Vec<String>) {
    let (mut outside, mut unresolved) = (Vec::new(), Vec::new());
    for class in std::iter::once(own).chain(names.above(own)) {
        let (out, unknown) = names.other_bases(class);
        outside.extend(out);
        unresolved.extend(unknown);
    }
    for list in [&mut outside, &mut unresolved] {
        list.sort();
        list.dedup();
    }
    (outside, unresolved)
}

fn related(names: &Names<'_>, step: &Step) -> Option<RelatedType> {
    let definition = names.definition(step.class)?;
    Some(RelatedType {
        id: names.file(step.class.file)?.id(definition),
        line: definition.span.start_line,
        hop: step.hop,
        evidence: step.evidence,
        reason: step.reason,
    })
}

/// Every type above, in the order in which members are looked for; then the interfaces that it satisfies.
fn above(names: &Names<'_>, own: Place) -> Result<Vec<Step>, Error> {
    let found = reached(&[own], u32::MAX, |class| {
        Ok::<_, Error>(names.extended(class))
    })?;
    let mut by_class: BTreeMap<Place, Step> = steps(found)
        .into_iter()
        .map(|step| (step.class, step))
        .collect();
    let order = names.above(own);
    let mut above: Vec<Step> = order
        .iter()
        .filter_map(|class| by_class.remove(class))
        .collect();
    let satisfied = names.satisfied(own).into_iter();
    above.extend(satisfied.filter(|one| !order.contains(one)).map(by_methods));
    Ok(above)
}

/// Every type below, the nearest first; then those that satisfy it.
fn below(question: &Question<'_>, names: &Names<'_>, own: Place) -> Result<Vec<Step>, Error> {
    let direct = names.subclasses(question.control)?;
    let found = reached(&[own], u32::MAX, |class| {
        let next = direct.get(&class).into_iter().flatten();
        let surely = |below: &Place| {
            let above = names.extended(*below).into_iter();
            let evidence = above
                .filter(|(base, _)| *base == class)
                .map(|(_, evidence)| evidence);
            (*below, evidence.min().unwrap_or(Evidence::Possible))
        };
        Ok::<_, Error>(next.map(surely).collect())
    })?;
    let mut below = steps(found);
    let known: BTreeSet<Place> = below.iter().map(|step| step.class).collect();
    let satisfying = names.satisfying(own).into_iter();
    below.extend(
        satisfying
            .filter(|one| !known.contains(one))
            .map(by_methods),
    );
    Ok(below)
}

/// The way to each type that was reached, without the first.
fn steps(found: Vec<Reached<Evidence, Place>>) -> Vec<Step> {
    let mut weakest: BTreeMap<Place, Evidence> = BTreeMap::new();
    let step = |one: Reached<Evidence, Place>| {
        let Some((before, evidence)) = one.by else {
            weakest.insert(one.node, Evidence::Exact);
            return None;
        };
        let evidence = weakest
            .get(&before)
            .copied()
            .unwrap_or(evidence)
            .max(evidence);
        weakest.insert(one.node, evidence);
        Some(Step {
            class: one.node,
            hop: one.hop,
            evidence,
            reason: Reason::Declared,
        })
    };
    found.into_iter().filter_map(step).collect()
}

fn by_methods(class: Place) -> Step {
    Step {
        class,
        hop: 1,
        evidence: Evidence::Likely,
        reason: Reason::Methods,
    }
}

impl Names<'_> {
    /// The types that a class says it extends; where one name leads to several, each is possible.
    fn extended(&self, class: Place) -> Vec<(Place, Evidence)> {
        let Some(source) = self.file(class.file) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for expression in source.usage.links_of(class.definition, LinkKind::Base) {
            let ours = self.types_named(class.file, expression);
            let evidence = match ours.len() {
                0 | 1 => Evidence::Exact,
                _ => Evidence::Possible,
            };
            found.extend(ours.into_iter().map(|base| (base, evidence)));
        }
        found
    }

    /// Names of the bases of a class that are no types of ours: those from elsewhere, and those not known.
    pub fn other_bases(&self, class: Place) -> (Vec<String>, Vec<String>) {
        let (mut outside, mut unknown) = (Vec::new(), Vec::new());
        let links = self.file(class.file).map(|source| {
            source
                .usage
                .links_of(class.definition, LinkKind::Base)
                .collect::<Vec<_>>()
        });
        for expression in links.into_iter().flatten() {
            let name = self.shown_name(class.file, expression);
            match self.is_type_of_ours(class.file, expression) {
                Some(true) => {}
                Some(false) => outside.push(name),
                None => unknown.push(name),
            }
        }
        (outside, unknown)
    }
}
