//! Definitions: those of a place, and those of a name.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use syntax::facts::{Definition, DefinitionKind};

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::answers::{
    Answer, FindSymbolResult, MatchKind, OutlineResult, OutlineSymbol, Symbol, SymbolMatch,
};
use crate::model::requests::{FindSymbolRequest, OutlineRequest};
use crate::nearest::nearest;
use crate::page::Item;
use crate::path::is_aside;
use crate::scope::Scope;
use crate::visible::cut;

const NAME_BYTES_MAX: usize = 300;
const SHORT_SIGNATURE_BYTES: usize = 80;
const AMBIGUOUS_MAX: usize = 5;

/// A definition in its file.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Its file.
    pub file: &'a SourceFile,
    /// The definition.
    pub definition: &'a Definition,
}

/// The definitions of a file or folder, by path and line.
///
/// # Errors
/// [`Error::NotFound`] for a path without analysed files; those of paging.
pub fn outline(
    question: &Question<'_>,
    request: &OutlineRequest,
) -> Result<Answer<OutlineResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let depth_max = request.depth.unwrap_or(u32::MAX);
    let mut found: Vec<(Found<'_>, u32)> = Vec::new();
    for (_, file) in scope.files(index) {
        question.control.check()?;
        for definition in &file.definitions {
            let wanted = request
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&definition.kind));
            let depth = if wanted {
                file.depth(definition)
            } else {
                u32::MAX
            };
            if wanted && depth <= depth_max {
                found.push((Found { file, definition }, depth));
            }
        }
    }
    let frame = question.frame(
        scope.completeness(index),
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| {
        found.get(position).map(|(found, depth)| OutlineSymbol {
            symbol: found.symbol(),
            depth: *depth,
        })
    };
    frame.fill(found.len(), item, |symbols| OutlineResult {
        symbols: symbols.into_iter().flatten().collect(),
    })
}

/// The definitions of a name: the best kind of match that there is, and only that.
///
/// # Errors
/// [`Error::InvalidRequest`] for an empty name or a broken pattern; those of scope and paging.
pub fn find_symbol(
    question: &Question<'_>,
    request: &FindSymbolRequest,
) -> Result<Answer<FindSymbolResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let wanted = Wanted::new(&request.name)?;
    let (kind, found) = wanted.find(question, &scope, request.kind)?;
    let names = if found.is_empty() {
        wanted.nearest(question, &scope)
    } else {
        Vec::new()
    };
    let total = found.len() as u64;
    let frame = question.frame(
        scope.completeness(index),
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| {
        found.get(position).map(|found| SymbolMatch {
            symbol: found.symbol(),
            matched: kind,
        })
    };
    frame.fill(found.len(), item, |matches| FindSymbolResult {
        matches: matches.into_iter().flatten().collect(),
        total,
        nearest: names.clone(),
    })
}

/// The definitions that have a name, or end in it.
///
/// # Errors
/// [`Error::InvalidRequest`] for an empty name or a broken pattern.
pub fn symbols_of<'a>(
    question: &Question<'a>,
    name: &str,
    scope: &Scope,
) -> Result<Vec<Found<'a>>, Error> {
    let (kind, found) = Wanted::new(name)?.find(question, scope, None)?;
    Ok(match kind <= MatchKind::CaseInsensitive {
        true => found,
        false => Vec::new(),
    })
}

