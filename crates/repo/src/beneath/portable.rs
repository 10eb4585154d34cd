//! Systems without folders to open from: each part of a path is looked at, links are refused.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Kind, Status, Times, stamp};

const LINK: &str = "a symbolic link";

#[derive(Debug)]
pub struct Root(PathBuf);

impl Root {
    pub fn open(path: &Path) -> io::Result<Self> {
        match of_metadata(&fs::symlink_metadata(path)?).kind {
            Kind::Folder => Ok(Self(path.to_owned())),
            Kind::File | Kind::Link | Kind::Other => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub fn status(&self, path: &str) -> io::Result<Status> {
        Ok(of_metadata(&fs::symlink_metadata(self.0.join(path))?))
    }

    pub fn folder(&self, path: &str) -> io::Result<Folder> {
        let (path, kind) = self.beneath(path)?;
        if kind == Kind::Folder {
            Ok(Folder(path))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    pub fn file(&self, path: &str) -> io::Result<File> {
        let (path, kind) = self.beneath(path)?;
        if kind == Kind::File {
            File::open(path)
        } else {
            Err(io::ErrorKind::IsADirectory.into())
        }
    }

    fn beneath(&self, path: &str) -> io::Result<(PathBuf, Kind)> {
        let mut place = self.0.clone();
        let mut kind = Kind::Folder;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            place.push(part);
            kind = of_metadata(&fs::symlink_metadata(&place)?).kind;
            if kind == Kind::Link {
                return Err(io::Error::other(LINK));
            }
        }
        Ok((place, kind))
    }
}

/// Whether a link was met where none is followed.
pub fn is_link(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.to_string() == LINK)
}

#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn names(&self) -> io::Result<impl Iterator<Item = io::Result<OsString>>> {
        Ok(fs::read_dir(&self.0)?.map(|entry| entry.map(|entry| entry.file_name())))
    }

    pub fn status(&self, name: &str) -> io::Result<Status> {
        Ok(self.seen(name)?.0)
    }

    /// When a file was changed is not told everywhere, and not as finely as git keeps it.
    pub fn seen(&self, name: &str) -> io::Result<(Status, Option<Times>)> {
        let metadata = fs::symlink_metadata(self.0.join(name))?;
        Ok((of_metadata(&metadata), None))
    }
}

pub fn status(file: &File) -> io::Result<Status> {
    Ok(of_metadata(&file.metadata()?))
}

fn of_metadata(metadata: &Metadata) -> Status {
    let kind = match metadata.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    };
    let modified = metadata.modified().unwrap_or_else(|_| SystemTime::now());
    let size_bytes = metadata.len();
    Status {
        kind,
        size_bytes,
        stamp: stamp(modified, (modified, size_bytes)),
    }
}
