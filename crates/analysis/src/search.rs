//! Text search over every text file, in linear time: whole blocks best first, or lines by path.

mod blocks;
mod boolean;
mod layout;
mod matching;
mod shown;
mod standing;
mod wanted;

use syntax::Language;

use crate::cursor::Binding;
use crate::engine::Question;
use crate::error::Error;
use crate::index::Record;
use crate::lines::excerpt;
use crate::model::answers::{Answer, Completeness, SearchMatch, SearchResult};
use crate::model::requests::{SearchRequest, SearchShow};
use crate::place::Place;
use crate::refresh::{hash, is_binary};
use crate::spread::spread;
use crate::visible::cut;

use blocks::{Block, Blocks};
use matching::{Line, each_line};
use shown::shown;
use standing::Scores;
use wanted::Wanted;

const BATCH_FILES: usize = 64;

/// Blocks or lines that match.
///
/// # Errors
/// [`Error::InvalidRequest`] for a pattern that cannot be read; those of scope and paging.
pub fn search(
    question: &Question<'_>,
    request: &SearchRequest,
) -> Result<Answer<SearchResult>, Error> {
    let wanted = Wanted::new(request)?;
    let place = Place::new(question.index, request.path.as_deref())?;
    let is_searched =
        |record: &&Record| place.holds(record.path.as_str()) && is_of(record, request.language);
    let records = question.index.records.iter().map(|record| &**record);
    let records: Vec<&Record> = records.filter(is_searched).collect();
    question.control.set_total(records.len() as u64);
    let kept_max = question.reader.limits.search_matches_max;
    let search = Search {
        question,
        request,
        wanted: &wanted,
        records: &records,
        kept_max: usize::try_from(kept_max).unwrap_or(usize::MAX),
        completeness: place.passed_over(question.index, request.language),
    };
    match request.show {
        SearchShow::Lines => search.lines(),
        SearchShow::Blocks => search.blocks(),
    }
}

fn is_of(record: &Record, language: Option<Language>) -> bool {
    match (record.source(), language) {
        (Some(file), Some(language)) => file.language == language,
        (None, Some(language)) => Language::detect(record.path.as_str(), &[]) == Some(language),
        (_, None) => true,
    }
}

/// One search over many files.
struct Search<'a> {
    question: &'a Question<'a>,
    request: &'a SearchRequest,
    wanted: &'a Wanted,
    records: &'a [&'a Record],
    kept_max: usize,
    completeness: Completeness,
}

/// What all files gave.
struct Sought<T> {
    kept: Vec<T>,
    /// Lines or blocks, those that are not kept included.
    total_matches: u64,
    total_files: u64,
    /// In how many files each term stands.
    files_with: Vec<u64>,
    completeness: Completeness,
}

/// What one file gave.
struct FileMatches<T> {
    kept: Vec<T>,
    total: u64,
    has: Vec<bool>,
}

impl<T> Sought<T> {
    /// Nothing is given by a file that could not be read as text.
    fn add(&mut self, file: Option<FileMatches<T>>) {
        self.completeness.files += u64::from(file.is_some());
        self.completeness.skipped += u64::from(file.is_none());
        let Some(file) = file else { return };
        self.total_matches += file.total;
        self.total_files += u64::from(file.total > 0);
        for (count, has) in self.files_with.iter_mut().zip(&file.has) {
            *count += u64::from(*has);
        }
        self.kept.extend(file.kept);
    }
}

impl<'a> Search<'a> {
    /// Lines that match, by path and line.
    fn lines(&self) -> Result<Answer<SearchResult>, Error> {
        let sought = self.each_file(
            |wanted, record, bytes, kept| {
                self.lines_of(wanted, record, bytes, self.kept_max - kept)
            },
            |sought| sought.kept.truncate(self.kept_max),
        )?;
        let mut digest = blake3::Hasher::new();
        for found in &sought.kept {
            digest.update(found.path.as_bytes());
            digest.update(&found.line.to_le_bytes());
            digest.update(found.text.as_bytes());
        }
        self.answer(&sought, &digest, |found, _| Ok(found.clone()))
    }

    /// Blocks that match, best first.
    fn blocks(&self) -> Result<Answer<SearchResult>, Error> {
        let mut sought = self.each_file(
            |wanted, record, bytes, _| self.blocks_of(wanted, record, bytes),
            |sought| {
                // What is worth least goes before there is too much of it.
                if sought.kept.len() > 2 * self.kept_max {
                    self.rank(sought);
                }
            },
        )?;
        self.rank(&mut sought);
        let mut digest = blake3::Hasher::new();
        for block in &sought.kept {
            digest.update(block.record.path.as_str().as_bytes());
            digest.update(&block.hash);
            digest.update(&block.start_line.to_le_bytes());
        }
        self.answer(&sought, &digest, |block, room| {
            shown(self.question, self.wanted, block, room)
        })
    }

