//! What is stored of a file, in the form that compresses best.
//!
//! A name is written once, whoever mentions it; what follows from something else is left out, or written as the
//! difference to it. Damaged bytes give other facts or none.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use syntax::FrontEnd;
use syntax::columns;
use syntax::facts::{
    Branch, Definition, DefinitionKind, Import, ImportKind, LineCounts, Problem, Span, Visibility,
};
use syntax::measures::{Increment, Measures, NameUse, Space};
use syntax::tokens::TokenStream;

use super::Kept;
use super::packed_usage::PackedUsage;
use super::shared_texts::{Table, Taken};
use crate::index::SourceFile;
use crate::used_names::UsedNames;

/// See [`Kept`].
#[derive(Serialize, Deserialize)]
pub(super) struct Packed<'a> {
    front_end: FrontEnd,
    /// Those that the file uses come first.
    #[serde(with = "columns")]
    texts: Vec<Cow<'a, str>>,
    /// How often each of the first texts is used.
    #[serde(with = "columns")]
    counts: Vec<u32>,
    #[serde(with = "columns")]
    definitions: Vec<PackedDefinition<'a>>,
    #[serde(with = "columns")]
    imports: Vec<PackedImport>,
    #[serde(with = "columns")]
    branches: Vec<Branch>,
    usage: PackedUsage,
    lines: LineCounts,
    measures: PackedMeasures,
    tokens: TokenStream,
    problems: Vec<Problem>,
}

#[derive(Serialize, Deserialize)]
struct PackedDefinition<'a> {
    name: u32,
    /// Nothing where it is the parent's with the name behind it.
    qualified_name: Option<Cow<'a, str>>,
    kind: DefinitionKind,
    span: PackedSpan,
    /// From the start of the definition.
    name_span: PackedSpan,
    /// Without the name, where it has it.
    signature: Cow<'a, str>,
    /// Where the name is missing in it.
    name_at: Option<u32>,
    documentation: Option<Cow<'a, str>>,
    /// How many definitions before this one.
    parent: Option<u32>,
    visibility: Visibility,
    parameter_count: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedImport {
    module: u32,
    name: Option<u32>,
    alias: Option<u32>,
    kind: ImportKind,
    type_only: bool,
    span: PackedSpan,
}

/// See [`Measures`].
#[derive(Serialize, Deserialize)]
struct PackedMeasures {
    #[serde(with = "columns")]
    spaces: Vec<Space>,
    #[serde(with = "columns")]
    increments: Vec<Increment>,
    #[serde(with = "columns")]
    names: Vec<u32>,
    #[serde(with = "columns")]
    member_uses: Vec<NameUse>,
    #[serde(with = "columns")]
    type_uses: Vec<NameUse>,
}

/// A span as its distance from a place, and its extent.
#[derive(Serialize, Deserialize)]
struct PackedSpan {
    start_byte: u32,
    bytes: u32,
    start_line: u32,
    lines: u32,
}

/// Where a file begins, but for its first line, whose number is 1.
const START: Span = Span {
    start_byte: 0,
    end_byte: 0,
    start_line: 0,
    end_line: 0,
};

impl PackedSpan {
    fn new(span: Span, from: Span) -> Self {
        Self {
            start_byte: span.start_byte.wrapping_sub(from.start_byte),
            bytes: span.end_byte.wrapping_sub(span.start_byte),
            start_line: span.start_line.wrapping_sub(from.start_line),
            lines: span.end_line.wrapping_sub(span.start_line),
        }
    }

    fn span(&self, from: Span) -> Span {
        let start_byte = self.start_byte.wrapping_add(from.start_byte);
        let start_line = self.start_line.wrapping_add(from.start_line);
        Span {
            start_byte,
            end_byte: start_byte.wrapping_add(self.bytes),
            start_line,
            end_line: start_line.wrapping_add(self.lines),
        }
    }
}

impl<'a> Packed<'a> {
    /// Nothing where its names come to more than is taken out again.
    pub fn new(file: &'a SourceFile) -> Option<Self> {
        let mut texts = Table::default();
        for (name, _) in file.uses.iter() {
            texts.place(name);
        }
        let usage = PackedUsage::new(&file.usage, &mut texts);
        let measures = PackedMeasures::new(&file.measures, &mut texts);
        let imports = file.imports.iter();
        let imports = imports
            .map(|one| PackedImport::new(one, &mut texts))
            .collect();
        let definitions = file.definitions.iter().enumerate();
        let definitions = definitions
            .map(|(position, one)| {
                let parent = one
                    .parent
                    .and_then(|parent| file.definitions.get(parent as usize));
                PackedDefinition::new(one, position, parent, &mut texts)
            })
            .collect();
        Some(Self {
            front_end: file.front_end,
            texts: texts.finish(file.size_bytes)?,
            counts: file.uses.iter().map(|(_, count)| count).collect(),
            definitions,
            imports,
            branches: file.branches.clone(),
            usage,
            lines: file.lines,
            measures,
            tokens: file.tokens.clone(),
            problems: file.problems.clone(),
        })
    }

