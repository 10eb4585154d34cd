//! A folder on disk as a repository.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use analysis::visible::plain;
use analysis::{
    Control, Entry, Error, Limits, Listing, Past, RepoPath, Repository, SkipReason, Standing,
};

use crate::again::Known;
use crate::beneath::{Kind, Root, reason};
use crate::past::GitPast;
use crate::standing::Standings;
use crate::walk::walk;

/// A folder on disk.
///
/// It is opened anew for every call, by the path it had without links when it was made: a folder that was
/// replaced is seen, one that became a link is refused.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    name: String,
    limits: Limits,
    /// What was listed last.
    known: Mutex<Option<Known>>,
    standings: Standings,
}

impl Disk {
    /// Take a folder as root.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing is, [`Error::InvalidRequest`] for what is not a folder,
    /// [`Error::Unreadable`] for one that may not be opened.
    pub fn new(root: &Path, limits: Limits) -> Result<Self, Error> {
        let given = root;
        let explain = |error: io::Error| explain(given, &error);
        let root = std::fs::canonicalize(given).map_err(explain)?;
        Root::open(&root)
            .and_then(|root| root.folder(""))
            .map_err(explain)?;
        let name = root
            .file_name()
            .unwrap_or(root.as_os_str())
            .to_string_lossy();
        let name = plain(&name).into_owned();
        Ok(Self {
            root,
            name,
            limits,
            known: Mutex::default(),
            standings: Standings::default(),
        })
    }

    /// The root without links. For the face that decides which roots are allowed; answers never show it.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn open(&self) -> io::Result<Root> {
        Root::open(&self.root)
    }
}

impl Repository for Disk {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self, control: &Control) -> Result<Arc<Listing>, Error> {
        let root = self
            .open()
            .map_err(|error| explain(Path::new(&self.name), &error))?;
        // A root that may be opened but not listed is an error; a folder inside is only passed over.
        root.folder("")
            .map_err(|error| explain(Path::new(&self.name), &error))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // It is put back when it holds.
        if let Some(mut before) = known.take()
            && let Some(listing) = before.again(&root, &self.limits, control)?
        {
            *known = Some(before);
            return Ok(listing);
        }
        let now = walk(&root, &self.limits, control)?;
        let listing = now.listing();
        *known = Some(now);
        Ok(listing)
    }

    fn entry(&self, path: &RepoPath) -> Result<Entry, SkipReason> {
        let opened = self.open().and_then(|root| root.file(path.as_str()));
        let (_, status) = opened.map_err(|error| reason(&error))?;
        if status.kind != Kind::File {
            return Err(SkipReason::NotAFile);
        }
        if status.size_bytes > self.limits.file_size_bytes_max {
            return Err(SkipReason::TooLarge);
        }
        Ok(Entry {
            path: path.clone(),
            size_bytes: status.size_bytes,
            stamp: status.stamp,
        })
    }

    fn read(&self, path: &RepoPath, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason> {
        let root = self.open().map_err(|error| reason(&error))?;
        read(&root, path.as_str(), size_bytes_max)
    }

    fn changed_ms(&self, path: &RepoPath) -> Option<u64> {
        let root = self.open().ok()?;
        let (file, _) = root.file(path.as_str()).ok()?;
        let changed = file.metadata().ok()?.modified().ok()?;
        let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok()
    }

    fn standing(&self, control: &Control) -> Result<Option<Standing>, Error> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(listing) = known.as_ref().map(Known::listing) else {
            return Ok(None);
        };
        drop(known);
        let Ok(root) = self.open() else {
            return Ok(None);
        };
        self.standings.of(&root, &self.root, &listing, control)
    }

    fn past(&self) -> Result<Box<dyn Past>, Error> {
        let root = self
            .open()
            .map_err(|error| explain(Path::new(&self.name), &error))?;
        Ok(Box::new(GitPast::open(&root, &self.root)?))
    }
}

/// Read a regular file; what grows beyond the limit while it is read is too large as well.
pub fn read(root: &Root, path: &str, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason> {
    let (file, status) = root.file(path).map_err(|error| reason(&error))?;
    if status.kind != Kind::File {
        return Err(SkipReason::NotAFile);
    }
    if status.size_bytes > size_bytes_max {
        return Err(SkipReason::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(status.size_bytes).unwrap_or(0));
    let read = file
        .take(size_bytes_max.saturating_add(1))
        .read_to_end(&mut bytes);
    let read = read.map_err(|error| reason(&error))?;
    if u64::try_from(read).is_ok_and(|read| read <= size_bytes_max) {
        Ok(bytes)
    } else {
        Err(SkipReason::TooLarge)
    }
}

fn explain(given: &Path, error: &io::Error) -> Error {
    let shown = given.display();
    match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound {
            message: format!("there is no folder \"{shown}\""),
            hint: Some("give the path of an existing folder".to_owned()),
            nearest: Vec::new(),
        },
        io::ErrorKind::NotADirectory => Error::invalid(
            format!("\"{shown}\" is not a folder"),
            "give a folder; files are named relative to it",
        ),
        io::ErrorKind::InvalidInput => Error::invalid(
            format!("\"{}\" is not a path", shown.to_string().escape_debug()),
            "give the path of an existing folder",
        ),
        _ => Error::Unreadable {
            what: format!("the folder \"{shown}\""),
            reason: error.kind().to_string(),
        },
    }
}
