//! Callers, callees, references, implementations, overrides and importers of a symbol.

use std::collections::{BTreeMap, BTreeSet};

use syntax::facts::DefinitionKind;
use syntax::usage::SiteKind;
use syntax::{Language, holds_value};

use crate::engine::Question;
use crate::error::Error;
use crate::importers::Loaded;
use crate::model::answers::Answer;
use crate::model::relations::{
    EvidenceCounts, Related, RelationKind, RelationsRequest, RelationsResult,
};
use crate::names::{End, Evidence, Names, Place, Reason, Status, Uses};
use crate::page::Item;
use crate::scope::Scope;
use crate::symbols::{Found, one_symbol, symbols_of};

/// Lines told of one related symbol.
const LINES_MAX: usize = 20;
/// Lines kept when an entry stands alone and does not fit.
const LINES_SHORT: usize = 3;

impl Item for Option<Related> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(|one| {
            let longer = one.lines.len() > LINES_SHORT;
            one.lines.truncate(LINES_SHORT);
            longer
        })
    }
}

/// What a symbol has to do with others.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::InvalidRequest`] for a name that stands for no symbol or for several;
/// those of paging.
pub fn relations(
    question: &Question<'_>,
    request: &RelationsRequest,
) -> Result<Answer<RelationsResult>, Error> {
    let index = question.index;
    let everything = Scope::new(index, None)?;
    let graph = index.graph(question.control)?;
    let names = Names::new(index, graph);
    let view = View {
        question,
        names: &names,
    };
    let (symbol, gathered) = match view.loaded(request)? {
        Some((name, loaded)) => (name, view.importers(&loaded)),
        None => {
            let (found, place) = one_thing(question, &names, &request.symbol)?;
            is_resolved(&found)?;
            (found.id(), view.gathered(place, request.relation)?)
        }
    };
    let counts = gathered.counts();
    let related = gathered.listed(request.evidence, &names);
    let mut completeness = everything.completeness(index);
    completeness.resolved = counts.exact + counts.likely + counts.possible;
    completeness.unresolved = counts.unresolved;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| related.get(position).cloned();
    frame.fill(related.len(), item, |related| RelationsResult {
        symbol: symbol.clone(),
        relation: request.relation,
        related: related.into_iter().flatten().collect(),
        counts,
    })
}

/// Languages whose names are not followed have no answer, which is not the answer `none`.
///
/// # Errors
/// [`Error::InvalidRequest`] for those.
pub fn is_resolved(found: &Found<'_>) -> Result<(), Error> {
    if syntax::usage::follows(found.file.language) {
        return Ok(());
    }
    let language = found.file.language.name();
    let followed: Vec<&str> = Language::ALL
        .iter()
        .filter(|language| syntax::usage::follows(**language))
        .map(|language| language.name())
        .collect();
    Err(Error::invalid(
        format!("uses of names are not followed in {language}"),
        format!(
            "`search` finds the name in the text; names are followed in {}",
            followed.join(", ")
        ),
    ))
}

/// The one symbol of a name whose language's names are followed, and the first place that stands for it.
///
/// # Errors
/// Those of names, and [`Error::InvalidRequest`] for a language whose names are not followed.
pub fn placed<'a>(
    question: &Question<'a>,
    names: &Names<'_>,
    name: &str,
) -> Result<(Found<'a>, Place), Error> {
    let (found, place) = one_thing(question, names, name)?;
    is_resolved(&found)?;
    Ok((found, names.first_of_name(place)))
}

