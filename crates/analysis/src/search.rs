//! Text search over every text file, line by line, in linear time.

use syntax::Language;

use crate::cursor::Binding;
use crate::engine::Question;
use crate::error::Error;
use crate::index::Record;
use crate::lines::{LineCounter, Matched, chunk_end, excerpt, next_match};
use crate::model::answers::{Answer, SearchMatch, SearchResult};
use crate::model::requests::SearchRequest;
use crate::page::Item;
use crate::place::Place;
use crate::refresh::{hash, is_binary};
use crate::visible::cut;
use crate::wanted::Wanted;

const BATCH_FILES: usize = 64;

impl Item for Option<SearchMatch> {}

/// What one file gave.
#[derive(Default)]
struct FileMatches {
    matches: Vec<SearchMatch>,
    /// Matching lines, those that were not kept included.
    total: u64,
    skipped: bool,
}

/// Lines that match, by path and line.
///
/// # Errors
/// [`Error::InvalidRequest`] for a pattern that cannot be read; those of scope and paging.
pub fn search(
    question: &Question<'_>,
    request: &SearchRequest,
) -> Result<Answer<SearchResult>, Error> {
    let pattern = Wanted::new(request)?;
    let place = Place::new(question.index, request.path.as_deref())?;
    let records: Vec<&Record> = question
        .index
        .records
        .iter()
        .map(|record| &**record)
        .filter(|record| place.holds(record.path.as_str()) && is_searched(record, request.language))
        .collect();
    question.control.set_total(records.len() as u64);
    let mut completeness = place.passed_over(question.index, request.language);
    let (mut total_matches, mut total_files) = (0, 0);
    let mut matches: Vec<SearchMatch> = Vec::new();
    let kept_max = usize::try_from(question.reader.limits.search_matches_max).unwrap_or(usize::MAX);
    // In batches of a fixed size, so that what is kept is bounded and the same for any number of threads.
    for batch in records.chunks(BATCH_FILES) {
        let search = Search {
            question,
            kept_max: kept_max - matches.len(),
        };
        for file in search.batch(&pattern, batch)? {
            completeness.files += u64::from(!file.skipped);
            completeness.skipped += u64::from(file.skipped);
            total_matches += file.total;
            total_files += u64::from(file.total > 0);
            let room = kept_max - matches.len();
            matches.extend(file.matches.into_iter().take(room));
        }
    }
    // Files without facts are not part of the snapshot, so the cursor is bound to what was found.
    let digest = digest(&matches);
    let mut frame = question.frame(completeness, Some(request.limit), None, request.max_tokens)?;
    let binding = Binding::new(&[question.binding_text, &digest]);
    frame.offset = binding.offset(request.cursor.as_deref())?;
    frame.binding = Some(binding);
    let mut answer = frame.fill(
        matches.len(),
        |position| matches.get(position).cloned(),
        |matches| SearchResult {
            matches: matches.into_iter().flatten().collect(),
            total_matches,
            total_files,
        },
    )?;
    answer.completeness.omitted += total_matches - matches.len() as u64;
    Ok(answer)
}

fn is_searched(record: &Record, language: Option<Language>) -> bool {
    match (record.source(), language) {
        (Some(file), Some(language)) => file.language == language,
        (None, Some(language)) => Language::detect(record.path.as_str(), &[]) == Some(language),
        (_, None) => true,
    }
}

/// One search over many files.
struct Search<'a> {
    question: &'a Question<'a>,
    kept_max: usize,
}

impl Search<'_> {
    #[cfg(feature = "parallel")]
    fn batch(&self, pattern: &Wanted, records: &[&Record]) -> Result<Vec<FileMatches>, Error> {
        use rayon::prelude::*;
        // A regular expression has working memory: each thread gets a clone with its own.
        records
            .par_iter()
            .map_with(pattern.clone(), |pattern, record| {
                self.file(pattern, record)
            })
            .collect()
    }

    #[cfg(not(feature = "parallel"))]
    fn batch(&self, pattern: &Wanted, records: &[&Record]) -> Result<Vec<FileMatches>, Error> {
        records
            .iter()
            .map(|record| self.file(pattern, record))
            .collect()
    }

    fn file(&self, pattern: &Wanted, record: &Record) -> Result<FileMatches, Error> {
        self.question.control.check()?;
        self.question.control.advance(1);
        let reader = self.question.reader;
        let mut found = FileMatches::default();
        let bytes = match reader
            .repository
            .read(&record.path, reader.limits.file_size_bytes_max)
        {
            Ok(bytes) if !is_binary(&bytes) => bytes,
            Ok(_) | Err(_) => {
                found.skipped = true;
                return Ok(found);
            }
        };
        let mut lines = LineCounter::default();
        let mut at = 0;
        while at < bytes.len() {
            self.question.control.check()?;
            let end = chunk_end(&bytes, at);
            let chunk = bytes.get(at..end).unwrap_or_default();
            let mut from = 0;
            while let Some(matched) = next_match(&pattern.lead, chunk, from) {
                from = matched.line_end + 1;
                let whole = chunk.get(matched.line_start..matched.line_end);
                if !pattern.takes(whole.unwrap_or_default()) {
                    continue;
                }
                found.total += 1;
                if found.matches.len() < self.kept_max {
                    let line = lines.line_at(&bytes, at + matched.line_start);
                    found.matches.push(shown(record, line, chunk, &matched));
                }
            }
            at = end;
        }
        name_symbols(&mut found.matches, record, &bytes);
        Ok(found)
    }
}

fn shown(record: &Record, line: u32, chunk: &[u8], matched: &Matched) -> SearchMatch {
    let text = chunk
        .get(matched.line_start..matched.line_end)
        .unwrap_or_default();
    let start = matched.start - matched.line_start;
    SearchMatch {
        path: record.path.as_str().to_owned(),
        line,
        text: excerpt(text, start),
        symbol: None,
    }
}

/// Name the definition round each match, unless the file has changed since it was indexed.
fn name_symbols(matches: &mut [SearchMatch], record: &Record, bytes: &[u8]) {
    if matches.is_empty() {
        return;
    }
    let Some(file) = record.source().filter(|file| file.hash == hash(bytes)) else {
        return;
    };
    let innermost = file.innermost(matches.iter().map(|found| found.line));
    for (found, definition) in matches.iter_mut().zip(innermost) {
        found.symbol =
            definition.map(|definition| cut(&definition.qualified_name, 200).into_owned());
    }
}

fn digest(matches: &[SearchMatch]) -> String {
    let mut hasher = blake3::Hasher::new();
    for found in matches {
        hasher.update(found.path.as_bytes());
        hasher.update(&found.line.to_le_bytes());
        hasher.update(found.text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
