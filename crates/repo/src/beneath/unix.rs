//! Linux, macOS and their kin: every step is taken from an open folder, and no step follows a link.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};

use super::{Kind, Status, Times, stamp};

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);
const FILE: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

#[derive(Debug)]
pub struct Root(OwnedFd);

impl Root {
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(root) = one_step(CWD, path, FOLDER, rustix::fs::ResolveFlags::NO_SYMLINKS) {
            return root.map(Self);
        }
        Ok(Self(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?))
    }

    pub fn status(&self, path: &str) -> io::Result<Status> {
        let status = match path {
            "" => rustix::fs::fstat(&self.0)?,
            path => rustix::fs::statat(&self.0, path, AtFlags::SYMLINK_NOFOLLOW)?,
        };
        Ok(of_stat(&status))
    }

    pub fn folder(&self, path: &str) -> io::Result<Folder> {
        self.beneath(path, FOLDER).map(Folder)
    }

    pub fn file(&self, path: &str) -> io::Result<File> {
        self.beneath(path, FILE).map(File::from)
    }

    fn beneath(&self, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
        #[cfg(target_os = "linux")]
        if !path.is_empty() {
            use rustix::fs::ResolveFlags;
            let resolve =
                ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            if let Some(opened) = one_step(&self.0, Path::new(path), flags, resolve) {
                return opened;
            }
        }
        step_by_step(&self.0, path, flags)
    }
}

/// Let the kernel take all steps at once; `None` where it cannot or may not.
#[cfg(target_os = "linux")]
fn one_step(
    folder: impl std::os::fd::AsFd,
    path: &Path,
    flags: OFlags,
    resolve: rustix::fs::ResolveFlags,
) -> Option<io::Result<OwnedFd>> {
    use rustix::io::Errno;
    match rustix::fs::openat2(folder, path, flags, Mode::empty(), resolve) {
        // Old kernels do not know the call, sandboxes forbid it, and a rename nearby may interrupt it.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => None,
        opened => Some(opened.map_err(io::Error::from)),
    }
}

/// Open each part from the folder before it.
pub(super) fn step_by_step(root: &OwnedFd, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
    let (folders, name) = match path.rsplit_once('/') {
        Some((folders, name)) => (folders, name),
        None => ("", if path.is_empty() { "." } else { path }),
    };
    let mut folder: Option<OwnedFd> = None;
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        let next =
            rustix::fs::openat(folder.as_ref().unwrap_or(root), part, FOLDER, Mode::empty())?;
        folder = Some(next);
    }
    Ok(rustix::fs::openat(
        folder.as_ref().unwrap_or(root),
        name,
        flags,
        Mode::empty(),
    )?)
}

/// Whether a link was met where none is followed.
pub fn is_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[derive(Debug)]
pub struct Folder(OwnedFd);

impl Folder {
    pub fn names(&self) -> io::Result<impl Iterator<Item = io::Result<OsString>>> {
        let entries = Dir::read_from(&self.0)?;
        Ok(entries.filter_map(|entry| match entry {
            Ok(entry) => {
                let name = entry.file_name().to_bytes();
                (name != b"." && name != b"..").then(|| Ok(OsStr::from_bytes(name).to_owned()))
            }
            Err(error) => Some(Err(error.into())),
        }))
    }

    pub fn status(&self, name: &str) -> io::Result<Status> {
        Ok(self.seen(name)?.0)
    }

    pub fn seen(&self, name: &str) -> io::Result<(Status, Option<Times>)> {
        let stat = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok((of_stat(&stat), times_of(&stat)))
    }
}

pub fn status(file: &File) -> io::Result<Status> {
    Ok(of_stat(&rustix::fs::fstat(file)?))
}

fn times_of(stat: &Stat) -> Option<Times> {
    let parts = |nanoseconds: i128| u32::try_from(nanoseconds).ok();
    let seconds = |seconds: i128| i64::try_from(seconds).ok();
    Some(Times {
        written: (
            seconds(stat.st_mtime.into())?,
            parts(stat.st_mtime_nsec.into())?,
        ),
        changed: (
            seconds(stat.st_ctime.into())?,
            parts(stat.st_ctime_nsec.into())?,
        ),
    })
}

/// Through `i128`, because the fields have other types on other systems.
fn of_stat(stat: &Stat) -> Status {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    };
    let facts = [
        i128::from(stat.st_mtime),
        i128::from(stat.st_mtime_nsec),
        i128::from(stat.st_ctime),
        i128::from(stat.st_ctime_nsec),
        i128::from(stat.st_size),
        i128::from(stat.st_ino),
    ];
    let since_epoch = Duration::new(
        u64::try_from(stat.st_ctime).unwrap_or(0),
        u32::try_from(stat.st_ctime_nsec).unwrap_or(0),
    );
    let changed = SystemTime::UNIX_EPOCH + since_epoch;
    Status {
        kind,
        size_bytes: u64::try_from(stat.st_size).unwrap_or(0),
        stamp: stamp(changed, facts),
    }
}