/// The one definition that a name stands for.
///
/// # Errors
/// [`Error::NotFound`] with names like it; [`Error::InvalidRequest`] with the candidates where there are several.
pub fn one_symbol<'a>(
    question: &Question<'a>,
    name: &str,
    scope: &Scope,
) -> Result<Found<'a>, Error> {
    let wanted = Wanted::new(name)?;
    let found = symbols_of(question, name, scope)?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Error::NotFound {
            message: format!("there is no symbol \"{}\"", cut(name, 100)),
            hint: Some("`find_symbol` also takes parts of names and patterns".to_owned()),
            nearest: wanted.nearest(question, scope),
        }),
        [first, rest @ ..] if rest.iter().all(|other| other.id() == first.id()) => Ok(*first),
        // A whole id is that definition, also where members of others end alike.
        several if let Some(one) = several.iter().find(|one| one.id() == name.trim()) => Ok(*one),
        several => Err(Error::InvalidRequest {
            message: format!("\"{}\" names {} symbols", cut(name, 100), several.len()),
            hint: Some("give the `id` of one of them; `find_symbol` lists all".to_owned()),
            nearest: several.iter().take(AMBIGUOUS_MAX).map(Found::id).collect(),
        }),
    }
}

impl Found<'_> {
    /// The name that other calls know it by.
    #[must_use]
    pub fn id(&self) -> String {
        self.file.id(self.definition)
    }

    /// Its form on the wire.
    #[must_use]
    pub fn symbol(&self) -> Symbol {
        let definition = self.definition;
        let qualified_name = cut(&definition.qualified_name, NAME_BYTES_MAX);
        Symbol {
            name: cut(&definition.name, NAME_BYTES_MAX).into_owned(),
            id: format!("{}::{qualified_name}", self.file.path),
            qualified_name: qualified_name.into_owned(),
            kind: definition.kind,
            language: self.file.language.name().to_owned(),
            path: self.file.path.as_str().to_owned(),
            line: definition.span.start_line,
            end_line: definition.span.end_line,
            signature: definition.signature.clone(),
            documentation: definition
                .documentation
                .as_deref()
                .map(|text| cut(text, NAME_BYTES_MAX).into_owned()),
        }
    }
}

impl Symbol {
    fn shorten(&mut self) -> bool {
        if self.documentation.take().is_some() {
            return true;
        }
        let short = cut(&self.signature, SHORT_SIGNATURE_BYTES).into_owned();
        let shortened = short.len() < self.signature.len();
        self.signature = short;
        shortened
    }
}

impl Item for Option<SymbolMatch> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(|item| item.symbol.shorten())
    }
}

impl Item for Option<OutlineSymbol> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(|item| item.symbol.shorten())
    }
}

/// A name as it was asked for.
struct Wanted<'a> {
    path: Option<&'a str>,
    name: String,
    lower: String,
    glob: Option<GlobMatcher>,
}

impl<'a> Wanted<'a> {
    fn new(text: &'a str) -> Result<Self, Error> {
        let text = text.trim();
        // `path::name` is an id; without a path in front, `::` joins names as `.` does.
        let (path, name) = match text.split_once("::") {
            Some((path, name)) if path.contains(['/', '.']) => (Some(path), name),
            _ => (None, text),
        };
        let name = name.trim_end_matches("()").replace("::", ".");
        if name.is_empty() {
            return Err(Error::invalid(
                "`name` is empty",
                "give a name such as save, Model.save or *Field",
            ));
        }
        let glob = if name.contains(['*', '?']) {
            Some(glob(&name)?)
        } else {
            None
        };
        Ok(Self {
            path,
            lower: name.to_lowercase(),
            name,
            glob,
        })
    }

