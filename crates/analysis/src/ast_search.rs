//! Structural search: code that has the shape of a pattern, in all files of the pattern's language.
//!
//! Reads files as they are now; one that has not all of the pattern's words is not parsed, as nothing of it can
//! match, however it is read. Facts are wanted of those files only whose matches are shown.

use syntax::facts::Definition;
use syntax::pattern::{Found, Match, PATTERN_BYTES_MAX, Pattern, PatternFault};

use crate::cursor::Binding;
use crate::engine::Question;
use crate::error::Error;
use crate::index::{Extent, Record, SourceFile};
use crate::model::answers::{Answer, Completeness};
use crate::model::structure::{AstCapture, AstMatch, AstSearchRequest, AstSearchResult};
use crate::page::Item;
use crate::place::Place;
use crate::refresh::hash;
use crate::spread::spread;
use crate::visible::{cut, visible};

const BATCH_FILES: usize = 64;
/// Files that may be too costly; a pattern that is so for more is refused.
const CUT_FILES_MAX: u64 = 4;
/// Bytes of code that are shown of a match, and of what a metavariable stands for.
const SHOWN_BYTES_MAX: usize = 200;
const CAPTURE_BYTES_MAX: usize = 100;

impl Item for Option<AstMatch> {
    fn shorten(&mut self) -> bool {
        self.as_mut()
            .is_some_and(|found| found.captures.pop().is_some())
    }
}

/// What one file gave.
#[derive(Default)]
struct FileMatches {
    matches: Vec<AstMatch>,
    /// It is what the index says it is.
    is_current: bool,
    total: u64,
    skipped: bool,
    is_cut: bool,
    is_partial: bool,
}

/// What all files gave.
#[derive(Default)]
struct Sought {
    matches: Vec<AstMatch>,
    /// Whether the file of each is what the index says it is.
    are_current: Vec<bool>,
    total_matches: u64,
    total_files: u64,
    cut_files: u64,
    completeness: Completeness,
}

impl Sought {
    fn add(&mut self, file: FileMatches, kept_max: usize) {
        self.completeness.files += u64::from(!file.skipped);
        self.completeness.skipped += u64::from(file.skipped);
        self.completeness.partial += u64::from(file.is_cut || file.is_partial);
        self.cut_files += u64::from(file.is_cut);
        self.total_matches += file.total;
        self.total_files += u64::from(file.total > 0);
        let room = kept_max - self.matches.len();
        self.matches.extend(file.matches.into_iter().take(room));
        self.are_current.resize(self.matches.len(), file.is_current);
    }
}

impl Sought {
    /// Name the definitions round the matches of a page, but for those in files that have changed just now.
    fn name_symbols(
        &mut self,
        question: &Question<'_>,
        offset: usize,
        limit: usize,
    ) -> Result<(), Error> {
        let end = offset.saturating_add(limit).min(self.matches.len());
        let shown = self.matches.get(offset..end).unwrap_or_default();
        let groups: Vec<&[AstMatch]> = shown.chunk_by(|one, next| one.path == next.path).collect();
        question.control.set_total(groups.len() as u64);
        let name = |(): &mut (), group: &&[AstMatch]| symbols_of(question, group);
        let symbols = spread(&groups, 1, question.control, || (), name);
        question.control.check()?;
        let current = self.are_current.iter().skip(offset);
        let matches = self.matches.iter_mut().skip(offset);
        for ((found, symbol), _) in matches
            .zip(symbols.into_iter().flatten())
            .zip(current)
            .filter(|(_, is_current)| **is_current)
        {
            found.symbol = symbol;
        }
        Ok(())
    }
}

