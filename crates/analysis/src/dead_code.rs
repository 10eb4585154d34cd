//! Definitions that nothing uses, as far as that can be known.
//!
//! What an unresolved use, a decorator, a base from elsewhere or a text may reach is `unknown`, never dead.
//! Two functions that only call each other are not found.

mod judge;

use syntax::usage::follows;

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::mentions::{Mention, Sought, mentions};
use crate::model::answers::Answer;
use crate::model::dead_code::{
    DeadCodeRequest, DeadCodeResult, DeadCounts, DeadDefinition, DeadReason, DeadTier,
};
use crate::names::{Names, Place};
use crate::page::Item;
use crate::scope::Scope;
use crate::testing::is_test;

use judge::View;

impl Item for Option<DeadDefinition> {}

/// Definitions that nothing uses.
///
/// # Errors
/// [`Error::NotFound`] for a path without analysed files; those of paging.
pub fn dead_code(
    question: &Question<'_>,
    request: &DeadCodeRequest,
) -> Result<Answer<DeadCodeResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let names = Names::new(index, index.graph(question.control)?);
    let no_test = |source: &SourceFile| !is_test(source.path.as_str());
    let view = View {
        question,
        calls: index.calls(question.control)?,
        imported: names.imported_definitions(no_test, question.control)?,
        names: &names,
    };
    let mut completeness = scope.completeness(index);
    let (mut found, passed) = judged(question, &scope, &view)?;
    completeness.skipped += passed;
    set_mentioned_apart(question, &names, &mut found)?;
    found.sort_unstable_by_key(|one| (one.tier, one.place));
    let counts = counted(&found);
    completeness.resolved = counts.certain + counts.likely + counts.tests_only;
    completeness.unresolved = counts.unknown;
    found.retain(|one| one.tier <= request.tier);
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| found.get(position).and_then(|one| shown(&names, one));
    frame.fill(found.len(), item, |dead| DeadCodeResult {
        dead: dead.into_iter().flatten().collect(),
        counts,
    })
}

/// What is said of the definitions of a scope, and how many files are in languages whose names are not followed.
fn judged(
    question: &Question<'_>,
    scope: &Scope,
    view: &View<'_>,
) -> Result<(Vec<Judged>, u64), Error> {
    let (mut found, mut passed) = (Vec::new(), 0);
    for (position, source) in scope.files(question.index) {
        question.control.check()?;
        if !follows(source.language) {
            passed += 1;
            continue;
        }
        let file = u32::try_from(position).unwrap_or(u32::MAX);
        found.extend((0_u32..).zip(&source.definitions).filter_map(|(at, one)| {
            let place = Place {
                file,
                definition: at,
            };
            let (tier, reason) = view.judged(place, source, one)?;
            Some(Judged {
                tier,
                place,
                reason,
                seen_at: None,
            })
        }));
    }
    Ok((found, passed))
}

/// What is said of a definition.
struct Judged {
    tier: DeadTier,
    place: Place,
    reason: DeadReason,
    seen_at: Option<Mention>,
}

fn counted(found: &[Judged]) -> DeadCounts {
    let mut counts = DeadCounts::default();
    for one in found {
        let count = match one.tier {
            DeadTier::Certain => &mut counts.certain,
            DeadTier::Likely => &mut counts.likely,
            DeadTier::TestsOnly => &mut counts.tests_only,
            DeadTier::Unknown => &mut counts.unknown,
        };
        *count += 1;
    }
    counts
}

fn shown(names: &Names<'_>, one: &Judged) -> Option<DeadDefinition> {
    let (source, definition) = names
        .file(one.place.file)
        .zip(names.definition(one.place))?;
    Some(DeadDefinition {
        id: source.id(definition),
        kind: definition.kind,
        line: definition.span.start_line,
        lines: definition.span.end_line - definition.span.start_line + 1,
        tier: one.tier,
        reason: one.reason,
        seen_at: one.seen_at.as_ref().map(Mention::shown),
    })
}

/// What is named in some other text may be reached by it: a string, a template, a macro, a manifest.
fn set_mentioned_apart(
    question: &Question<'_>,
    names: &Names<'_>,
    found: &mut [Judged],
) -> Result<(), Error> {
    let mut sought = Sought::default();
    for one in found.iter().filter(|one| one.tier < DeadTier::TestsOnly) {
        if let Some(definition) = names.definition(one.place) {
            sought.add(&definition.name, one.place.file, definition.span);
        }
    }
    let seen = mentions(question, &sought)?;
    for one in found
        .iter_mut()
        .filter(|one| one.tier < DeadTier::TestsOnly)
    {
        let name = names.definition(one.place).map(|one| one.name.as_str());
        if let Some(mention) = name.and_then(|name| seen.get(name)) {
            one.tier = DeadTier::Unknown;
            one.reason = DeadReason::Mentioned;
            one.seen_at = Some(mention.clone());
        }
    }
    Ok(())
}