/// The one symbol of a name; what one file declares and another defines is one, and stands where it is defined.
fn one_thing<'a>(
    question: &Question<'a>,
    names: &Names<'_>,
    name: &str,
) -> Result<(Found<'a>, Place), Error> {
    let index = question.index;
    let everything = Scope::new(index, None)?;
    let several = symbols_of(question, name, &everything)?;
    let mut places = several.iter().map(|found| place(question, found));
    if let Some(first) = places.next().transpose()?
        && let Some(whole) = names.written_in_full(first)
    {
        let file = index.files.get(whole.file as usize);
        let definition = file.and_then(|file| file.definitions.get(whole.definition as usize));
        if let (Some(file), Some(definition)) = (file, definition)
            && places.all(|other| other.is_ok_and(|other| names.is_same(first, other)))
        {
            return Ok((Found { file, definition }, whole));
        }
    }
    let found = one_symbol(question, name, &everything)?;
    let place = place(question, &found)?;
    Ok((found, place))
}

/// The place of a definition that was found.
///
/// # Errors
/// [`Error::Internal`] when it is not of this index.
pub fn place(question: &Question<'_>, found: &Found<'_>) -> Result<Place, Error> {
    let file = question.index.file_position(found.file.path.as_str());
    let definition = found
        .file
        .definitions
        .iter()
        .position(|one| std::ptr::eq(one, found.definition));
    let small = |number: Option<usize>| number.and_then(|number| u32::try_from(number).ok());
    small(file)
        .zip(small(definition))
        .map(|(file, definition)| Place { file, definition })
        .ok_or_else(|| Error::Internal {
            message: "a symbol without a place".to_owned(),
        })
}

/// What was found, by how sure it is, then where it is.
#[derive(Default)]
pub struct Gathered {
    by_end: BTreeMap<(Evidence, End, Reason, u32), Vec<u32>>,
    outside: u64,
    pub unresolved: u64,
}

/// A question, and the names of the state it is asked of.
pub struct View<'a> {
    pub question: &'a Question<'a>,
    pub names: &'a Names<'a>,
}

impl View<'_> {
    fn gathered(&self, target: Place, relation: RelationKind) -> Result<Gathered, Error> {
        match relation {
            RelationKind::Callers => self.users(target, &|kind| {
                matches!(kind, SiteKind::Call | SiteKind::Decorator)
            }),
            RelationKind::References => self.users(target, &|_| true),
            RelationKind::Callees => self.callees(target),
            RelationKind::Implementations => self.implementations(target),
            RelationKind::Overrides => Ok(self.overrides(target)),
            RelationKind::Importers => Ok(self.importers(&Loaded::Definition(target))),
        }
    }

    fn users(&self, target: Place, wanted: &dyn Fn(SiteKind) -> bool) -> Result<Gathered, Error> {
        let users = self.names.users(target, wanted, self.question.control)?;
        let mut gathered = Gathered {
            unresolved: users.unresolved,
            ..Gathered::default()
        };
        for user in users.users {
            let end = End {
                file: user.file,
                definition: user.site.definition,
            };
            gathered.add(user.evidence, end, user.reason, user.file, user.site.line);
        }
        Ok(gathered)
    }

    /// What a definition calls: of a function its own code, without the functions that have names inside it.
    fn callees(&self, of: Place) -> Result<Gathered, Error> {
        let mut gathered = Gathered::default();
        let Some(source) = self.names.file(of.file) else {
            return Ok(gathered);
        };
        let inside = self.names.own_code(of);
        for site in &source.usage.sites {
            self.question.control.check()?;
            let calls = matches!(site.kind, SiteKind::Call | SiteKind::Decorator);
            if !calls || !site.definition.is_some_and(|one| inside.contains(&one)) {
                continue;
            }
            let found = self.names.uses(of.file, site);
            let known = self.called(&found);
            for (place, evidence, reason) in &known {
                let end = End {
                    file: place.file,
                    definition: Some(place.definition),
                };
                gathered.add(*evidence, end, *reason, of.file, site.line);
            }
            match (known.is_empty(), found.status) {
                (false, _) => {}
                (true, Status::Outside) => gathered.outside += 1,
                (true, Status::Ours | Status::Unresolved) => gathered.unresolved += 1,
            }
        }
        Ok(gathered)
    }

    /// What a call calls: functions and types, else the constant or variable of a file that holds what nobody knows,
    /// as `const each = wrap(one)`.
    fn called(&self, found: &Uses) -> Vec<(Place, Evidence, Reason)> {
        let of_kind = |wanted: &dyn Fn(Place, DefinitionKind) -> bool| {
            let targets = found.targets.iter().copied();
            let fits = targets.filter(|(place, ..)| {
                let definition = self.names.definition(*place);
                definition.is_some_and(|one| wanted(*place, one.kind))
            });
            Vec::from_iter(fits)
        };
        let called =
            of_kind(&|place, kind| !holds_value(kind) || self.names.is_called_value(place));
        if !called.is_empty() {
            return called;
        }
        of_kind(&|_, kind| matches!(kind, DefinitionKind::Constant | DefinitionKind::Variable))
    }

    fn implementations(&self, of: Place) -> Result<Gathered, Error> {
        let below = self.names.subclasses(self.question.control)?;
        let method = self
            .names
            .definition(of)
            .filter(|one| matches!(one.kind, DefinitionKind::Method | DefinitionKind::Function));
        let class = match method {
            Some(_) => self.names.class_of(of),
            None => Some(of),
        };
        let mut gathered = Gathered::default();
        for one in self.names.satisfying(of) {
            gathered.stands(self.names, one, Evidence::Likely, Reason::Methods);
        }
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<Place> = class.into_iter().collect();
        while let Some(class) = waiting.pop() {
            for one in below.get(&class).into_iter().flatten() {
                if !seen.insert(*one) {
                    continue;
                }
                waiting.push(*one);
                let end = match method {
                    Some(method) => self.names.own_method(*one, &method.name),
                    None => Some(*one),
                };
                if let Some(end) = end {
                    gathered.stands(self.names, end, Evidence::Exact, Reason::Declared);
                }
            }
        }
        Ok(gathered)
    }

    fn overrides(&self, of: Place) -> Gathered {
        let mut gathered = Gathered::default();
        let satisfied = self.names.satisfied(of);
        for base in self.names.above(of) {
            if !satisfied.contains(&base) {
                gathered.stands(self.names, base, Evidence::Exact, Reason::Declared);
            }
        }
        for base in satisfied {
            gathered.stands(self.names, base, Evidence::Likely, Reason::Methods);
        }
        gathered
    }
}