/// The names of the definitions round matches of one file.
fn symbols_of(question: &Question<'_>, matches: &[AstMatch]) -> Vec<Option<String>> {
    let reader = question.reader;
    let path = matches.first().map_or("", |found| &found.path);
    let known = question
        .index
        .record(path)
        .and_then(|record| record.source());
    let names = |file: &SourceFile| {
        let innermost = file.innermost(matches.iter().map(|found| found.line));
        let name = |one: &Definition| cut(&one.qualified_name, 200).into_owned();
        innermost.into_iter().map(|one| one.map(name)).collect()
    };
    let read = |file: &SourceFile| {
        let size_bytes_max = reader.limits.file_size_bytes_max;
        let bytes = reader.repository.read(&file.path, size_bytes_max).ok()?;
        (file.hash == hash(&bytes))
            .then(|| reader.parse(Extent::Declared, file.path.clone(), file.language, &bytes))
    };
    match known {
        Some(file) if file.extent >= Extent::Declared => names(file),
        known => known
            .and_then(|file| read(file))
            .map_or_else(|| vec![None; matches.len()], |file| names(&file)),
    }
}

/// Code that matches, by path and place.
///
/// # Errors
/// [`Error::InvalidRequest`] for a pattern that is no code of its language; [`Error::LimitExceeded`] for one that
/// costs too much; those of scope and paging.
pub fn ast_search(
    question: &Question<'_>,
    request: &AstSearchRequest,
) -> Result<Answer<AstSearchResult>, Error> {
    let pattern = Pattern::new(&request.pattern, request.language)
        .map_err(|fault| refusal(&fault, request))?;
    let place = Place::new(question.index, request.path.as_deref())?;
    let mut sought = sought(question, &pattern, request, &place)?;
    let total_matches = sought.total_matches;
    let mut frame = question.frame(
        sought.completeness,
        Some(request.limit),
        None,
        request.max_tokens,
    )?;
    let binding = Binding::new(&[question.binding_text, &digest(&sought.matches)]);
    frame.offset = binding.offset(request.cursor.as_deref())?;
    frame.binding = Some(binding);
    sought.name_symbols(question, frame.offset, frame.limit)?;
    let matches = &sought.matches;
    let mut answer = frame.fill(
        matches.len(),
        |position| matches.get(position).cloned(),
        |matches| AstSearchResult {
            matches: matches.into_iter().flatten().collect(),
            total_matches,
            total_files: sought.total_files,
        },
    )?;
    answer.completeness.omitted += total_matches - matches.len() as u64;
    Ok(answer)
}

/// Look through all files of the pattern's language at a place.
fn sought(
    question: &Question<'_>,
    pattern: &Pattern,
    request: &AstSearchRequest,
    place: &Place,
) -> Result<Sought, Error> {
    let is_sought = |record: &&Record| {
        let source = record.source();
        source.is_some_and(|file| file.language == request.language)
            && place.holds(record.path.as_str())
    };
    let records = question.index.records.iter().map(|record| &**record);
    let records: Vec<&Record> = records.filter(is_sought).collect();
    question.control.set_total(records.len() as u64);
    let mut sought = Sought {
        completeness: place.passed_over(question.index, Some(request.language)),
        ..Sought::default()
    };
    let kept_max = usize::try_from(question.reader.limits.search_matches_max).unwrap_or(usize::MAX);
    // In batches of a fixed size, so that what is kept is bounded and the same for any number of threads.
    for batch in records.chunks(BATCH_FILES) {
        let room = kept_max - sought.matches.len();
        let look = |(): &mut (), record: &&Record| file(question, pattern, record, room);
        let found = spread(batch, 1, question.control, || (), look);
        question.control.check()?;
        for file in found {
            sought.add(file, kept_max);
        }
        if sought.cut_files > CUT_FILES_MAX {
            return Err(too_costly());
        }
    }
    Ok(sought)
}

