//! From one index to the next: list, read and parse what changed, keep the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use syntax::Language;

use crate::control::{Clock, Control};
use crate::error::Error;
use crate::index::{Content, Extent, Index, Record, SourceFile};
use crate::limits::Limits;
use crate::manifest::{Manifest, ManifestKind};
use crate::path::{RepoPath, is_within};
use crate::repository::{Entry, Listing, Repository, SkipReason, Skipped};
use crate::reuse::{Seen, Text, cut};
use crate::stored::{FactsKey, FactsStore, Identity};
use crate::turns::turn;
use crate::urgent::{Patience, Urgent};

/// How far into a file a NUL byte makes it binary.
const BINARY_PROBE_BYTES: usize = 8 * 1024;

/// How many bytes of source are read between one look at the clock and the next.
pub const BATCH_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// How often what was read so far is shown.
const PUBLISHED_EVERY_MS: u64 = 500;

/// What reading a file takes.
pub struct Reader<'a> {
    /// Where files come from.
    pub repository: &'a dyn Repository,
    /// Measures the time a file takes.
    pub clock: &'a dyn Clock,
    /// How much a file may cost.
    pub limits: &'a Limits,
    /// Stops the work.
    pub control: &'a Control,
    /// Where facts are kept between engines.
    pub facts: Option<&'a dyn FactsStore>,
    /// How files came by their facts.
    pub counts: &'a Counts,
    /// How far files are read.
    pub extent: Extent,
    /// What is asked about, which is read first.
    pub urgent: Urgent,
}

/// [`FactsCounts`](crate::stored::FactsCounts), while they grow.
#[derive(Debug, Default)]
pub struct Counts {
    /// Parsed here.
    pub parsed: AtomicU64,
    /// Taken from the store.
    pub reused: AtomicU64,
    /// Found in the store and not usable.
    pub refused: AtomicU64,
}