    /// What was packed of a file of this size; nothing where a name is missing.
    pub fn unpacked(self, size_bytes: u64) -> Option<Kept> {
        let mut texts = Taken::new(self.texts, size_bytes);
        let uses = UsedNames::restored(texts.first(self.counts.len())?, self.counts)?;
        let mut definitions: Vec<Definition> = Vec::with_capacity(self.definitions.len());
        for one in self.definitions {
            let definition = one.unpacked(&mut texts, &definitions)?;
            definitions.push(definition);
        }
        let imports = self.imports.iter().map(|one| one.unpacked(&mut texts));
        Some(Kept {
            front_end: self.front_end,
            uses,
            definitions,
            imports: imports.collect::<Option<_>>()?,
            branches: self.branches,
            usage: self.usage.unpacked(&mut texts)?,
            lines: self.lines,
            measures: self.measures.unpacked(&mut texts)?,
            tokens: self.tokens,
            problems: self.problems,
        })
    }
}

/// What a definition is called where nothing else says so.
fn qualified(parent: Option<&Definition>, name: &str) -> String {
    parent.map_or_else(
        || name.to_owned(),
        |parent| format!("{}.{name}", parent.qualified_name),
    )
}

impl<'a> PackedDefinition<'a> {
    fn new(
        of: &'a Definition,
        position: usize,
        parent: Option<&Definition>,
        texts: &mut Table<'a>,
    ) -> Self {
        let cut = of.signature.split_once(of.name.as_str());
        let cut = cut.filter(|_| !of.name.is_empty());
        let is_derived = qualified(parent, &of.name) == of.qualified_name;
        if is_derived {
            texts.take(of.qualified_name.len());
        }
        if cut.is_some() {
            texts.take(of.name.len());
        }
        Self {
            name: texts.place(&of.name),
            qualified_name: (!is_derived).then_some(Cow::Borrowed(of.qualified_name.as_str())),
            kind: of.kind,
            span: PackedSpan::new(of.span, START),
            name_span: PackedSpan::new(of.name_span, of.span),
            signature: cut.map_or(Cow::Borrowed(&of.signature), |(before, behind)| {
                Cow::Owned([before, behind].concat())
            }),
            name_at: cut.map(|(before, _)| before.len() as u32),
            documentation: of.documentation.as_deref().map(Cow::Borrowed),
            parent: of
                .parent
                .map(|parent| (position as u32).wrapping_sub(parent)),
            visibility: of.visibility,
            parameter_count: of.parameter_count,
        }
    }

    fn unpacked(self, texts: &mut Taken<'_>, before: &[Definition]) -> Option<Definition> {
        let parent = match self.parent {
            Some(back) => Some((before.len() as u32).checked_sub(back)?),
            None => None,
        };
        let name: String = texts.text(self.name)?;
        let qualified_name = match self.qualified_name {
            Some(name) => name.into_owned(),
            None => {
                let parent = parent.and_then(|parent| before.get(parent as usize));
                let name = qualified(parent, &name);
                texts.take(name.len())?;
                name
            }
        };
        let span = self.span.span(START);
        let mut signature = self.signature.into_owned();
        if let Some(at) = self.name_at {
            texts.take(name.len())?;
            let (before, behind) = signature.split_at_checked(at as usize)?;
            signature = [before, &name, behind].concat();
        }
        Some(Definition {
            name,
            qualified_name,
            kind: self.kind,
            span,
            name_span: self.name_span.span(span),
            signature,
            documentation: self.documentation.map(Cow::into_owned),
            parent,
            visibility: self.visibility,
            parameter_count: self.parameter_count,
        })
    }
}

impl PackedImport {
    fn new<'a>(of: &'a Import, texts: &mut Table<'a>) -> Self {
        let mut place = |text: &'a Option<String>| text.as_deref().map(|text| texts.place(text));
        let (name, alias) = (place(&of.name), place(&of.alias));
        Self {
            module: texts.place(&of.module),
            name,
            alias,
            kind: of.kind,
            type_only: of.type_only,
            span: PackedSpan::new(of.span, START),
        }
    }

    fn unpacked(&self, texts: &mut Taken<'_>) -> Option<Import> {
        let mut perhaps = |place: Option<u32>| match place {
            Some(place) => texts.text(place).map(Some),
            None => Some(None),
        };
        let (name, alias) = (perhaps(self.name)?, perhaps(self.alias)?);
        Some(Import {
            module: texts.text(self.module)?,
            name,
            alias,
            kind: self.kind,
            type_only: self.type_only,
            span: self.span.span(START),
        })
    }
}

impl PackedMeasures {
    fn new<'a>(of: &'a Measures, texts: &mut Table<'a>) -> Self {
        Self {
            spaces: of.spaces.clone(),
            increments: of.increments.clone(),
            names: of.names.iter().map(|name| texts.place(name)).collect(),
            member_uses: of.member_uses.clone(),
            type_uses: of.type_uses.clone(),
        }
    }

    fn unpacked(self, texts: &mut Taken<'_>) -> Option<Measures> {
        Some(Measures {
            spaces: self.spaces,
            increments: self.increments,
            names: texts.names(&self.names)?,
            member_uses: self.member_uses,
            type_uses: self.type_uses,
        })
    }
}
