//! Listing: all files below a root that ignore rules leave, in order, under limits.
//!
//! Refuses to recurse, to follow links and to hold more than one folder open.

use std::ffi::OsString;
use std::sync::Arc;

use analysis::visible::plain;
use analysis::{Control, Entry, Error, Limits, Listing, RepoPath, SkipReason, Skipped};

use crate::again::{Known, Name};
use crate::beneath::{Folder, Kind, Root, Status, reason};
use crate::rules::{RULE_FILES, Rules};

/// Larger rule files are passed over: matching them would cost more than what they hide.
const RULE_FILE_BYTES_MAX: u64 = 256 * 1024;

/// List everything below the root.
pub fn walk(root: &Root, limits: &Limits, control: &Control) -> Result<Known, Error> {
    let mut walk = Walk {
        root,
        limits,
        listing: Listing::default(),
        // Before its names are read: what changes later leaves other times behind.
        names: vec![Name {
            path: String::new(),
            status: root.status("").ok(),
            listed: false,
        }],
        pending: Vec::new(),
        seen: 0,
    };
    walk.pending.push(Pending {
        path: String::new(),
        depth: 0,
        rules: None,
    });
    while let Some(folder) = walk.pending.pop() {
        control.check()?;
        if !walk.enter(folder) {
            break;
        }
    }
    let mut listing = walk.listing;
    listing
        .entries
        .sort_unstable_by(|left, right| left.path.cmp(&right.path));
    listing.skipped.sort_unstable();
    Ok(Known::new(listing, walk.names))
}

struct Walk<'a> {
    root: &'a Root,
    limits: &'a Limits,
    listing: Listing,
    names: Vec<Name>,
    /// Folders still to enter, the next one last.
    pending: Vec<Pending>,
    /// Names looked at that no rule hides.
    seen: u64,
}

struct Pending {
    path: String,
    depth: u32,
    rules: Option<Arc<Rules>>,
}

impl Walk<'_> {
    /// Take the files of one folder and note its folders; false when the limit of files is reached.
    fn enter(&mut self, pending: Pending) -> bool {
        let (names, folder) = match self.open(&pending.path) {
            Ok(opened) => opened,
            Err(reason) => {
                self.skip(&pending.path, reason, 0);
                return true;
            }
        };
        let rules = self.rules(&pending, &names);
        let here = Pending { rules, ..pending };
        let first = self.pending.len();
        for name in names {
            match name.to_str() {
                Some(name) => {
                    if !self.name(&here, &folder, name) {
                        return false;
                    }
                }
                None => {
                    let path = join(&here.path, &name.to_string_lossy());
                    self.skip(&path, SkipReason::InvalidName, 0);
                }
            }
        }
        // The last is entered first, so the walk goes in the order of names.
        if let Some(folders) = self.pending.get_mut(first..) {
            folders.reverse();
        }
        true
    }

    fn open(&self, path: &str) -> Result<(Vec<OsString>, Folder), SkipReason> {
        let count_max = usize::try_from(self.limits.files_max).unwrap_or(usize::MAX);
        let folder = self.root.folder(path).map_err(|error| reason(&error))?;
        let names = folder.names(count_max).map_err(|error| reason(&error))?;
        Ok((names.ok_or(SkipReason::TooMany)?, folder))
    }

    /// The rules that hold in a folder with these names.
    fn rules(&mut self, pending: &Pending, names: &[OsString]) -> Option<Arc<Rules>> {
        let texts = RULE_FILES.map(|file| {
            let place = names.binary_search_by(|name| name.as_os_str().cmp(file.as_ref()));
            place
                .ok()
                .and_then(|_| self.rule_file(&join(&pending.path, file)))
        });
        Rules::below(pending.rules.as_ref(), &pending.path, &texts)
    }

    /// Take one name of a folder; false when the limit of files is reached.
    fn name(&mut self, here: &Pending, folder: &Folder, name: &str) -> bool {
        let path = join(&here.path, name);
        let status = match folder.status(name) {
            Ok(status) => status,
            Err(error) => {
                if !Rules::ignore(here.rules.as_ref(), &path, name, false) {
                    self.skip(&path, reason(&error), 0);
                    self.looked_at(path, None);
                }
                return true;
            }
        };
        if RULE_FILES.contains(&name) {
            self.looked_at(path.clone(), Some(status));
        }
        if Rules::ignore(
            here.rules.as_ref(),
            &path,
            name,
            status.kind == Kind::Folder,
        ) {
            return true;
        }
        if self.seen >= self.limits.files_max {
            // One line for all the rest; nobody counted it.
            self.skip(&path, SkipReason::TooMany, 0);
            return false;
        }
        self.seen += 1;
        self.looked_at(path.clone(), Some(status));
        self.take(here, path, status);
        true
    }

    fn looked_at(&mut self, path: String, status: Option<Status>) {
        self.names.push(Name {
            path,
            status,
            listed: false,
        });
    }

    fn take(&mut self, here: &Pending, path: String, status: Status) {
        match status.kind {
            Kind::Folder if here.depth >= self.limits.folder_depth_max => {
                self.skip(&path, SkipReason::TooDeep, 0)
            }
            Kind::Folder => {
                self.pending.push(Pending {
                    path,
                    depth: here.depth + 1,
                    rules: here.rules.clone(),
                });
            }
            Kind::Link => self.skip(&path, SkipReason::SymbolicLink, 0),
            Kind::Other => self.skip(&path, SkipReason::NotAFile, 0),
            Kind::File if status.size_bytes > self.limits.file_size_bytes_max => {
                self.skip(&path, SkipReason::TooLarge, status.size_bytes);
            }
            Kind::File => match RepoPath::new(&path) {
                Ok(checked) if checked.as_str() == path => {
                    let Status {
                        size_bytes,
                        stamp,
                        kind: _,
                    } = status;
                    if let Some(name) = self.names.last_mut() {
                        name.listed = true;
                    }
                    self.listing.entries.push(Entry {
                        path: checked,
                        size_bytes,
                        stamp,
                    });
                }
                // A backslash, a drive letter or a hidden character that a request could not name.
                Ok(_) | Err(_) => self.skip(&path, SkipReason::InvalidName, status.size_bytes),
            },
        }
    }

    /// The text of a rule file; one that cannot be used is noted, and hides nothing.
    fn rule_file(&mut self, path: &str) -> Option<String> {
        match crate::disk::read(self.root, path, RULE_FILE_BYTES_MAX) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(reason) => {
                self.skip(path, reason, 0);
                None
            }
        }
    }

    fn skip(&mut self, path: &str, reason: SkipReason, size_bytes: u64) {
        let path = if path.is_empty() { "." } else { path };
        self.listing.skipped.push(Skipped {
            path: plain(path).into_owned(),
            reason,
            size_bytes,
        });
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
