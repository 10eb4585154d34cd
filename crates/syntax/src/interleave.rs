//! Facts of a text and of the parts of it in other languages, brought into the order of the source.

use crate::facts::FileFacts;

/// Sort all facts by where they stand, and let indices into the definitions follow.
pub(crate) fn in_source_order(facts: &mut FileFacts) {
    let mut order: Vec<usize> = (0..facts.definitions.len()).collect();
    let start = |index: &usize| {
        facts
            .definitions
            .get(*index)
            .map(|one| (one.span.start_byte, std::cmp::Reverse(one.span.end_byte)))
    };
    // Stable: what begins at one place keeps its order, so a parent stays before its children.
    order.sort_by_key(start);
    let mut place = vec![0_u32; order.len()];
    for (new, old) in (0_u32..).zip(&order) {
        if let Some(place) = place.get_mut(*old) {
            *place = new;
        }
    }
    let moved = |index: &mut Option<u32>| {
        *index = index.and_then(|old| place.get(old as usize).copied());
    };
    let mut definitions: Vec<_> = facts.definitions.drain(..).enumerate().collect();
    definitions.sort_by_key(|(old, _)| place.get(*old).copied());
    facts
        .definitions
        .extend(definitions.into_iter().map(|(_, mut definition)| {
            moved(&mut definition.parent);
            definition
        }));
    facts
        .calls
        .iter_mut()
        .for_each(|one| moved(&mut one.caller));
    facts
        .references
        .iter_mut()
        .for_each(|one| moved(&mut one.scope));
    facts
        .branches
        .iter_mut()
        .for_each(|one| moved(&mut one.owner));
    facts.imports.sort_by_key(|one| one.span.start_byte);
    facts.calls.sort_by_key(|one| one.span.start_byte);
    facts.references.sort_by_key(|one| one.line);
    facts.problems.sort_by_key(|one| one.line);
}
