//! The files of the commit that is checked out, and what git's index knows of them.

use std::collections::HashMap;

use analysis::{ObjectId, Past, RepoPath, Version, VersionKind};

use crate::beneath::{Root, Times};
use crate::disk::read;
use crate::past::GitPast;

use super::staged::{INDEX_BYTES_MAX, Staged, staged};

/// Files of a commit beyond which nothing is compared.
const FILES_MAX: usize = 1_000_000;
const ATTRIBUTES_BYTES_MAX: u64 = 256 * 1024;
/// What makes git store a file as something else than it is; line ends are looked at apart.
const CONVERSIONS: [&str; 3] = ["filter", "working-tree-encoding", "ident"];

/// What files are compared with.
#[derive(Debug)]
pub struct Base {
    /// The files of the commit, sorted by path.
    pub files: Vec<(String, Version)>,
    /// Paths of other repositories inside.
    pub submodules: Vec<String>,
    /// What git knows of the files; nothing where that cannot be read.
    pub staged: Option<HashMap<String, Staged>>,
    /// When the index was written.
    pub staged_at: (i64, u32),
}

impl Base {
    /// Read them; nothing where trees are missing or too many.
    pub fn read(root: &Root, past: &GitPast, head: ObjectId) -> Option<Self> {
        let changes = past.reader().changes(None, head, FILES_MAX).ok()??;
        let files: Vec<(String, Version)> = changes
            .into_iter()
            .filter_map(|change| Some((change.path, change.after?)))
            .collect();
        let is_submodule =
            |(_, version): &&(String, Version)| version.kind == VersionKind::Submodule;
        let submodules = files.iter().filter(is_submodule);
        let submodules = submodules.map(|(path, _)| path.clone()).collect();
        let (index, staged_at) = match root.seen(".git/index") {
            Ok((_, times)) => {
                let bytes = read(root, ".git/index", INDEX_BYTES_MAX).ok();
                (bytes.and_then(|bytes| staged(&bytes)), times)
            }
            // Nothing was checked out.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (Some(HashMap::new()), None)
            }
            Err(_) => (None, None),
        };
        Some(Self {
            files,
            submodules,
            staged: index,
            staged_at: staged_at.map_or((i64::MIN, 0), |times| times.written),
        })
    }

    /// Whether git has seen this very file, and that it is what the commit has.
    pub fn vouches(&self, path: &str, id: ObjectId, size_bytes: u64, times: Times) -> bool {
        let known = self.staged.as_ref().and_then(|staged| staged.get(path));
        known.is_some_and(|known| {
            known.id == id
                && u64::from(known.size_bytes) == size_bytes
                && known.times == times
                // What was written as late as the index itself could have been written once more.
                && times.written < self.staged_at
        })
    }

    /// Whether a path is left out of the working tree on purpose; nothing where that is not known.
    pub fn leaves_out(&self, path: &str) -> Option<bool> {
        let staged = self.staged.as_ref()?;
        Some(staged.get(path).is_some_and(|known| known.left_out))
    }

    /// Whether a path is inside another repository.
    pub fn is_in_submodule(&self, path: &str) -> bool {
        let inside = |module: &String| {
            let rest = path.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.submodules.iter().any(inside)
    }

    /// Whether any file of attributes speaks of a conversion, so that other bytes may be the same to git.
    pub fn converts(&self, root: &Root) -> bool {
        let tracked = self
            .files
            .iter()
            .map(|(path, _)| path.as_str())
            .filter(|path| {
                path.rsplit('/').next() == Some(".gitattributes") && RepoPath::new(path).is_ok()
            });
        let mut paths = [".git/info/attributes", ".gitattributes"]
            .into_iter()
            .chain(tracked);
        paths.any(|path| {
            let text = read(root, path, ATTRIBUTES_BYTES_MAX).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            CONVERSIONS.iter().any(|word| text.contains(word))
        })
    }
}
