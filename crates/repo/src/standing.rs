//! How a working tree stands to the commit that is checked out, at a cost that a call does not feel.
//!
//! What it rests on is looked at each time and nothing more while that is as it was. git is not run, and no setting
//! but those that [`GitPast`] reads has an effect; what cannot be told is said to be unknown.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use analysis::{Control, Error, Listing, Past, RepoPath, Revision, Standing};

use crate::beneath::{Kind, Root, Status};
use crate::disk::read;
use crate::past::GitPast;

mod base;
mod compared;
mod staged;

use base::Base;
use compared::Compared;

const HEAD_BYTES_MAX: u64 = 4 * 1024;

/// Remembers what was told last.
#[derive(Debug, Default)]
pub struct Standings(Mutex<Option<Told>>);

/// What was told, and what it rests on.
#[derive(Debug)]
struct Told {
    marks: Vec<Mark>,
    revision: Revision,
    base: Option<Arc<Base>>,
    compared: Compared,
    standing: Standing,
}

/// A file or folder of the repository, and what it stood for.
type Mark = (String, Option<Status>);

impl Standings {
    /// How the files of a listing stand; nothing where the root is no repository.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn of(
        &self,
        root: &Root,
        path: &Path,
        listing: &Arc<Listing>,
        control: &Control,
    ) -> Result<Option<Standing>, Error> {
        let Some(place) = Place::find(root) else {
            return Ok(None);
        };
        let marks = place.marks(root);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept.take();
        let same = before.filter(|before| before.marks == marks);
        if let Some(before) = &same
            && before.compared.holds(root, listing)
        {
            let standing = before.standing.clone();
            *kept = same;
            return Ok(Some(standing));
        }
        let (revision, base, compared) = match same {
            Some(before) => (before.revision, before.base, before.compared),
            None => {
                let (revision, base) = place.read(root, path);
                (revision, base.map(Arc::new), Compared::default())
            }
        };
        let (compared, files) = match &base {
            Some(base) => {
                let (compared, files) = compared.again(root, base, listing, control)?;
                (compared, Some(files))
            }
            None => (compared, None),
        };
        let standing = Standing {
            revision,
            differing: files,
        };
        *kept = Some(Told {
            marks,
            revision,
            base,
            compared,
            standing: standing.clone(),
        });
        Ok(Some(standing))
    }
}

/// What a root holds of a repository.
enum Place {
    /// The folder `.git`, with a working tree round it.
    Tree,
    /// The repository itself.
    Bare,
    /// Something that leads elsewhere.
    Elsewhere,
}

impl Place {
    /// Nothing where there is no repository.
    fn find(root: &Root) -> Option<Self> {
        match root.status(".git").map(|status| status.kind) {
            Ok(Kind::Folder) => Some(Self::Tree),
            Ok(Kind::File | Kind::Link | Kind::Other) => Some(Self::Elsewhere),
            Err(_) => {
                let is = |name, kind| root.status(name).is_ok_and(|status| status.kind == kind);
                let is_bare = is("HEAD", Kind::File)
                    && is("objects", Kind::Folder)
                    && is("refs", Kind::Folder);
                is_bare.then_some(Self::Bare)
            }
        }
    }

    /// All that decides what is checked out, and what git knows of the files.
    fn marks(&self, root: &Root) -> Vec<Mark> {
        let prefix = match self {
            Self::Tree => ".git/",
            Self::Bare => "",
            Self::Elsewhere => return Vec::new(),
        };
        let head = read(root, &format!("{prefix}HEAD"), HEAD_BYTES_MAX).unwrap_or_default();
        let head = String::from_utf8_lossy(&head).into_owned();
        let branch = head.strip_prefix("ref:").map(str::trim);
        let inside = [
            "HEAD",
            "packed-refs",
            "index",
            "config",
            "info/attributes",
            "objects/info/alternates",
        ];
        let names = inside.into_iter().chain(branch);
        let mut paths: Vec<String> = names.map(|name| format!("{prefix}{name}")).collect();
        paths.push(".gitattributes".to_owned());
        let mark = |path: String| {
            // A branch may be named like a path that leads out of the root.
            let is_inside = RepoPath::new(&path).is_ok();
            let seen = is_inside.then(|| root.seen(&path).ok()).flatten();
            (path, seen.map(|(status, _)| status))
        };
        paths.into_iter().map(mark).collect()
    }

    /// The commit that is checked out, and its files where there is a working tree to compare them with.
    fn read(&self, root: &Root, path: &Path) -> (Revision, Option<Base>) {
        if matches!(self, Self::Elsewhere) {
            return (Revision::Unknown, None);
        }
        let Ok(past) = GitPast::open(root, path) else {
            return (Revision::Unknown, None);
        };
        let Some(head) = past.head() else {
            let revision = if past.is_unborn() {
                Revision::NoCommit
            } else {
                Revision::Unknown
            };
            return (revision, None);
        };
        let base = match self {
            Self::Tree => Base::read(root, &past, head),
            Self::Bare | Self::Elsewhere => None,
        };
        (Revision::Commit(head), base)
    }
}
