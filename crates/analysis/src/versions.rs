//! Which files differ between two versions of the tree, and the symbols of both.

use std::collections::{BTreeMap, HashMap};

use syntax::facts::Definition;
use syntax::{Language, is_function};

use crate::engine::Question;
use crate::error::Error;
use crate::index::{Extent, SourceFile};
use crate::metrics::{Complexity, complexities};
use crate::past::{Change, ObjectId, Past, PastReader, Version, VersionKind};
use crate::path::{RepoPath, is_within};
use crate::refresh::{hash, is_binary};
use crate::repository::SkipReason;
use crate::spread::spread;

/// Files that one thread takes at a time.
const RUN: usize = 8;

/// One version of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// There is none.
    Absent,
    /// As it was committed.
    Committed(Version),
    /// As it is now.
    Now,
}

impl Side {
    /// The bytes of a path on this side; none where it is absent, too large or cannot be read.
    pub fn content(
        self,
        question: &Question<'_>,
        reader: &mut dyn PastReader,
        path: &str,
    ) -> Option<Vec<u8>> {
        let size_bytes_max = question.reader.limits.file_size_bytes_max;
        match self {
            Self::Absent => None,
            Self::Committed(version) => reader.content(version.id, size_bytes_max),
            Self::Now => {
                let path = RepoPath::new(path).ok()?;
                question.reader.repository.read(&path, size_bytes_max).ok()
            }
        }
    }
}

/// A file with facts that differs.
#[derive(Debug, Clone)]
pub struct DifferingFile {
    /// Its path.
    pub path: RepoPath,
    /// Its language.
    pub language: Language,
    /// What it was.
    pub before: Side,
    /// What it is.
    pub after: Side,
}

/// What differs between two versions of the tree.
#[derive(Debug, Default)]
pub struct Differing {
    /// Files with facts, by path.
    pub files: Vec<DifferingFile>,
    /// Other files, by path, before and after.
    pub others: Vec<(String, Side, Side)>,
}

/// A definition that others can name, in one version of its file.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// Its file.
    pub path: String,
    /// The language of that.
    pub language: Language,
    /// The definition.
    pub definition: Definition,
    /// Which of several with one qualified name.
    pub ordinal: u32,
    /// The qualified name and ordinal of the definition round it.
    pub parent: Option<(String, u32)>,
    /// Hash of its text, without the definitions inside a type or module.
    pub text: [u8; 16],
    /// How complex it is, where it is a function.
    pub complexity: Option<Complexity>,
}

/// The symbols of a file, before and after.
pub type BeforeAndAfter = (Vec<Symbol>, Vec<Symbol>);

/// The files that differ between a commit and another, or the files as they are now.
///
/// # Errors
/// [`Error::Unreadable`] for commits that are missing or damaged; [`Error::LimitExceeded`] for more files than the
/// engine takes; [`Error::Cancelled`].
pub fn differing(
    question: &Question<'_>,
    past: &dyn Past,
    (from, to): (ObjectId, Option<ObjectId>),
    path: Option<&str>,
) -> Result<Differing, Error> {
    let place = match path.map(str::trim) {
        None | Some("" | "." | "./") => String::new(),
        Some(path) => RepoPath::new(path)?.as_str().to_owned(),
    };
    let files_max = question.reader.limits.files_max;
    let too_many = || Error::LimitExceeded {
        what: "the number of files that differ".to_owned(),
        limit: files_max,
        hint: Some("allow more with files_max".to_owned()),
    };
    let count = usize::try_from(files_max).unwrap_or(usize::MAX);
    let (before, after) = to.map_or((None, from), |to| (Some(from), to));
    let changes = past
        .reader()
        .changes(before, after, count)?
        .ok_or_else(too_many)?;
    let changes = changes
        .into_iter()
        .filter(|change| is_within(&change.path, &place));
    let sides: Vec<(String, Side, Side)> = match to {
        Some(_) => changes.map(between).collect(),
        None => since(question, past, changes, &place)?,
    };
    let mut differing = Differing::default();
    for (path, before, after) in sides {
        let is_file = [before, after].iter().all(|side| match side {
            Side::Committed(version) => version.kind == VersionKind::File,
            Side::Absent | Side::Now => true,
        });
        let language = Language::detect(&path, &[]).filter(|_| is_file);
        match (language, RepoPath::new(&path)) {
            (Some(language), Ok(path)) => differing.files.push(DifferingFile {
                path,
                language,
                before,
                after,
            }),
            (_, Ok(_) | Err(_)) => differing.others.push((path, before, after)),
        }
    }
    Ok(differing)
}

fn between(change: Change) -> (String, Side, Side) {
    let side = |version: Option<Version>| version.map_or(Side::Absent, Side::Committed);
    (change.path, side(change.before), side(change.after))
}

