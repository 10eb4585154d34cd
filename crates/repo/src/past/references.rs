//! What branches, tags and other names of commits stand for.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use analysis::{Error, ObjectId, RepoPath};

use super::place::Place;
use super::reader::Reader;
use crate::beneath::{Kind, Root};

const REFERENCE_BYTES_MAX: u64 = 4 * 1024;
const PACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Names that are looked at; a name beyond them is not known.
const REFERENCES_MAX: usize = 100_000;
/// Names that are shown as examples.
const NAMES_MAX: usize = 1_000;
/// A name may stand for a name, so often.
const STEPS_MAX: usize = 5;
/// `~` and `^` of one name.
const ANCESTRY_MAX: u32 = 1_000_000;

/// The names of a repository, read once.
#[derive(Default)]
pub struct References {
    /// What each full name holds: a commit, or another name.
    held: BTreeMap<String, String>,
    shallow: Arc<HashSet<ObjectId>>,
}

impl References {
    /// Read all names.
    pub fn read(root: &Root, place: &Place) -> Self {
        let mut held = BTreeMap::new();
        let packed = place
            .text(root, "packed-refs", PACKED_BYTES_MAX)
            .unwrap_or_default();
        for line in packed.lines().take(REFERENCES_MAX) {
            if let Some((id, name)) = line.split_once(' ').filter(|(id, _)| id.len() == 40) {
                held.insert(name.trim().to_owned(), id.to_owned());
            }
        }
        for name in ["HEAD", "ORIG_HEAD", "MERGE_HEAD", "FETCH_HEAD"] {
            let text = place.text(root, name, REFERENCE_BYTES_MAX);
            held.extend(text.map(|text| (name.to_owned(), first_line(&text))));
        }
        loose(root, place, "refs", &mut held);
        for name in folders(root, &place.path("worktrees")) {
            let text = place.text(root, &format!("worktrees/{name}/HEAD"), REFERENCE_BYTES_MAX);
            held.extend(text.map(|text| (format!("worktree:{name}"), first_line(&text))));
        }
        let shallow = place
            .text(root, "shallow", PACKED_BYTES_MAX)
            .unwrap_or_default();
        Self {
            held,
            shallow: Arc::new(shallow.lines().filter_map(id_of).collect()),
        }
    }

    /// The commit that is checked out.
    pub fn head(&self) -> Option<ObjectId> {
        self.object("HEAD")
    }

    /// Whether the branch that is checked out has no commit yet.
    pub fn is_unborn(&self) -> bool {
        let head = self.held.get("HEAD").map(String::as_str);
        let branch = head
            .and_then(|head| head.strip_prefix("ref:"))
            .map(str::trim);
        branch.is_some_and(|name| name.starts_with("refs/") && !self.held.contains_key(name))
    }

    /// Commits whose parents were left out.
    pub fn shallow(&self) -> Arc<HashSet<ObjectId>> {
        Arc::clone(&self.shallow)
    }

    /// Short names of branches and tags.
    pub fn names(&self) -> Vec<String> {
        let short = |name: &String| {
            let known = ["refs/heads/", "refs/tags/", "refs/remotes/"];
            let short = known.iter().find_map(|known| name.strip_prefix(known));
            short
                .map(str::to_owned)
                .or_else(|| name.starts_with("worktree:").then(|| name.clone()))
        };
        let mut names: Vec<String> = self.held.keys().filter_map(short).take(NAMES_MAX).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What a full name stands for, through the names it holds.
    fn object(&self, name: &str) -> Option<ObjectId> {
        let mut name = name;
        for _ in 0..STEPS_MAX {
            let text = self.held.get(name)?;
            match text.strip_prefix("ref:") {
                Some(next) => name = next.trim(),
                None => return id_of(text.split_whitespace().next()?),
            }
        }
        None
    }

    /// What a short name stands for, in git's order.
    fn short(&self, name: &str) -> Option<ObjectId> {
        let name = if name == "@" { "HEAD" } else { name };
        ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"]
            .iter()
            .find_map(|before| self.object(&format!("{before}{name}")))
            .or_else(|| self.object(&format!("refs/remotes/{name}/HEAD")))
    }
}

/// The commit that `main`, `v1.0`, `4f2a9c1`, `HEAD~3` or `worktree:NAME` stands for.
pub fn commit_named(
    references: &References,
    reader: &mut Reader,
    name: &str,
) -> Result<Option<ObjectId>, Error> {
    let name = name.trim();
    let base_end = name.find(['~', '^']).unwrap_or(name.len());
    let (base, steps) = name.split_at(base_end);
    let start = match references.short(base) {
        Some(id) => Some(id),
        None => reader.starting_with(base)?,
    };
    let Some(mut at) = start.and_then(|id| reader.commit_behind(id)) else {
        return Ok(None);
    };
    let mut rest = steps;
    while let Some(mark) = rest.chars().next() {
        rest = rest.get(mark.len_utf8()..).unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at(digits);
        rest = behind;
        let number = if digits == 0 {
            1
        } else {
            number.parse().unwrap_or(u32::MAX)
        };
        let next = match mark {
            '~' => reader.ancestor(at, number.min(ANCESTRY_MAX)),
            '^' => reader.parent(at, number),
            _ => {
                return Err(Error::invalid(
                    format!("\"{}\" names no revision", name.escape_debug()),
                    "give a branch, a tag, a commit, or one of them with ~N or ^N behind it",
                ));
            }
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// Take up the names in files below a folder.
fn loose(root: &Root, place: &Place, top: &str, held: &mut BTreeMap<String, String>) {
    let mut pending = vec![top.to_owned()];
    while let Some(folder) = pending.pop() {
        let Ok(opened) = root.folder(&place.path(&folder)) else {
            continue;
        };
        let Ok(Some(names)) = opened.names(REFERENCES_MAX) else {
            continue;
        };
        for name in names.iter().filter_map(|name| name.to_str()) {
            let full = format!("{folder}/{name}");
            // What is no path of ours could not be opened below the root.
            if RepoPath::new(&full).is_err() || held.len() + pending.len() > REFERENCES_MAX {
                continue;
            }
            match opened.status(name).map(|status| status.kind) {
                Ok(Kind::Folder) => pending.push(full),
                Ok(Kind::File) => {
                    let text = place.text(root, &full, REFERENCE_BYTES_MAX);
                    held.extend(text.map(|text| (full, first_line(&text))));
                }
                Ok(Kind::Link | Kind::Other) | Err(_) => {}
            }
        }
    }
}

/// The folders in a folder, as far as they are few.
fn folders(root: &Root, path: &str) -> Vec<String> {
    let Ok(folder) = root.folder(path) else {
        return Vec::new();
    };
    let names = folder.names(NAMES_MAX).ok().flatten().unwrap_or_default();
    let is_folder = |name: &String| {
        folder
            .status(name)
            .is_ok_and(|status| status.kind == Kind::Folder)
    };
    names
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter(is_folder)
        .collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

fn id_of(text: &str) -> Option<ObjectId> {
    let id = gix_hash::ObjectId::from_hex(text.trim().as_bytes()).ok()?;
    (id.kind() == gix_hash::Kind::Sha1).then(|| super::reader::ours(&id))
}