    /// Score blocks, and keep the best of them, best first; equals by place.
    fn rank(&self, sought: &mut Sought<Block<'a>>) {
        let scores = Scores::new(self.wanted, &sought.files_with, sought.completeness.files);
        for block in &mut sought.kept {
            block.score = scores.of(block);
        }
        sought.kept.sort_by(|left, right| {
            let place = |block: &Block<'a>| (&block.record.path, block.start_line, block.end_line);
            right
                .score
                .total_cmp(&left.score)
                .then_with(|| place(left).cmp(&place(right)))
        });
        sought.kept.truncate(self.kept_max);
    }

    /// Look through all files, in batches of a fixed size, so that what is kept is bounded and the same for any
    /// number of threads. `file` is told how much was kept before its batch.
    fn each_file<T: Send>(
        &self,
        file: impl Fn(&Wanted, &'a Record, &[u8], usize) -> Result<FileMatches<T>, Error> + Sync,
        trim: impl Fn(&mut Sought<T>),
    ) -> Result<Sought<T>, Error> {
        let mut sought = Sought {
            kept: Vec::new(),
            total_matches: 0,
            total_files: 0,
            files_with: vec![0; self.wanted.terms.len()],
            completeness: self.completeness,
        };
        let (control, reader) = (self.question.control, self.question.reader);
        for batch in self.records.chunks(BATCH_FILES) {
            let kept = sought.kept.len();
            // A regular expression has working memory: each thread gets a clone with its own.
            let own = || self.wanted.clone();
            let look = |wanted: &mut Wanted, record: &&'a Record| {
                let size_bytes_max = reader.limits.file_size_bytes_max;
                match reader.repository.read(&record.path, size_bytes_max) {
                    Ok(bytes) if !is_binary(&bytes) => file(wanted, record, &bytes, kept).map(Some),
                    Ok(_) | Err(_) => Ok(None),
                }
            };
            let found = spread(batch, 1, control, own, look);
            control.check()?;
            for file in found {
                sought.add(file?);
            }
            trim(&mut sought);
        }
        Ok(sought)
    }

    fn lines_of(
        &self,
        wanted: &Wanted,
        record: &Record,
        bytes: &[u8],
        room: usize,
    ) -> Result<FileMatches<SearchMatch>, Error> {
        let mut file = FileMatches::new(wanted);
        let check = || self.question.control.check();
        each_line(wanted, bytes, &check, &mut |line| {
            file.see(line);
            let has = |term: usize| line.has(term);
            if !wanted.takes(&has, &has) {
                return;
            }
            file.total += 1;
            if file.kept.len() < room {
                file.kept.push(SearchMatch {
                    path: record.path.as_str().to_owned(),
                    line: line.number,
                    text: excerpt(line.text, line.match_start()),
                    ..SearchMatch::default()
                });
            }
        })?;
        name_symbols(&mut file.kept, record, bytes);
        Ok(file)
    }

    fn blocks_of(
        &self,
        wanted: &Wanted,
        record: &'a Record,
        bytes: &[u8],
    ) -> Result<FileMatches<Block<'a>>, Error> {
        let mut file = FileMatches::new(wanted);
        let mut blocks: Option<Blocks<'a, '_>> = None;
        let check = || self.question.control.check();
        each_line(wanted, bytes, &check, &mut |line| {
            file.see(line);
            blocks
                .get_or_insert_with(|| Blocks::new(wanted, record, bytes, self.kept_max))
                .take(line);
        })?;
        if let Some(mut blocks) = blocks {
            blocks.end();
            file.total = blocks.total;
            file.kept = blocks.blocks;
        }
        Ok(file)
    }

    /// A page of what was kept.
    fn answer<T>(
        &self,
        sought: &Sought<T>,
        digest: &blake3::Hasher,
        shown: impl Fn(&T, u64) -> Result<SearchMatch, Error>,
    ) -> Result<Answer<SearchResult>, Error> {
        let (question, request, kept) = (self.question, self.request, &sought.kept);
        let limit = Some(request.limit);
        let mut frame = question.frame(sought.completeness, limit, None, request.max_tokens)?;
        // Files without facts are not part of the snapshot, so the cursor is bound to what was found.
        let digest = digest.finalize().to_hex();
        let binding = Binding::new(&[question.binding_text, digest.as_str()]);
        frame.offset = binding.offset(request.cursor.as_deref())?;
        frame.binding = Some(binding);
        let item = |position: usize, room: u64| {
            // One block should not crowd out the others.
            let is_last = position + 1 == kept.len();
            let room = if is_last { room } else { room / 2 };
            kept.get(position).map(|one| shown(one, room)).transpose()
        };
        let mut answer = frame.fill_within(kept.len(), item, |matches| SearchResult {
            matches: matches.into_iter().flatten().collect(),
            total_matches: sought.total_matches,
            total_files: sought.total_files,
        })?;
        answer.completeness.omitted += sought.total_matches - kept.len() as u64;
        Ok(answer)
    }
}

impl<T> FileMatches<T> {
    fn new(wanted: &Wanted) -> Self {
        Self {
            kept: Vec::new(),
            total: 0,
            has: vec![false; wanted.terms.len()],
        }
    }

    fn see(&mut self, line: &Line<'_>) {
        for found in line.found {
            if let Some(has) = self.has.get_mut(found.term) {
                *has = true;
            }
        }
    }
}

/// Name the definition round each line, unless the file has changed since it was indexed.
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
