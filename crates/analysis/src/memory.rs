//! A repository in memory: for tests, and for faces that have no disk.
//!
//! A real implementation: it has the limits, skips and stamps of any other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::control::Control;
use crate::error::Error;
use crate::limits::Limits;
use crate::path::RepoPath;
use crate::repository::{Entry, Listing, Repository, SkipReason, Skipped};

/// Files held in memory; they can change between calls.
#[derive(Debug)]
pub struct Memory {
    name: String,
    size_bytes_max: u64,
    files: Mutex<Files>,
}

#[derive(Debug, Default)]
struct Files {
    by_path: BTreeMap<RepoPath, File>,
    stamp_last: u64,
}

#[derive(Debug)]
struct File {
    bytes: Vec<u8>,
    stamp: u64,
}

impl Memory {
    /// An empty repository.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            size_bytes_max: Limits::default().file_size_bytes_max,
            files: Mutex::default(),
        }
    }

    /// Put a file there, or replace it.
    pub fn write(&self, path: RepoPath, bytes: impl Into<Vec<u8>>) {
        let mut files = self.files();
        files.stamp_last += 1;
        let stamp = files.stamp_last;
        files.by_path.insert(
            path,
            File {
                bytes: bytes.into(),
                stamp,
            },
        );
    }

    /// Take a file away; nothing happens where there is none.
    pub fn remove(&self, path: &RepoPath) {
        self.files().by_path.remove(path);
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Repository for Memory {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self, control: &Control) -> Result<Arc<Listing>, Error> {
        control.check()?;
        let files = self.files();
        let mut listing = Listing::default();
        for (path, file) in &files.by_path {
            let size_bytes = file.bytes.len() as u64;
            if size_bytes > self.size_bytes_max {
                let path = path.as_str().to_owned();
                listing.skipped.push(Skipped {
                    path,
                    reason: SkipReason::TooLarge,
                    size_bytes,
                });
            } else {
                listing.entries.push(Entry {
                    path: path.clone(),
                    size_bytes,
                    stamp: file.stamp,
                });
            }
        }
        Ok(Arc::new(listing))
    }

    fn entry(&self, path: &RepoPath) -> Result<Entry, SkipReason> {
        let files = self.files();
        let file = files.by_path.get(path).ok_or(SkipReason::Vanished)?;
        Ok(Entry {
            path: path.clone(),
            size_bytes: file.bytes.len() as u64,
            stamp: file.stamp,
        })
    }

    fn read(&self, path: &RepoPath, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason> {
        let files = self.files();
        let file = files.by_path.get(path).ok_or(SkipReason::Vanished)?;
        if file.bytes.len() as u64 > size_bytes_max {
            return Err(SkipReason::TooLarge);
        }
        Ok(file.bytes.clone())
    }

    /// Each file is a second newer than the one that was written before it.
    fn changed_ms(&self, path: &RepoPath) -> Option<u64> {
        let files = self.files();
        files.by_path.get(path).map(|file| file.stamp * 1_000)
    }
}
