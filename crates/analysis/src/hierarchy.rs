//! Types above and below a type.

use std::collections::BTreeMap;

use serde::Serialize;
use syntax::is_type;
use syntax::usage::LinkKind;

use crate::engine::Question;
use crate::error::Error;
use crate::model::answers::Answer;
use crate::model::reach::{RelatedType, TypeHierarchyRequest, TypeHierarchyResult};
use crate::names::{Names, Place};
use crate::page::Item;
use crate::reach::reached;
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
    let above = names.above(own);
    let below = below(question, &names, own)?;
    let (outside, unresolved) = named_apart(&names, own, &above);
    let mut completeness = everything.completeness(index);
    completeness.unresolved = unresolved.len() as u64;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let hops = distances(&names, own, &above)?;
    let item = |position: usize| match above.get(position) {
        Some(class) => {
            let hop = hops.get(class).copied().unwrap_or(1);
            related(&names, *class, hop).map(Entry::Above)
        }
        None => {
            let (class, hop) = *below.get(position.checked_sub(above.len())?)?;
            related(&names, class, hop).map(Entry::Below)
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

/// Names of bases of a type and of those above it that are from elsewhere, and of those not known; sorted.
fn named_apart(names: &Names<'_>, own: Place, above: &[Place]) -> (Vec<String>, Vec<String>) {
    let (mut outside, mut unresolved) = (Vec::new(), Vec::new());
    for class in std::iter::once(own).chain(above.iter().copied()) {
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

fn related(names: &Names<'_>, class: Place, hop: u32) -> Option<RelatedType> {
    let definition = names.definition(class)?;
    Some(RelatedType {
        id: names.file(class.file)?.id(definition),
        line: definition.span.start_line,
        hop,
    })
}

/// Every type below, with the steps to it.
fn below(
    question: &Question<'_>,
    names: &Names<'_>,
    own: Place,
) -> Result<Vec<(Place, u32)>, Error> {
    let direct = names.subclasses(question.control)?;
    let found = reached(&[own], u32::MAX, |class| {
        let next = direct.get(&class).into_iter().flatten();
        Ok::<_, Error>(next.map(|below| (*below, ())).collect())
    })?;
    Ok(found
        .into_iter()
        .skip(1)
        .map(|one| (one.node, one.hop))
        .collect())
}

/// The steps from a type to each of those above it.
fn distances(
    names: &Names<'_>,
    own: Place,
    above: &[Place],
) -> Result<BTreeMap<Place, u32>, Error> {
    let found = reached(&[own], u32::MAX, |class| {
        let bases = names.own_bases(class).into_iter();
        let next = bases.filter(|base| above.contains(base));
        Ok::<_, Error>(next.map(|base| (base, ())).collect())
    })?;
    Ok(found.into_iter().map(|one| (one.node, one.hop)).collect())
}

impl Names<'_> {
    /// Names of the bases of a class that are no types of ours: those from elsewhere, and those not known.
    fn other_bases(&self, class: Place) -> (Vec<String>, Vec<String>) {
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
