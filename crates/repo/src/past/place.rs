//! Where a repository lies, and whether it can be read without leaving the root.

use std::io;

use analysis::{Error, SkipReason};

use crate::beneath::{Kind, Root, reason};
use crate::disk::read;

const SETTINGS_BYTES_MAX: u64 = 256 * 1024;
/// Names in one folder of objects; git packs them long before.
const NAMES_MAX: usize = 200_000;

/// A repository's folder, relative to the root.
pub struct Place {
    /// `.git/`, or nothing for a bare repository.
    prefix: &'static str,
}

impl Place {
    /// Find the repository of a root.
    pub fn find(root: &Root) -> Result<Self, Error> {
        let place = match root.folder(".git") {
            Ok(_) => Self { prefix: ".git/" },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bare = Self { prefix: "" };
                let is_bare = root.file("HEAD").is_ok()
                    && root.folder("objects").is_ok()
                    && root.folder("refs").is_ok();
                is_bare.then_some(bare).ok_or_else(|| Error::NotFound {
                    message: "there is no git repository at the root, so nothing is known of earlier versions"
                        .to_owned(),
                    hint: Some("open the folder that holds `.git`".to_owned()),
                    nearest: Vec::new(),
                })?
            }
            Err(error) => return Err(Self::refused(&error)),
        };
        place.check_settings(root)?;
        place.check_objects(root)?;
        Ok(place)
    }

    /// A path inside the repository's folder, relative to the root.
    pub fn path(&self, inside: &str) -> String {
        format!("{}{inside}", self.prefix)
    }

    /// Where objects lie.
    pub fn objects(&self) -> String {
        self.path("objects")
    }

    /// Read a small file inside.
    pub fn text(&self, root: &Root, inside: &str, size_bytes_max: u64) -> Option<String> {
        let bytes = read(root, &self.path(inside), size_bytes_max).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn refused(error: &io::Error) -> Error {
        match reason(error) {
            SkipReason::SymbolicLink => outside("`.git` is a link"),
            // A file that names a folder elsewhere: a worktree or a submodule.
            SkipReason::Vanished => outside("`.git` is a file that names a folder elsewhere"),
            _ => Error::Unreadable {
                what: "`.git`".to_owned(),
                reason: error.kind().to_string(),
            },
        }
    }

    /// The two settings that decide how everything else is to be read. No other has an effect here.
    fn check_settings(&self, root: &Root) -> Result<(), Error> {
        let text = self
            .text(root, "config", SETTINGS_BYTES_MAX)
            .unwrap_or_default();
        for line in text.lines() {
            let line = line.to_ascii_lowercase();
            let Some((name, value)) = line.split_once('=') else {
                continue;
            };
            // A section may stand on the same line.
            let name = name.rsplit(']').next().unwrap_or(name).trim();
            match (name, value.trim().trim_matches('"')) {
                ("objectformat", value) if value != "sha1" => {
                    return Err(unknown("its objects are named by SHA-256"));
                }
                ("refstorage", value) if value != "files" => {
                    return Err(unknown("its branches lie in a reftable"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// No link and no borrowed objects, so that whoever opens the folder by its path stays in it.
    fn check_objects(&self, root: &Root) -> Result<(), Error> {
        for borrowed in ["objects/info/alternates", "objects/info/http-alternates"] {
            let file = root.file(&self.path(borrowed));
            if !matches!(&file, Err(error) if error.kind() == io::ErrorKind::NotFound) {
                return Err(outside(
                    "it borrows objects of another repository (objects/info/alternates)",
                ));
            }
        }
        let objects = self.objects();
        for name in names(root, &objects)? {
            // Loose objects in folders of two letters, packs, and what helps to find them.
            if name.len() == 2 || name == "pack" || name == "info" {
                names(root, &format!("{objects}/{name}"))?;
            }
        }
        Ok(())
    }
}

/// The names in a folder, none of which is a link.
fn names(root: &Root, path: &str) -> Result<Vec<String>, Error> {
    let unreadable = |error: &io::Error| match reason(error) {
        SkipReason::SymbolicLink => outside("a folder of its objects is a link"),
        _ => Error::Unreadable {
            what: "the store of commits".to_owned(),
            reason: error.kind().to_string(),
        },
    };
    let folder = match root.folder(path) {
        Ok(folder) => folder,
        // A file where a folder could be holds no objects.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&error)),
    };
    let names = folder
        .names(NAMES_MAX)
        .map_err(|error| unreadable(&error))?;
    let names = names.ok_or_else(|| Error::LimitExceeded {
        what: "the number of objects that are not packed".to_owned(),
        limit: NAMES_MAX as u64,
        hint: Some("pack the repository with `git gc`".to_owned()),
    })?;
    let names: Vec<String> = names
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .collect();
    for name in &names {
        if folder
            .status(name)
            .is_ok_and(|status| status.kind == Kind::Link)
        {
            return Err(outside("one of its objects is a link"));
        }
    }
    Ok(names)
}

fn outside(what: &str) -> Error {
    Error::invalid(
        format!("the git repository leads out of the root: {what}"),
        "open the folder that holds the repository itself; nothing outside the root is read",
    )
}

fn unknown(what: &str) -> Error {
    Error::invalid(
        format!("the git repository cannot be read: {what}"),
        "earlier versions are read from repositories with SHA-1 names and branches in files",
    )
}
