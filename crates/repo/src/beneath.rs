//! Opening files and folders below a root, so that no link and no race leads out of it.
//!
//! On Unix the kernel resolves each step from an open folder and refuses links; elsewhere every step is
//! looked at before the file is opened, which a link swapped in between could still outrun.
//! Paths are relative with `/` between parts, as `RepoPath` has checked them; `""` is the root.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use analysis::SkipReason;

#[cfg(any(not(unix), test))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use portable as platform;
#[cfg(unix)]
use unix as platform;

/// What a name stands for; links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    Other,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    pub kind: Kind,
    pub size_bytes: u64,
    /// Differs from every earlier one when the content may have changed.
    pub stamp: u64,
}

/// When a file was changed, in seconds and nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Its content, as far as programs say so.
    pub written: (i64, u32),
    /// Its content, name or rights, as the system says.
    pub changed: (i64, u32),
}

/// An open root. It stays the folder that was opened, whatever its path means later.
#[derive(Debug)]
pub struct Root(platform::Root);

impl Root {
    /// Open a root by an absolute path without links in it.
    pub fn open(path: &Path) -> io::Result<Self> {
        platform::Root::open(path).map(Self)
    }

    /// What a path stands for. Links are not followed at its end; on the way there they may be.
    pub fn status(&self, path: &str) -> io::Result<Status> {
        self.0.status(path)
    }

    /// What a path stands for, and since when where the system tells; no link is followed on the way there either.
    pub fn seen(&self, path: &str) -> io::Result<(Status, Option<Times>)> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.0.folder(folder)?.seen(name)
    }

    /// Open a folder to list it.
    pub fn folder(&self, path: &str) -> io::Result<Folder> {
        self.0.folder(path).map(Folder)
    }

    /// Open a file to read it. Never waits, as opening a pipe would.
    pub fn file(&self, path: &str) -> io::Result<(File, Status)> {
        let file = self.0.file(path)?;
        let status = platform::status(&file)?;
        Ok((file, status))
    }
}

/// An open folder.
#[derive(Debug)]
pub struct Folder(platform::Folder);

impl Folder {
    /// The names in it, sorted; `None` when there are more than `count_max`.
    pub fn names(&self, count_max: usize) -> io::Result<Option<Vec<OsString>>> {
        let mut names = Vec::new();
        for name in self.0.names()? {
            if names.len() == count_max {
                return Ok(None);
            }
            names.push(name?);
        }
        names.sort_unstable();
        Ok(Some(names))
    }

    /// What a name in it stands for.
    pub fn status(&self, name: &str) -> io::Result<Status> {
        self.0.status(name)
    }
}

/// Say why a file or folder is passed over.
pub fn reason(error: &io::Error) -> SkipReason {
    if platform::is_link(error) {
        return SkipReason::SymbolicLink;
    }
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SkipReason::Vanished,
        io::ErrorKind::PermissionDenied => SkipReason::PermissionDenied,
        io::ErrorKind::IsADirectory => SkipReason::NotAFile,
        // Opening a socket, or a device that is not there.
        _ if error.raw_os_error() == Some(NO_SUCH_DEVICE) => SkipReason::NotAFile,
        _ => SkipReason::Unreadable,
    }
}

/// ENXIO, the same number on every Unix.
const NO_SUCH_DEVICE: i32 = 6;

/// Two writes closer together than this may leave the same times behind.
const TIMES_TICK: Duration = Duration::from_millis(100);

/// One number for everything that changes with the content.
///
/// A file changed just now gets a number of its own: it could change again without a new time.
fn stamp(changed: SystemTime, facts: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    use std::sync::atomic::{AtomicU64, Ordering};
    static RECENT: AtomicU64 = AtomicU64::new(0);
    let mut hasher = DefaultHasher::new();
    facts.hash(&mut hasher);
    if SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age > TIMES_TICK)
    {
        hasher.write_u64(0);
    } else {
        hasher.write_u64(1 + RECENT.fetch_add(1, Ordering::Relaxed));
    }
    hasher.finish()
}

#[cfg(test)]
mod tests;