    /// The best kind of match, and what matches so.
    fn find<'i>(
        &self,
        question: &Question<'i>,
        scope: &Scope,
        kind: Option<DefinitionKind>,
    ) -> Result<(MatchKind, Vec<Found<'i>>), Error> {
        let index = question.index;
        let mut best = MatchKind::Glob;
        let mut found = Vec::new();
        // A whole path means that file, also where others end alike.
        let whole = self.path.filter(|path| index.file_position(path).is_some());
        for file in &index.files {
            question.control.check()?;
            let path = file.path.as_str();
            let elsewhere = match whole {
                Some(whole) => whole != path,
                None => self.path.is_some_and(|end| !is_path_end(path, end)),
            };
            if elsewhere || !scope.holds(path) {
                continue;
            }
            for definition in &file.definitions {
                if kind.is_some_and(|kind| kind != definition.kind) {
                    continue;
                }
                let Some(matched) = self.matches(definition) else {
                    continue;
                };
                if matched < best {
                    best = matched;
                    found.clear();
                }
                if matched == best {
                    found.push(Found { file, definition });
                }
            }
        }
        found.sort_by_cached_key(|found| {
            let path = found.file.path.as_str();
            (
                is_aside(path),
                standing(found.definition.kind),
                path,
                found.definition.span,
            )
        });
        Ok((best, found))
    }

    fn matches(&self, definition: &Definition) -> Option<MatchKind> {
        let dotted = self.name.contains('.');
        let full = &definition.qualified_name;
        let is_exact = definition.name == self.name || is_name_end(full, &self.name);
        // Names of Ruby may end with a question mark.
        if is_exact && !self.name.contains('*') {
            return Some(MatchKind::Exact);
        }
        if let Some(glob) = &self.glob {
            let text = if dotted {
                &definition.qualified_name
            } else {
                &definition.name
            };
            return glob.is_match(text).then_some(MatchKind::Glob);
        }
        if is_exact {
            return Some(MatchKind::Exact);
        }
        let lower = if dotted {
            full.to_lowercase()
        } else {
            definition.name.to_lowercase()
        };
        if lower == self.lower || is_name_end(&lower, &self.lower) {
            Some(MatchKind::CaseInsensitive)
        } else if lower.starts_with(&self.lower) {
            Some(MatchKind::Prefix)
        } else {
            lower.contains(&self.lower).then_some(MatchKind::Substring)
        }
    }

    fn nearest(&self, question: &Question<'_>, scope: &Scope) -> Vec<String> {
        let goes_on = |_: &&Arc<SourceFile>| !question.control.cancelled();
        let files = question.index.files.iter().take_while(goes_on);
        let files = files.filter(|file| scope.holds(file.path.as_str()));
        let definitions = files.flat_map(|file| &file.definitions);
        if self.name.contains('.') {
            let full = nearest(
                &self.name,
                definitions
                    .clone()
                    .map(|definition| definition.qualified_name.as_str()),
            );
            if !full.is_empty() {
                return full;
            }
        }
        let last = self.name.rsplit('.').next().unwrap_or(&self.name);
        nearest(last, definitions.map(|definition| definition.name.as_str()))
    }
}

fn glob(name: &str) -> Result<GlobMatcher, Error> {
    let built = GlobBuilder::new(name).literal_separator(false).build();
    built.map(|glob| glob.compile_matcher()).map_err(|fault| {
        Error::invalid(
            format!("`name` is a broken pattern: {}", fault.kind()),
            "use * and ?, such as *Field",
        )
    })
}

/// `Model.save` is the end of `models.Model.save`, not of `SubModel.save`.
fn is_name_end(full: &str, end: &str) -> bool {
    full.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

fn is_path_end(path: &str, end: &str) -> bool {
    let end = end.strip_prefix("./").unwrap_or(end);
    path.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

fn standing(kind: DefinitionKind) -> u8 {
    match kind {
        DefinitionKind::Class
        | DefinitionKind::Struct
        | DefinitionKind::Enum
        | DefinitionKind::Union
        | DefinitionKind::Interface
        | DefinitionKind::Trait
        | DefinitionKind::Table
        | DefinitionKind::TypeAlias => 0,
        DefinitionKind::Function | DefinitionKind::Macro => 1,
        DefinitionKind::Method => 2,
        DefinitionKind::Module | DefinitionKind::Implementation | DefinitionKind::Constant => 3,
        DefinitionKind::Variable
        | DefinitionKind::Field
        | DefinitionKind::Heading
        | DefinitionKind::Block
        | DefinitionKind::Stage => 4,
        DefinitionKind::Key | DefinitionKind::Rule | DefinitionKind::Element => 5,
    }
}
