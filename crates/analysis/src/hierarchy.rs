//! Types above and below a type.

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
use crate::relations::{is_resolved, place};
use crate::scope::Scope;
use crate::symbols::one_symbol;

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
    let found = one_symbol(index, &request.symbol, &everything)?;
    is_resolved(&found)?;
    if !is_type(found.definition.kind) {
        return Err(Error::invalid(
            format!("\"{}\" is no type", found.id()),
            "give a class; `relations` with `overrides` or `implementations` takes methods",
        ));
    }
    let names = Names::new(index, index.graph(question.control)?);
    let own = names.first_of_name(place(question, &found)?);
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
    let hops = distances(&names, own)?;
    let item = |position: usize| match above.get(position) {
        Some(class) => {
            let hop = hops
                .iter()
                .find(|(one, _)| one == class)
                .map_or(1, |(_, hop)| *hop);
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
    let mut found = vec![(own, 0)];
    let mut at = 0;
    while let Some((class, hop)) = found.get(at).copied() {
        at += 1;
        for below in direct.get(&class).into_iter().flatten() {
            if !found.iter().any(|(known, _)| known == below) {
                found.push((*below, hop + 1));
            }
        }
    }
    Ok(found.into_iter().skip(1).collect())
}

/// The steps from a type to each above it.
fn distances(names: &Names<'_>, own: Place) -> Result<Vec<(Place, u32)>, Error> {
    let classes: Vec<Place> = std::iter::once(own).chain(names.above(own)).collect();
    let position = |class: &Place| {
        let at = classes.iter().position(|one| one == class)?;
        u32::try_from(at).ok()
    };
    let found = reached(&[0], u32::MAX, |node| {
        let bases = classes
            .get(node as usize)
            .map(|class| names.own_bases(*class));
        let next = bases.into_iter().flatten();
        Ok::<_, Error>(
            next.filter_map(|base| Some((position(&base)?, ())))
                .collect(),
        )
    })?;
    let hops = found
        .iter()
        .filter_map(|one| Some((*classes.get(one.node as usize)?, one.hop)));
    Ok(hops.collect())
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
