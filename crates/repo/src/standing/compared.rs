//! Each file beside the commit's: the same, another, or not known.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use analysis::visible::{cut, plain};
use analysis::{Control, Differing, Error, Listing, RepoPath, Version, VersionKind};
use rayon::prelude::*;

use crate::beneath::{Kind, Root, Status, Times, reason};
use crate::disk::read;
use crate::past::name_of;

use super::base::Base;

/// Files that are compared by their contents, and bytes of them; more are not known.
const CONTENTS_MAX: usize = 10_000;
const CONTENTS_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Larger files are not compared by their contents.
const CONTENT_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Files of the commit beside the listing that are looked at each time: hidden ones, mostly.
const UNLISTED_MAX: usize = 5_000;
/// Names that are told, and how long they may be.
const NAMES_MAX: usize = 5;
const NAME_BYTES_MAX: usize = 120;

/// What a file is beside the commit's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Same,
    Other,
    Unknown,
}

/// What was found of a file.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    beside: Beside,
    /// Its size, where its content had to be compared.
    content_bytes: Option<u64>,
}

/// A file by what a look at it gave.
enum Looked {
    Decided(Beside),
    /// Only its content tells.
    Content(u64),
}

/// What was compared last, to be taken up where nothing has changed.
#[derive(Debug, Default)]
pub struct Compared {
    listing: Option<Arc<Listing>>,
    /// What listed files turned out to be, by path, with their stamps.
    known: HashMap<String, (u64, Verdict)>,
    /// Files of the commit that are not listed.
    unlisted: Vec<(String, Option<Status>)>,
}

/// A file to be compared: one of the commit, one of the listing, or one of both.
struct Pair<'a> {
    path: &'a str,
    wanted: Option<Version>,
    stamp: Option<u64>,
}

impl Compared {
    /// Whether all that was compared is as it was.
    pub fn holds(&self, root: &Root, listing: &Arc<Listing>) -> bool {
        let is_same = |(path, status): &(String, Option<Status>)| status_of(root, path) == *status;
        self.listing
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, listing))
            && self.unlisted.iter().all(is_same)
    }

    /// Compare what has changed since.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn again(
        self,
        root: &Root,
        base: &Base,
        listing: &Arc<Listing>,
        control: &Control,
    ) -> Result<(Self, Differing), Error> {
        let pairs = pairs(base, listing);
        let unlisted = pairs.iter().filter(|pair| pair.stamp.is_none());
        let unlisted: Vec<_> = unlisted
            .take(UNLISTED_MAX)
            .map(|pair| (pair.path.to_owned(), status_of(root, pair.path)))
            .collect();
        let beyond = unlisted.last().map(|(path, _)| path.clone());
        let look = |pair: &Pair<'_>| {
            control.check()?;
            if let Some((stamp, verdict)) = self.known.get(pair.path)
                && pair.stamp == Some(*stamp)
            {
                let beside = verdict.beside;
                let content = |size| (Looked::Content(size), Some(beside));
                let decided = (Looked::Decided(beside), None);
                return Ok(verdict.content_bytes.map_or(decided, content));
            }
            let is_beyond = pair.stamp.is_none()
                && unlisted.len() == UNLISTED_MAX
                && beyond.as_deref().is_some_and(|last| pair.path > last);
            if is_beyond {
                return Ok((Looked::Decided(Beside::Unknown), None));
            }
            Ok((looked(root, base, pair), None))
        };
        let looks = pairs.par_iter().map(look);
        let looks = looks.collect::<Result<Vec<_>, Error>>()?;
        let verdicts = contents(root, base, &pairs, looks, control)?;
        let differing = told(&pairs, &verdicts);
        let known = pairs.iter().zip(&verdicts).filter_map(|(pair, verdict)| {
            let stamp = pair.stamp?;
            Some((pair.path.to_owned(), (stamp, *verdict)))
        });
        let compared = Self {
            known: known.collect(),
            listing: Some(Arc::clone(listing)),
            unlisted,
        };
        Ok((compared, differing))
    }
}

/// The files of the commit and of the listing side by side, by path; those of other repositories inside left out.
fn pairs<'a>(base: &'a Base, listing: &'a Listing) -> Vec<Pair<'a>> {
    let mut tracked = base.files.iter().peekable();
    let mut listed = listing.entries.iter().peekable();
    let mut pairs = Vec::with_capacity(base.files.len().max(listing.entries.len()));
    loop {
        let order = match (tracked.peek(), listed.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((path, _)), Some(entry)) => path.as_str().cmp(entry.path.as_str()),
        };
        let wanted = (order != Ordering::Greater)
            .then(|| tracked.next())
            .flatten();
        let entry = (order != Ordering::Less).then(|| listed.next()).flatten();
        let Some(path) = wanted
            .map(|(path, _)| path.as_str())
            .or(entry.map(|entry| entry.path.as_str()))
        else {
            return pairs;
        };
        if wanted.is_none() && base.is_in_submodule(path) {
            continue;
        }
        pairs.push(Pair {
            path,
            wanted: wanted.map(|(_, version)| *version),
            stamp: entry.map(|entry| entry.stamp),
        });
    }
}

