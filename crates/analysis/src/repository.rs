//! Where files come from, as a trait.
//!
//! The analysis reads the outside world through this and nothing else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::control::Control;
use crate::error::Error;
use crate::past::{ObjectId, Past};
use crate::path::RepoPath;

/// One file of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: RepoPath,
    /// Its size.
    pub size_bytes: u64,
    /// Differs whenever the file may have changed; equal values mean it has not.
    pub stamp: u64,
}

/// A file or folder that was seen and not taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// Its path as far as it can be shown, relative to the root.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
    /// Its size where that is known.
    pub size_bytes: u64,
}

/// Why a file is not analysed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// No language of ours.
    UnsupportedLanguage,
    /// Larger than the limit.
    TooLarge,
    /// Contains NUL bytes.
    Binary,
    /// May not be read.
    PermissionDenied,
    /// Was there when listed and gone when read.
    Vanished,
    /// Not a regular file: a pipe, a socket, a device.
    NotAFile,
    /// A symbolic link that leads out of the repository, nowhere, or round in a circle.
    SymbolicLink,
    /// A name that is not UTF-8, or that holds what cannot be seen.
    InvalidName,
    /// Nested deeper than the limit.
    TooDeep,
    /// More files than the limit.
    TooMany,
    /// Reading failed for another reason.
    Unreadable,
}

/// All files of a repository at one moment.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The files, sorted by path.
    pub entries: Vec<Entry>,
    /// What was passed over, sorted by path. Files that ignore rules name are not listed.
    pub skipped: Vec<Skipped>,
}

/// How the files of a repository stand to what was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The commit that is checked out.
    pub revision: Revision,
    /// The files that differ from it; nothing where there is none to compare them with.
    pub differing: Option<Differing>,
}

/// The commit that is checked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// This one.
    Commit(ObjectId),
    /// None yet.
    NoCommit,
    /// There is a repository, and it cannot be told.
    Unknown,
}

/// Files that differ from the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Differing {
    /// Files whose content is not the commit's, new ones and missing ones included; ignored ones that it lacks are not.
    pub count: u64,
    /// Files of which that is not known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unknown: u64,
    /// The first of them by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the serializer asks with a reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Where files come from.
pub trait Repository: Send + Sync {
    /// The name shown to users: the root folder's own name, never an absolute path.
    fn name(&self) -> &str;

    /// List all files. Errors only when the root itself cannot be read.
    ///
    /// The same listing as before, where it is known that nothing has changed, tells that at once.
    fn list(&self, control: &Control) -> Result<Arc<Listing>, Error>;

    /// Stat one file.
    fn entry(&self, path: &RepoPath) -> Result<Entry, SkipReason>;

    /// Read one whole file of at most `size_bytes_max` bytes.
    fn read(&self, path: &RepoPath, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason>;

    /// How the files that were listed last stand to the commit that is checked out; nothing where there is no
    /// repository. Asked with every call, so it must cost next to nothing while nothing has changed.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    fn standing(&self, control: &Control) -> Result<Option<Standing>, Error> {
        let _ = control;
        Ok(None)
    }

    /// When a file was last changed, in milliseconds of some clock that all its files have; nothing where that is not
    /// known.
    fn changed_ms(&self, path: &RepoPath) -> Option<u64> {
        let _ = path;
        None
    }

    /// Open what was committed.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing ever was; [`Error::InvalidRequest`] where it may not or cannot be read.
    fn past(&self) -> Result<Box<dyn Past>, Error> {
        Err(Error::NotFound {
            message: "nothing is known of earlier versions".to_owned(),
            hint: Some("open the folder of a git repository".to_owned()),
            nearest: Vec::new(),
        })
    }
}
