//! Where earlier versions come from, as traits.
//!
//! The analysis reads what was committed through these and nothing else; no program of others is run.

use std::fmt;

use crate::error::Error;

/// The name of a stored object: 20 bytes, shown in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub [u8; 20]);

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// One commit, as it was written. The texts are those of strangers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// The commits it was made on; those that a shallow clone left out are not among them.
    pub parents: Vec<ObjectId>,
    /// Parents in all.
    pub parent_count: u32,
    /// Who wrote it.
    pub author_name: String,
    /// Who wrote it, as an address.
    pub author_email: String,
    /// When it was written, in seconds since 1970.
    pub author_time_s: i64,
    /// When it was committed, in seconds since 1970.
    pub commit_time_s: i64,
    /// Why.
    pub message: String,
}

/// What a name in a tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VersionKind {
    /// A file.
    File,
    /// A symbolic link; its target is its content.
    Link,
    /// A commit of another repository; it has no content here.
    Submodule,
}

/// One content of one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Its content's name.
    pub id: ObjectId,
    /// What it is.
    pub kind: VersionKind,
}

/// A path that two trees hold differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path; bytes that are not UTF-8 are replaced.
    pub path: String,
    /// In the tree before; absent where the path is new.
    pub before: Option<Version>,
    /// In the tree after; absent where the path is gone.
    pub after: Option<Version>,
}

/// The commits of a repository at one moment.
pub trait Past: Send + Sync {
    /// The commit that is checked out; nothing before the first commit.
    fn head(&self) -> Option<ObjectId>;

    /// The commit that a name stands for; nothing where there is none.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for a name that has no meaning or several.
    fn commit_named(&self, name: &str) -> Result<Option<ObjectId>, Error>;

    /// Names of branches and tags, sorted, as far as they are few.
    fn names(&self) -> Vec<String>;

    /// Whether a shallow clone left commits out.
    fn is_shallow(&self) -> bool;

    /// The name that a file's content would have.
    fn name_of(&self, content: &[u8]) -> ObjectId;

    /// A reader of one thread.
    fn reader(&self) -> Box<dyn PastReader>;
}

/// Reads stored objects, and keeps those at hand that the next ones are made of.
pub trait PastReader: Send {
    /// Read a commit.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for one that is missing or damaged.
    fn commit(&mut self, id: ObjectId) -> Result<Commit, Error>;

    /// The paths in which a commit differs from another, or from nothing, by path; nothing where there are more
    /// than `changes_max`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for objects that are missing or damaged.
    fn changes(
        &mut self,
        before: Option<ObjectId>,
        after: ObjectId,
        changes_max: usize,
    ) -> Result<Option<Vec<Change>>, Error>;

    /// What stands at a path in a commit.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for objects that are missing or damaged.
    fn version(&mut self, commit: ObjectId, path: &str) -> Result<Option<Version>, Error>;

    /// Read a content of at most `size_bytes_max`; nothing for a larger one, and for one that is missing.
    fn content(&mut self, id: ObjectId, size_bytes_max: u64) -> Option<Vec<u8>>;
}