impl Reader<'_> {
    /// List everything, read what changed since `before` as far as patience reaches, first what is asked about; the
    /// index says what is left.
    /// What was read is shown to `publish` now and then, for those who do not wait for the end.
    ///
    /// # Errors
    /// Those of [`Repository::list`]. A cancelled refresh is no error: the rest is left.
    pub fn refresh(
        &self,
        before: &Arc<Index>,
        patience: Patience,
        publish: &dyn Fn(Index),
    ) -> Result<Arc<Index>, Error> {
        let listing = self.repository.list(self.control)?;
        let mut whole = before.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if whole
            .as_ref()
            .is_some_and(|(whole, extent)| Arc::ptr_eq(whole, &listing) && *extent >= self.extent)
        {
            return Ok(Arc::clone(before));
        }
        let ordered = in_order(&listing);
        let mut known = before.records.iter().peekable();
        let mut slots: Vec<Result<Arc<Record>, &Entry>> = Vec::with_capacity(ordered.entries.len());
        for entry in &ordered.entries {
            while known.next_if(|record| record.path < entry.path).is_some() {}
            match known.next_if(|record| record.path == entry.path) {
                Some(record) if self.is_current(record, entry) => {
                    slots.push(Ok(Arc::clone(record)));
                }
                _ => slots.push(Err(entry)),
            }
        }
        if slots.iter().all(Result::is_ok)
            && slots.len() == before.records.len()
            && ordered.skipped == before.skipped
            && before.pending.is_empty()
        {
            *whole = Some((listing, self.extent));
            return Ok(Arc::clone(before));
        }
        drop(whole);
        Ok(Arc::new(self.rebuild(
            &slots,
            &ordered.skipped,
            patience,
            publish,
        )))
    }

    fn rebuild(
        &self,
        slots: &[Result<Arc<Record>, &Entry>],
        skipped: &[Skipped],
        patience: Patience,
        publish: &dyn Fn(Index),
    ) -> Index {
        let wanted: Vec<&Entry> = slots
            .iter()
            .filter_map(|slot| slot.as_ref().err().copied())
            .collect();
        self.control.set_total(wanted.len() as u64);
        let (order, asked_count) = self.urgent.order(self, &wanted, patience);
        let ordered: Vec<&Entry> = order
            .iter()
            .filter_map(|at| wanted.get(*at).copied())
            .collect();
        let (asked, others) = ordered.split_at(asked_count);
        let size_bytes = |entry: &&Entry| entry.size_bytes;
        let batches = cut(asked, BATCH_BYTES_MAX, size_bytes);
        let mut read: Vec<Option<Arc<Record>>> = vec![None; wanted.len()];
        let mut places = order.iter();
        let (mut is_first, mut published_ms) = (true, self.clock.now_ms());
        for batch in batches.chain(cut(others, BATCH_BYTES_MAX, size_bytes)) {
            let now_ms = self.clock.now_ms();
            let is_enough = patience.is_over(now_ms, is_first, asked_count > 0);
            if is_enough || self.control.cancelled() {
                break;
            }
            if !is_first && now_ms >= published_ms.saturating_add(PUBLISHED_EVERY_MS) {
                publish(joined(slots, skipped, &read));
                published_ms = now_ms;
            }
            is_first = false;
            let records = match self.facts {
                Some(store) if self.extent == Extent::All => self.read_with(store, batch),
                Some(_) | None => each(batch, |entry| self.read_one(entry)),
            };
            for (record, at) in records.into_iter().zip(&mut places) {
                if let Some(place) = read.get_mut(*at) {
                    *place = record.map(Arc::new);
                }
            }
        }
        joined(slots, skipped, &read)
    }

    /// Look at these paths again; the others stay as they are.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn apply(&self, before: &Arc<Index>, changes: &[RepoPath]) -> Result<Arc<Index>, Error> {
        let mut records: BTreeMap<&str, Arc<Record>> = before
            .records
            .iter()
            .map(|record| (record.path.as_str(), Arc::clone(record)))
            .collect();
        for path in changes {
            self.control.check()?;
            match self.repository.entry(path) {
                Ok(entry) => {
                    let record = self.read_one(&entry).ok_or(Error::Cancelled)?;
                    records.insert(path.as_str(), Arc::new(record));
                }
                Err(_) => records.retain(|known, _| !is_within(known, path.as_str())),
            }
        }
        Ok(Arc::new(Index::new(
            records.into_values().collect(),
            before.skipped.clone(),
            before.pending.clone(),
        )))
    }

    /// Read one file; nothing when the work was stopped.
    fn read_one(&self, entry: &Entry) -> Option<Record> {
        let content = match self.seen(entry)? {
            Seen::Decided(content) => content,
            Seen::Text(text) if self.extent == Extent::Text => {
                Content::Source(Arc::new(SourceFile::unread(text.of)))
            }
            Seen::Text(text) => self.guarded(|| self.parsed(&text)),
        };
        self.count();
        self.record(entry, content)
    }

    /// Read one file as far as it can be without parsing; nothing when the work was stopped.
    pub(crate) fn seen(&self, entry: &Entry) -> Option<Seen> {
        if self.control.cancelled() {
            return None;
        }
        let read = || self.text(entry).map_or_else(Seen::Decided, Seen::Text);
        let seen = catch_unwind(AssertUnwindSafe(read));
        Some(seen.unwrap_or(Seen::Decided(Content::Passed(SkipReason::Unreadable))))
    }

    /// A fault in one file costs that file: it is listed as unreadable, and the others are answered for.
    pub(crate) fn guarded(&self, work: impl FnOnce() -> Content) -> Content {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or(Content::Passed(SkipReason::Unreadable))
    }

    /// One file more is done, unless it was stopped in the middle of it.
    pub(crate) fn count(&self) {
        if !self.control.cancelled() {
            self.control.advance(1);
        }
    }

    /// What came of a file; nothing when the work was stopped, as a parse that was stopped is not a result.
    pub(crate) fn record(&self, entry: &Entry, content: Content) -> Option<Record> {
        if self.control.cancelled() {
            return None;
        }
        Some(Record {
            path: entry.path.clone(),
            stamp: entry.stamp,
            size_bytes: entry.size_bytes,
            content,
        })
    }

    /// The text of a file that has facts, or what is made of it without any.
    fn text(&self, entry: &Entry) -> Result<Text, Content> {
        const UNSUPPORTED: Content = Content::Passed(SkipReason::UnsupportedLanguage);
        let manifest = ManifestKind::of(&entry.path);
        let by_name = Language::detect(entry.path.as_str(), &[]);
        if by_name.is_none() && manifest.is_none() && entry.path.file_name().contains('.') {
            return Err(UNSUPPORTED);
        }
        let bytes = self
            .repository
            .read(&entry.path, self.limits.file_size_bytes_max)
            .map_err(|reason| match reason {
                // Only a file of a known language is missed.
                SkipReason::TooLarge if by_name.is_none() => UNSUPPORTED,
                reason => Content::Passed(reason),
            })?;
        let manifest = manifest.and_then(|kind| Manifest::read(kind, &entry.path, &bytes));
        let manifest = manifest.map(Arc::new);
        // What an extension is shared by, the text decides.
        let language = Language::detect(entry.path.as_str(), &bytes);
        let Some(language) = language else {
            return Err(manifest.map_or(UNSUPPORTED, Content::Manifest));
        };
        if is_binary(&bytes) {
            return Err(Content::Passed(SkipReason::Binary));
        }
        let content = blake3::hash(&bytes);
        Ok(Text {
            key: FactsKey::new(&content, language, &self.limits.syntax),
            of: Identity {
                path: entry.path.clone(),
                size_bytes: bytes.len() as u64,
                hash: short(&content),
                language,
                manifest,
            },
            bytes,
        })
    }

    pub(crate) fn parsed(&self, text: &Text) -> Content {
        let Text { of, bytes, .. } = text;
        self.counts.parsed.fetch_add(1, Ordering::Relaxed);
        let mut file = self.parse(self.extent, of.path.clone(), of.language, bytes);
        file.manifest.clone_from(&of.manifest);
        Content::Source(Arc::new(file))
    }

    /// Facts of one file, as many as are asked for, within the time a file may take.
    pub fn parse(
        &self,
        extent: Extent,
        path: RepoPath,
        language: Language,
        bytes: &[u8],
    ) -> SourceFile {
        let _turn = turn(bytes.len());
        let end_ms = self
            .clock
            .now_ms()
            .saturating_add(self.limits.syntax.parse_time_ms_max);
        let stop = || self.control.cancelled() || self.clock.now_ms() >= end_ms;
        let read = match extent {
            Extent::Text | Extent::Declared => syntax::declared,
            Extent::All => syntax::facts,
        };
        let facts = read(bytes, language, &self.limits.syntax, &stop);
        SourceFile::new(path, bytes.len() as u64, hash(bytes), facts, extent)
    }

    /// What failed for a passing reason is tried again, and what was not read so far is read further.
    fn is_current(&self, record: &Record, entry: &Entry) -> bool {
        let passing = [Some(SkipReason::Vanished), Some(SkipReason::Unreadable)]
            .contains(&record.skip_reason());
        record.stamp == entry.stamp
            && record.size_bytes == entry.size_bytes
            && !passing
            && record
                .source()
                .is_none_or(|file| file.extent >= self.extent)
    }
}