/// Look at a file without reading it.
fn looked(root: &Root, base: &Base, pair: &Pair<'_>) -> Looked {
    let Some(wanted) = pair.wanted else {
        return Looked::Decided(Beside::Other);
    };
    if RepoPath::new(pair.path).is_err() {
        return Looked::Decided(Beside::Unknown);
    }
    let (status, times) = match root.seen(pair.path) {
        Ok(seen) => seen,
        Err(error) => return Looked::Decided(absent(base, pair.path, &error)),
    };
    let vouched = |times: Times| base.vouches(pair.path, wanted.id, status.size_bytes, times);
    let is_vouched = times.is_some_and(vouched);
    match (wanted.kind, status.kind) {
        (VersionKind::Submodule, Kind::Folder) => Looked::Decided(submodule(root, pair.path)),
        (VersionKind::File, Kind::File) if is_vouched => Looked::Decided(Beside::Same),
        (VersionKind::File, Kind::File) if status.size_bytes <= CONTENT_BYTES_MAX => {
            Looked::Content(status.size_bytes)
        }
        (VersionKind::File, Kind::File) => Looked::Decided(Beside::Unknown),
        (VersionKind::Link, Kind::Link) if is_vouched => Looked::Decided(Beside::Same),
        // A file may stand for a link where the system has none; where a link leads is not read.
        (VersionKind::Link, Kind::Link | Kind::File) => Looked::Decided(Beside::Unknown),
        (VersionKind::File, Kind::Folder | Kind::Link | Kind::Other)
        | (VersionKind::Link, Kind::Folder | Kind::Other)
        | (VersionKind::Submodule, Kind::File | Kind::Link | Kind::Other) => {
            Looked::Decided(Beside::Other)
        }
    }
}

/// A file of the commit that cannot be looked at: gone, unless it should not be there.
fn absent(base: &Base, path: &str, error: &io::Error) -> Beside {
    use analysis::SkipReason::{SymbolicLink, Vanished};
    match (reason(error), base.leaves_out(path)) {
        (Vanished | SymbolicLink, Some(false)) => Beside::Other,
        (Vanished | SymbolicLink, Some(true)) => Beside::Same,
        _ => Beside::Unknown,
    }
}

/// Another repository inside: as it should be where nothing of it is there, and not known where something is.
fn submodule(root: &Root, path: &str) -> Beside {
    let names = root.folder(path).and_then(|folder| folder.names(1));
    match names {
        Ok(Some(names)) if names.is_empty() => Beside::Same,
        _ => Beside::Unknown,
    }
}

/// Compare contents as far as they are few: the first ones by path, whatever was known before.
fn contents(
    root: &Root,
    base: &Base,
    pairs: &[Pair<'_>],
    looks: Vec<(Looked, Option<Beside>)>,
    control: &Control,
) -> Result<Vec<Verdict>, Error> {
    let (mut count, mut bytes) = (0_usize, 0_u64);
    let room = looks.iter().map(|(looked, _)| {
        let Looked::Content(size_bytes) = looked else {
            return true;
        };
        count += 1;
        bytes = bytes.saturating_add(*size_bytes);
        count <= CONTENTS_MAX && bytes <= CONTENTS_BYTES_MAX
    });
    let room: Vec<bool> = room.collect();
    let converts = room.iter().any(|room| *room) && base.converts(root);
    let work: Vec<_> = pairs.iter().zip(looks).zip(room).collect();
    let verdict = |((pair, (looked, known)), room): ((&Pair<'_>, _), bool)| {
        control.check()?;
        let (beside, content_bytes) = match (looked, known) {
            (Looked::Decided(beside), _) => (beside, None),
            (Looked::Content(size_bytes), _) if !room => (Beside::Unknown, Some(size_bytes)),
            (Looked::Content(size_bytes), Some(beside)) => (beside, Some(size_bytes)),
            (Looked::Content(size_bytes), None) => {
                (content(root, pair, converts), Some(size_bytes))
            }
        };
        Ok(Verdict {
            beside,
            content_bytes,
        })
    };
    work.into_par_iter().map(verdict).collect()
}

/// Compare the content of one file.
fn content(root: &Root, pair: &Pair<'_>, converts: bool) -> Beside {
    let Some(wanted) = pair.wanted else {
        return Beside::Other;
    };
    let Ok(bytes) = read(root, pair.path, CONTENT_BYTES_MAX) else {
        return Beside::Unknown;
    };
    if name_of(&bytes) == wanted.id {
        return Beside::Same;
    }
    // Whether line ends count is a matter of settings that are not read.
    if converts || name_of(&with_line_feeds(&bytes)) == wanted.id {
        Beside::Unknown
    } else {
        Beside::Other
    }
}

/// The content with a line feed for each pair of carriage return and line feed.
fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            kept.push(*byte);
        }
    }
    kept
}

fn told(pairs: &[Pair<'_>], verdicts: &[Verdict]) -> Differing {
    let mut differing = Differing::default();
    for (pair, verdict) in pairs.iter().zip(verdicts) {
        match verdict.beside {
            Beside::Same => {}
            Beside::Unknown => differing.unknown += 1,
            Beside::Other => {
                differing.count += 1;
                if differing.paths.len() < NAMES_MAX {
                    let shown = plain(pair.path);
                    differing
                        .paths
                        .push(cut(&shown, NAME_BYTES_MAX).into_owned());
                }
            }
        }
    }
    differing
}

/// What an unlisted file is now; links on the way to it are not followed.
fn status_of(root: &Root, path: &str) -> Option<Status> {
    RepoPath::new(path).ok()?;
    root.seen(path).ok().map(|(status, _)| status)
}
