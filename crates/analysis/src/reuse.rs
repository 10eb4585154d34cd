//! Files that are read where facts are kept: what somebody has parsed before is taken, the rest is parsed and kept.
//!
//! Engines that read the same tree at once share the work without a word between them: each goes through what is
//! missing in an order of its own, and asks again before it parses.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::index::{Content, Record};
use crate::refresh::{Reader, each};
use crate::repository::Entry;
use crate::stored::{self, FactsKey, FactsStore, Identity};

/// How many bytes are parsed between one question and the next: about what a thread parses in 30 ms.
const PART_BYTES_MAX: u64 = 256 * 1024;

/// What a file is before it is parsed.
pub enum Seen {
    /// It has no facts.
    Decided(Content),
    /// It has.
    Text(Text),
}

/// A text that facts can be had of.
pub struct Text {
    /// What its facts are kept under.
    pub key: FactsKey,
    /// What it is.
    pub of: Identity,
    /// It.
    pub bytes: Vec<u8>,
}

/// What a store has of a text.
enum Kept {
    Nothing,
    /// Something that cannot be relied on.
    Damaged,
    Facts(Content),
}

/// A text by its place in the batch.
type Placed<'a> = (usize, &'a Text);

impl Reader<'_> {
    /// Read these files, in their order; nothing for those that the work was stopped before.
    /// All of them are held in memory at once.
    pub(crate) fn read_with(
        &self,
        store: &dyn FactsStore,
        entries: &[&Entry],
    ) -> Vec<Option<Record>> {
        let mut contents = vec![None; entries.len()];
        let mut texts = Vec::new();
        for (place, seen) in each(entries, |entry| self.seen(entry))
            .into_iter()
            .enumerate()
        {
            match (seen, contents.get_mut(place)) {
                (Some(Seen::Decided(content)), Some(slot)) => {
                    *slot = Some(content);
                    self.count();
                }
                (Some(Seen::Text(text)), _) => texts.push((place, text)),
                _ => (),
            }
        }
        let placed: Vec<Placed<'_>> = texts.iter().map(|(place, text)| (*place, text)).collect();
        let kept = self.kept(store, &placed);
        let mut missing: Vec<Placed<'_>> = Vec::new();
        for ((place, text), kept) in placed.iter().zip(kept) {
            match (kept, contents.get_mut(*place)) {
                (Kept::Facts(content), Some(slot)) => *slot = Some(content),
                _ => missing.push((*place, text)),
            }
        }
        let mut parts: Vec<&[Placed<'_>]> =
            cut(&missing, PART_BYTES_MAX, |(_, text)| text.of.size_bytes).collect();
        let order = store.order();
        parts.sort_by_key(|part| part.first().map(|(_, text)| shuffled(text.key, order)));
        let made = each(&parts, |part| self.made(store, part));
        for (place, content) in made.into_iter().flatten() {
            if let Some(slot) = contents.get_mut(place) {
                *slot = content;
            }
        }
        entries
            .iter()
            .zip(contents)
            .map(|(entry, content)| self.record(entry, content?))
            .collect()
    }

    /// Facts of a part of the texts: what somebody has parsed meanwhile, and the rest parsed here and kept.
    fn made(&self, store: &dyn FactsStore, texts: &[Placed<'_>]) -> Vec<(usize, Option<Content>)> {
        let mut fresh = Vec::new();
        let made = texts
            .iter()
            .zip(self.kept(store, texts))
            .map(|((place, text), kept)| match kept {
                Kept::Facts(content) => (*place, Some(content)),
                Kept::Nothing | Kept::Damaged if self.control.cancelled() => (*place, None),
                Kept::Nothing | Kept::Damaged => {
                    if matches!(kept, Kept::Damaged) {
                        self.counts.refused.fetch_add(1, Ordering::Relaxed);
                    }
                    let content = self.guarded(|| self.parsed(text));
                    self.count();
                    if let Content::Source(file) = &content {
                        let facts = stored::write(text.key, file);
                        let sealed = facts.and_then(|facts| store.seal(facts));
                        fresh.extend(sealed.map(|sealed| (text.key, sealed)));
                    }
                    (*place, Some(content))
                }
            })
            .collect();
        if !fresh.is_empty() {
            store.save(fresh);
        }
        made
    }

    /// What is kept of each of these texts.
    fn kept(&self, store: &dyn FactsStore, texts: &[Placed<'_>]) -> Vec<Kept> {
        let keys: Vec<FactsKey> = texts.iter().map(|(_, text)| text.key).collect();
        let mut found = if keys.is_empty() || self.control.cancelled() {
            Vec::new()
        } else {
            store.load(&keys)
        };
        found.resize(texts.len(), None);
        let pairs: Vec<_> = texts.iter().zip(found).collect();
        each(&pairs, |((_, text), sealed)| {
            let Some(sealed) = sealed else {
                return Kept::Nothing;
            };
            let facts = store.open(sealed);
            let file = facts.and_then(|facts| stored::read(text.key, &text.of, &facts));
            file.map_or(Kept::Damaged, |file| {
                self.counts.reused.fetch_add(1, Ordering::Relaxed);
                self.count();
                Kept::Facts(Content::Source(Arc::new(file)))
            })
        })
    }
}

/// Where a key stands in an order that has nothing to do with any other order.
fn shuffled(key: FactsKey, order: u64) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&order.to_le_bytes());
    hasher.update(&key.0);
    hasher.finalize().into()
}

/// Cut a list into runs of at most so many bytes; what is larger is a run of its own.
pub fn cut<T>(
    items: &[T],
    bytes_max: u64,
    size_bytes: impl Fn(&T) -> u64,
) -> impl Iterator<Item = &[T]> {
    let mut sum = items.first().map_or(0, &size_bytes);
    items.chunk_by(move |_, next| {
        sum = sum.saturating_add(size_bytes(next));
        let fits = sum <= bytes_max;
        if !fits {
            sum = size_bytes(next);
        }
        fits
    })
}
