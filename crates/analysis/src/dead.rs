//! Definitions that nothing uses, as far as that can be known.
//!
//! What a library, a decorator or an unresolved use may reach is `unknown`, never dead.

use std::collections::BTreeSet;

use syntax::facts::{Definition, DefinitionKind, Visibility};
use syntax::usage::LinkKind;

use crate::calls::{Calls, site};
use crate::engine::Question;
use crate::error::Error;
use crate::impact::is_test;
use crate::index::SourceFile;
use crate::model::answers::Answer;
use crate::model::dead::{
    DeadCodeRequest, DeadCodeResult, DeadCounts, DeadDefinition, DeadReason, DeadTier,
};
use crate::names::{End, Evidence, Names, Place, is_type};
use crate::page::Item;
use crate::relations::follows;
use crate::scope::Scope;

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
    let view = View {
        question,
        calls: index.calls(question.control)?,
        imported: names.imported_definitions(question.control)?,
        names: &names,
    };
    let (mut found, mut counts) = (Vec::new(), DeadCounts::default());
    let mut passed = 0;
    for (position, source) in scope.files(index) {
        question.control.check()?;
        if !follows(source.language) {
            passed += 1;
            continue;
        }
        let file = u32::try_from(position).unwrap_or(u32::MAX);
        for (definition, one) in (0_u32..).zip(&source.definitions) {
            let place = Place { file, definition };
            if let Some((tier, reason)) = view.judged(place, source, one) {
                counts.add(tier);
                if tier <= request.tier {
                    found.push((tier, place, reason));
                }
            }
        }
    }
    found.sort_unstable();
    let mut completeness = scope.completeness(index);
    completeness.skipped += passed;
    completeness.unresolved = counts.unknown;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| {
        let (tier, place, reason) = *found.get(position)?;
        let (source, definition) = names.file(place.file).zip(names.definition(place))?;
        Some(DeadDefinition {
            id: source.id(definition),
            kind: definition.kind,
            line: definition.span.start_line,
            lines: definition.span.end_line - definition.span.start_line + 1,
            tier,
            reason,
        })
    };
    frame.fill(found.len(), item, |dead| DeadCodeResult {
        dead: dead.into_iter().flatten().collect(),
        counts,
    })
}

impl DeadCounts {
    fn add(&mut self, tier: DeadTier) {
        let count = match tier {
            DeadTier::Certain => &mut self.certain,
            DeadTier::Likely => &mut self.likely,
            DeadTier::TestsOnly => &mut self.tests_only,
            DeadTier::Unknown => &mut self.unknown,
        };
        *count += 1;
    }
}

struct View<'a> {
    question: &'a Question<'a>,
    calls: &'a Calls,
    names: &'a Names<'a>,
    /// Definitions that other files import.
    imported: BTreeSet<Place>,
}

impl View<'_> {
    /// Whether a definition is dead, and why; nothing for what is used or is run by its name.
    fn judged(
        &self,
        place: Place,
        source: &SourceFile,
        definition: &Definition,
    ) -> Option<(DeadTier, DeadReason)> {
        let judged = matches!(
            definition.kind,
            DefinitionKind::Function | DefinitionKind::Method
        ) || is_type(definition.kind);
        let name = definition.name.as_str();
        let by_custom = name.starts_with("__") && name.ends_with("__");
        let in_tests = is_test(source.path.as_str());
        if !judged || by_custom || in_tests || self.names.first_of_name(place) != place {
            return None;
        }
        let (mut used, mut by_tests) = (false, false);
        for edge in self.calls.users(self.calls.node(End {
            file: place.file,
            definition: Some(place.definition),
        })) {
            let user = self.calls.end(edge.from);
            if edge.evidence == Evidence::Possible {
                return Some((DeadTier::Unknown, DeadReason::UnresolvedUse));
            }
            if !self.is_inside(user, place) {
                let test = self.names.file(user.file).is_some_and(|file| is_test(file.path.as_str()));
                by_tests |= test;
                used |= !test;
            }
        }
        if used || !self.names.overridden(place).is_empty() {
            return None;
        }
        if let Some(reason) = self.doubt(place, source, definition) {
            return Some((DeadTier::Unknown, reason));
        }
        Some(match (by_tests, definition.visibility) {
            (true, _) => (DeadTier::TestsOnly, DeadReason::OnlyTestsUseIt),
            (false, Visibility::Private) => (DeadTier::Certain, DeadReason::PrivateAndUnused),
            (false, _) => (DeadTier::Likely, DeadReason::UnusedHere),
        })
    }

    /// What may use a definition without being seen.
    fn doubt(&self, place: Place, source: &SourceFile, definition: &Definition) -> Option<DeadReason> {
        let unknown = self.calls.unknown(source.language, &definition.name);
        let fits = |at: &(u32, u32)| {
            site(self.question.index, *at).is_some_and(|site| self.names.fits(place, site))
        };
        if unknown.iter().any(fits) {
            return Some(DeadReason::UnresolvedUse);
        }
        if self.imported.contains(&place) {
            return Some(DeadReason::Imported);
        }
        let mut decorators = source.usage.links_of(place.definition, LinkKind::Decorator);
        if decorators.next().is_some() {
            return Some(DeadReason::Decorated);
        }
        let class = definition.parent.map(|definition| Place {
            file: place.file,
            definition,
        });
        let class = class.filter(|class| self.names.definition(*class).is_some_and(|one| is_type(one.kind)));
        let foreign = class.is_some_and(|class| self.names.has_foreign_bases(class));
        foreign.then_some(DeadReason::BaseFromElsewhere)
    }

    fn is_inside(&self, user: End, place: Place) -> bool {
        let mut at = user.definition.filter(|_| user.file == place.file);
        while let Some(definition) = at {
            if definition == place.definition {
                return true;
            }
            let here = Place {
                file: user.file,
                definition,
            };
            at = self.names.definition(here).and_then(|one| one.parent);
        }
        false
    }
}
