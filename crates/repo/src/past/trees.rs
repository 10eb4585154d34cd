//! In which paths two trees differ.
//!
//! Walks both side by side and enters only what differs; never recurses.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use analysis::{Change, Version, VersionKind};
use gix_hash::ObjectId;
use gix_object::tree::{EntryKind, EntryRef};
use gix_object::{Find, Kind, TreeRefIter};

use super::reader::{Handle, ours};

/// Trees that are kept: the next commit has most of them too.
const TREES_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Folders inside folders.
const DEPTH_MAX: usize = 256;

/// The differences of two trees.
pub enum Changed {
    /// All of them, by path.
    All(Vec<Change>),
    /// More than asked for.
    TooMany,
    /// A tree is missing or damaged.
    Damaged,
}

/// Reads trees and keeps them.
#[derive(Default)]
pub struct Trees {
    kept: HashMap<ObjectId, Arc<[u8]>>,
    kept_bytes: usize,
    buffer: Vec<u8>,
}

/// Two folders of one path that differ.
struct Pair {
    path: String,
    depth: usize,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
}

impl Pair {
    /// Note one name that differs: a change, or two folders that wait for their turn.
    fn note(
        &self,
        was: Option<&EntryRef<'_>>,
        is: Option<&EntryRef<'_>>,
        changes: &mut Vec<Change>,
        pending: &mut Vec<Self>,
    ) {
        let Some(name) = was.or(is).map(|entry| entry.filename) else {
            return;
        };
        let name = String::from_utf8_lossy(name);
        let path = match self.path.as_str() {
            "" => name.into_owned(),
            above => format!("{above}/{name}"),
        };
        let folder = |entry: Option<&EntryRef<'_>>| {
            let entry = entry.filter(|entry| entry.mode.is_tree());
            entry.map(|entry| entry.oid.to_owned())
        };
        let (before, after) = (folder(was), folder(is));
        if before.is_some() || after.is_some() {
            pending.push(Self {
                path,
                depth: self.depth + 1,
                before,
                after,
            });
        } else {
            let (before, after) = (was.and_then(version), is.and_then(version));
            changes.push(Change {
                path,
                before,
                after,
            });
        }
    }
}

impl Trees {
    /// In which paths two trees differ, by path.
    pub fn changes(
        &mut self,
        handle: &Handle,
        before: Option<ObjectId>,
        after: ObjectId,
        changes_max: usize,
    ) -> Changed {
        let mut changes = Vec::new();
        let mut pending = vec![Pair {
            path: String::new(),
            depth: 0,
            before,
            after: Some(after),
        }];
        let mut steps = 0_usize;
        while let Some(pair) = pending.pop() {
            steps += 1;
            let entered = self.enter(handle, &pair, &mut changes, &mut pending);
            if entered.is_none() || pair.depth > DEPTH_MAX {
                return Changed::Damaged;
            }
            // A tree may hold itself many times over in a few bytes.
            if changes.len() > changes_max || steps > changes_max.saturating_mul(4).max(1_000) {
                return Changed::TooMany;
            }
        }
        changes.sort_unstable_by(|left, right| left.path.cmp(&right.path));
        Changed::All(changes)
    }

    /// What stands at a path below a tree.
    pub fn version(
        &mut self,
        handle: &Handle,
        tree: ObjectId,
        path: &str,
    ) -> Result<Option<Version>, ()> {
        let mut at = tree;
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let bytes = self.read(handle, Some(at)).ok_or(())?;
            let mut found = None;
            for entry in entries(&bytes) {
                let entry = entry.ok_or(())?;
                if *entry.filename == *part.as_bytes() {
                    found = Some((entry.oid.to_owned(), version(&entry)));
                    break;
                }
            }
            match (found, parts.peek()) {
                (Some((_, version)), None) => return Ok(version),
                (Some((id, None)), Some(_)) => at = id,
                (Some((_, Some(_))), Some(_)) | (None, _) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Compare two folders; those inside that differ wait for their turn.
    fn enter(
        &mut self,
        handle: &Handle,
        pair: &Pair,
        changes: &mut Vec<Change>,
        pending: &mut Vec<Pair>,
    ) -> Option<()> {
        let before = self.read(handle, pair.before)?;
        let after = self.read(handle, pair.after)?;
        let (mut left, mut right) = (entries(&before), entries(&after));
        let (mut old, mut new) = (left.next(), right.next());
        loop {
            let order = match (&old, &new) {
                (None, None) => return Some(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => order(old.as_ref()?, new.as_ref()?),
            };
            let was = if order == Ordering::Greater {
                None
            } else {
                Some(old.take()??)
            };
            let is = if order == Ordering::Less {
                None
            } else {
                Some(new.take()??)
            };
            if was.is_some() {
                old = left.next();
            }
            if is.is_some() {
                new = right.next();
            }
            let same = was.as_ref().zip(is.as_ref());
            if same.is_some_and(|(was, is)| was.oid == is.oid && was.mode == is.mode) {
                continue;
            }
            pair.note(was.as_ref(), is.as_ref(), changes, pending);
        }
    }

    /// A tree's bytes; nothing is an empty tree.
    fn read(&mut self, handle: &Handle, id: Option<ObjectId>) -> Option<Arc<[u8]>> {
        let Some(id) = id else {
            return Some(Arc::from(&[][..]));
        };
        if let Some(kept) = self.kept.get(&id) {
            return Some(Arc::clone(kept));
        }
        // The empty tree need not be stored.
        if id == ObjectId::empty_tree(gix_hash::Kind::Sha1) {
            return Some(Arc::from(&[][..]));
        }
        let data = handle.try_find(&id, &mut self.buffer).ok().flatten()?;
        if data.kind != Kind::Tree {
            return None;
        }
        let bytes: Arc<[u8]> = Arc::from(data.data);
        if self.kept_bytes + bytes.len() > TREES_BYTES_MAX {
            self.kept.clear();
            self.kept_bytes = 0;
        }
        self.kept_bytes += bytes.len();
        self.kept.insert(id, Arc::clone(&bytes));
        Some(bytes)
    }
}

/// The entries of a tree; the first that cannot be read is nothing.
fn entries(bytes: &[u8]) -> impl Iterator<Item = Option<EntryRef<'_>>> {
    TreeRefIter::from_bytes(bytes, gix_hash::Kind::Sha1).map(Result::ok)
}

/// The order of entries in a tree: by name, a folder's name ending in `/`.
fn order(left: &EntryRef<'_>, right: &EntryRef<'_>) -> Ordering {
    key(left).cmp(key(right))
}

fn key(entry: &EntryRef<'_>) -> impl Iterator<Item = u8> {
    let end = entry.mode.is_tree().then_some(b'/');
    entry.filename.iter().copied().chain(end)
}

/// What an entry stands for, unless it is a folder.
fn version(entry: &EntryRef<'_>) -> Option<Version> {
    let kind = match entry.mode.kind() {
        EntryKind::Tree => return None,
        EntryKind::Blob | EntryKind::BlobExecutable => VersionKind::File,
        EntryKind::Link => VersionKind::Link,
        EntryKind::Commit => VersionKind::Submodule,
    };
    Some(Version {
        id: ours(entry.oid),
        kind,
    })
}