impl Gathered {
    pub fn add(&mut self, evidence: Evidence, end: End, reason: Reason, file: u32, line: u32) {
        let lines = self
            .by_end
            .entry((evidence, end, reason, file))
            .or_default();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }

    /// A definition that stands above or below.
    fn stands(&mut self, names: &Names<'_>, place: Place, evidence: Evidence, reason: Reason) {
        let line = names.definition(place).map_or(1, |one| one.span.start_line);
        let end = End {
            file: place.file,
            definition: Some(place.definition),
        };
        self.add(evidence, end, reason, place.file, line);
    }

    fn counts(&self) -> EvidenceCounts {
        let ends = |evidence: Evidence| {
            let ends = self.by_end.keys().filter(|key| key.0 == evidence);
            ends.map(|key| key.1).collect::<BTreeSet<_>>().len() as u64
        };
        EvidenceCounts {
            exact: ends(Evidence::Exact),
            likely: ends(Evidence::Likely),
            possible: ends(Evidence::Possible),
            outside: self.outside,
            unresolved: self.unresolved,
        }
    }

    fn listed(&self, least: Evidence, names: &Names<'_>) -> Vec<Related> {
        let wanted = self.by_end.iter().filter(|(key, _)| key.0 <= least);
        wanted
            .filter_map(|((evidence, end, reason, file), lines)| {
                let (id, kind) = names.shown(*end)?;
                Some(Related {
                    id,
                    kind,
                    path: names.file(*file)?.path.as_str().to_owned(),
                    lines: lines.iter().copied().take(LINES_MAX).collect(),
                    evidence: *evidence,
                    reason: *reason,
                })
            })
            .collect()
    }
}