/// A listing as its order is promised, each path once.
fn in_order(listing: &Listing) -> Cow<'_, Listing> {
    let rises = |one: &Entry, next: &Entry| one.path < next.path;
    if listing.entries.is_sorted_by(rises) && listing.skipped.is_sorted() {
        return Cow::Borrowed(listing);
    }
    let mut listing = listing.clone();
    listing
        .entries
        .sort_by(|one, next| one.path.cmp(&next.path));
    listing.entries.dedup_by(|one, next| one.path == next.path);
    listing.skipped.sort();
    Cow::Owned(listing)
}

/// The index of what is known and what was read of the rest; `read` has a place for each that is not known.
fn joined(
    slots: &[Result<Arc<Record>, &Entry>],
    skipped: &[Skipped],
    read: &[Option<Arc<Record>>],
) -> Index {
    let mut read = read.iter();
    let mut records = Vec::with_capacity(slots.len());
    let mut pending = Vec::new();
    for slot in slots {
        match slot {
            Ok(record) => records.push(Arc::clone(record)),
            Err(entry) => match read.next() {
                Some(Some(record)) => records.push(Arc::clone(record)),
                Some(None) | None => pending.push(entry.path.clone()),
            },
        }
    }
    Index::new(records, skipped.to_vec(), pending)
}

/// The hash that stands for a file's content.
#[must_use]
pub fn hash(bytes: &[u8]) -> [u8; 16] {
    short(&blake3::hash(bytes))
}

fn short(content: &blake3::Hash) -> [u8; 16] {
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(content.as_bytes()) {
        *to = *from;
    }
    short
}

#[cfg(feature = "parallel")]
/// Do the work for each item, on all threads there are; results in the items' order.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().with_max_len(1).map(work).collect()
}

#[cfg(not(feature = "parallel"))]
/// Do the work for each item; results in the items' order.
pub fn each<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

/// Whether bytes are no text.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(BINARY_PROBE_BYTES).any(|byte| *byte == 0)
}