/// The files of a commit against the files as they are now.
fn since(
    question: &Question<'_>,
    past: &dyn Past,
    committed: impl Iterator<Item = Change>,
    place: &str,
) -> Result<Vec<(String, Side, Side)>, Error> {
    let committed: BTreeMap<String, Version> = committed
        .filter_map(|change| Some((change.path, change.after?)))
        .collect();
    let listed = question
        .index
        .records
        .iter()
        .map(|record| record.path.as_str());
    let mut paths: Vec<&str> = listed.filter(|path| is_within(path, place)).collect();
    // What ignore rules hide is looked at where it was committed all the same.
    paths.extend(committed.keys().map(String::as_str));
    paths.sort_unstable();
    paths.dedup();
    question.control.set_total(paths.len() as u64);
    let seen = spread(
        &paths,
        RUN,
        question.control,
        || (),
        |(), path| now_and_then(question, past, path, committed.get(*path).copied()),
    );
    question.control.check()?;
    Ok(seen.into_iter().flatten().collect())
}

/// A path as it was committed and as it is now, where these differ.
fn now_and_then(
    question: &Question<'_>,
    past: &dyn Past,
    path: &str,
    before: Option<Version>,
) -> Option<(String, Side, Side)> {
    if before.is_some_and(|before| before.kind != VersionKind::File) {
        return None;
    }
    let reader = question.reader;
    let known = RepoPath::new(path).ok()?;
    let now = reader
        .repository
        .read(&known, reader.limits.file_size_bytes_max)
        .ok();
    let is_same = match (&before, &now) {
        (Some(before), Some(now)) => past.name_of(now) == before.id,
        (None, None) => true,
        // What is too large to be read, or may not be, is there all the same.
        (Some(_), None) => reader.repository.entry(&known) != Err(SkipReason::Vanished),
        (None, Some(_)) => false,
    };
    let before = before.map_or(Side::Absent, Side::Committed);
    let after = now.map_or(Side::Absent, |_| Side::Now);
    (!is_same).then(|| (path.to_owned(), before, after))
}

/// The symbols before and after, file by file.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn symbols_of(
    question: &Question<'_>,
    past: &dyn Past,
    files: &[DifferingFile],
) -> Result<Vec<BeforeAndAfter>, Error> {
    question.control.set_total(files.len() as u64);
    let found = spread(
        files,
        RUN,
        question.control,
        || past.reader(),
        |reader, file| {
            (
                symbols(question, &mut **reader, file, file.before),
                symbols(question, &mut **reader, file, file.after),
            )
        },
    );
    question.control.check()?;
    Ok(found)
}

fn symbols(
    question: &Question<'_>,
    reader: &mut dyn PastReader,
    file: &DifferingFile,
    side: Side,
) -> Vec<Symbol> {
    let content = side.content(question, reader, file.path.as_str());
    let Some(content) = content.filter(|content| !is_binary(content)) else {
        return Vec::new();
    };
    let language = Language::detect(file.path.as_str(), &content).unwrap_or(file.language);
    let parsed = question
        .reader
        .parse(Extent::All, file.path.clone(), language, &content);
    named(&parsed, &content)
}

/// The definitions of a file that others can name: those inside a function are part of its text.
fn named(file: &SourceFile, content: &[u8]) -> Vec<Symbol> {
    let mut ordinals: HashMap<&str, u32> = HashMap::new();
    let mut keys: Vec<Option<(String, u32)>> = Vec::with_capacity(file.definitions.len());
    let complexities = complexities(file);
    let mut symbols = Vec::new();
    for (position, definition) in file.definitions.iter().enumerate() {
        let above = definition.parent.map(|parent| parent as usize);
        let parent = above.and_then(|above| keys.get(above).cloned().flatten());
        let parent_definition = above.and_then(|above| file.definitions.get(above));
        let is_local = parent_definition.is_some_and(|parent| is_function(parent.kind))
            || (above.is_some() && parent.is_none());
        if is_local {
            keys.push(None);
            continue;
        }
        let count = ordinals.entry(&definition.qualified_name).or_default();
        let ordinal = *count;
        *count += 1;
        keys.push(Some((definition.qualified_name.clone(), ordinal)));
        symbols.push(Symbol {
            path: file.path.as_str().to_owned(),
            language: file.language,
            ordinal,
            parent,
            text: text(file, position, definition, content),
            complexity: complexities.get(position).copied().flatten(),
            definition: definition.clone(),
        });
    }
    symbols
}

/// The hash of a definition's own text; blanks between the definitions inside it do not count.
fn text(file: &SourceFile, position: usize, definition: &Definition, content: &[u8]) -> [u8; 16] {
    let slice = |from: u32, to: u32| content.get(from as usize..to as usize).unwrap_or_default();
    let (mut at, end) = (definition.span.start_byte, definition.span.end_byte);
    if is_function(definition.kind) {
        return hash(slice(at, end));
    }
    let mut own = Vec::new();
    let children = file.definitions.iter().skip(position + 1);
    for child in children.take_while(|child| child.span.start_byte < end) {
        if child
            .parent
            .is_some_and(|parent| parent as usize == position)
            && child.span.start_byte >= at
        {
            own.extend(
                slice(at, child.span.start_byte)
                    .iter()
                    .filter(|byte| !byte.is_ascii_whitespace()),
            );
            at = child.span.end_byte;
        }
    }
    own.extend(
        slice(at, end)
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace()),
    );
    hash(&own)
}