fn refusal(fault: &PatternFault, request: &AstSearchRequest) -> Error {
    let language = request.language.name();
    match fault {
        PatternFault::Length => Error::invalid(
            format!("`pattern` has {} bytes", request.pattern.trim().len()),
            format!("give 1 to {PATTERN_BYTES_MAX} bytes"),
        ),
        PatternFault::Syntax { near } => Error::invalid(
            if near.is_empty() {
                format!("`pattern` is no {language}: it ends too early")
            } else if request.pattern.trim().starts_with(near) {
                format!("`pattern` is no {language}")
            } else {
                format!("`pattern` is no {language} at \"{}\"", visible(near))
            },
            "give one whole expression, statement or definition, with $NAME or $$$NAME where code may differ",
        ),
        PatternFault::SeveralNodes => Error::invalid(
            "`pattern` is not one expression, statement or definition",
            "give one; put what comes round several into the pattern, such as if $A { $$$B }",
        ),
        PatternFault::OnlyVariable => Error::invalid(
            "`pattern` is a metavariable and nothing else",
            "give some code round it, such as f($A)",
        ),
        PatternFault::TooDeep => Error::invalid(
            "`pattern` is nested too deep",
            "give a smaller piece of code",
        ),
    }
}

fn too_costly() -> Error {
    Error::LimitExceeded {
        what: "files in which the pattern costs too much".to_owned(),
        limit: CUT_FILES_MAX,
        hint: Some("use fewer $$$ in one list, less nesting, or a smaller `path`".to_owned()),
    }
}

fn file(
    question: &Question<'_>,
    pattern: &Pattern,
    record: &Record,
    kept_max: usize,
) -> FileMatches {
    let reader = question.reader;
    let limits = reader.limits;
    let mut found = FileMatches::default();
    let read = reader
        .repository
        .read(&record.path, limits.file_size_bytes_max);
    let (Ok(bytes), Some(source)) = (read, record.source()) else {
        found.skipped = true;
        return found;
    };
    let end_ms = reader
        .clock
        .now_ms()
        .saturating_add(limits.syntax.parse_time_ms_max);
    let stop = || question.control.cancelled() || reader.clock.now_ms() >= end_ms;
    let Found {
        matches,
        total,
        is_cut,
        is_partial,
    } = pattern.find(&bytes, kept_max, &stop);
    found.total = total;
    found.is_cut = is_cut;
    found.is_partial = is_partial;
    found.is_current = !matches.is_empty() && source.hash == hash(&bytes);
    found.matches = shown(&matches, source, &bytes);
    found
}

/// Matches as they are sent, but for the names of their symbols.
fn shown(matches: &[Match], source: &SourceFile, bytes: &[u8]) -> Vec<AstMatch> {
    let text = |start: u32, end: u32, size_bytes_max: usize| {
        let code = bytes.get(start as usize..end as usize).unwrap_or_default();
        on_one_line(code, size_bytes_max)
    };
    matches
        .iter()
        .map(|found| AstMatch {
            path: source.path.as_str().to_owned(),
            line: found.span.start_line,
            end_line: found.span.end_line,
            text: text(found.span.start_byte, found.span.end_byte, SHOWN_BYTES_MAX),
            captures: found
                .captures
                .iter()
                .map(|capture| AstCapture {
                    name: capture.name.clone(),
                    text: text(capture.start_byte, capture.end_byte, CAPTURE_BYTES_MAX),
                })
                .collect(),
            symbol: None,
        })
        .collect()
}

/// Code with white space as single blanks, cut.
fn on_one_line(code: &[u8], size_bytes_max: usize) -> String {
    // A little more than what is shown, as white space goes.
    let some = code.get(..code.len().min(size_bytes_max * 4));
    let text = String::from_utf8_lossy(some.unwrap_or_default());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if code.len() > size_bytes_max * 4 {
        format!("{line}…")
    } else {
        line
    };
    cut(&visible(&line), size_bytes_max).into_owned()
}

fn digest(matches: &[AstMatch]) -> String {
    let mut hasher = blake3::Hasher::new();
    for found in matches {
        hasher.update(found.path.as_bytes());
        hasher.update(&found.line.to_le_bytes());
        hasher.update(&found.end_line.to_le_bytes());
        hasher.update(found.text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
