//! Folders to list, and listings in short.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::{Control, Limits, Listing, Repository, SkipReason};
use repo::Disk;
use tempfile::TempDir;

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Files in a folder that lasts as long as the test.
pub struct Tree {
    pub folder: TempDir,
}

impl Tree {
    pub fn new(files: &[(&str, &str)]) -> Outcome<Self> {
        let tree = Self {
            folder: tempfile::tempdir()?,
        };
        files
            .iter()
            .try_for_each(|(path, text)| tree.write(path, text))?;
        Ok(tree)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) -> Outcome {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        Ok(fs::write(path, text)?)
    }

    pub fn disk(&self) -> Outcome<Disk> {
        Ok(Disk::new(self.folder.path(), Limits::default())?)
    }

    pub fn listing(&self, limits: Limits) -> Outcome<Arc<Listing>> {
        Ok(Disk::new(self.folder.path(), limits)?.list(&Control::new())?)
    }
}

pub fn paths(listing: &Listing) -> Vec<&str> {
    listing
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .collect()
}

pub fn skips(listing: &Listing) -> Vec<(&str, SkipReason)> {
    listing
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.reason))
        .collect()
}
