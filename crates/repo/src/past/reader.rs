//! Objects of one thread: commits, contents, and the names that lead to them.

use std::collections::HashSet;
use std::sync::Arc;

use analysis::{Change, Commit, Error, ObjectId, PastReader, Version};
use gix_object::{CommitRefIter, Find, FindHeader, Kind, TagRefIter};

use super::trees::{Changed, Trees};

/// What finds objects in one thread.
pub type Handle = gix_odb::HandleArc;

/// A tag may stand for a tag, so often.
const TAGS_MAX: usize = 10;
/// Letters of a name that stand for an object, at least.
const LETTERS_MIN: usize = 4;

/// Reads objects in one thread.
pub struct Reader {
    handle: Handle,
    shallow: Arc<HashSet<ObjectId>>,
    buffer: Vec<u8>,
    trees: Trees,
}

/// The same name, as the analysis knows it.
pub fn ours(id: &gix_hash::oid) -> ObjectId {
    let mut name = [0; 20];
    for (to, from) in name.iter_mut().zip(id.as_bytes()) {
        *to = *from;
    }
    ObjectId(name)
}

/// The same name, as git knows it.
pub fn theirs(id: ObjectId) -> gix_hash::ObjectId {
    gix_hash::ObjectId::Sha1(id.0)
}

/// The error for an object that cannot be read.
pub fn unreadable(id: ObjectId, what: &str) -> Error {
    Error::Unreadable {
        what: format!("the {what} {id}"),
        reason: "it is missing from the repository, damaged or too large".to_owned(),
    }
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(handle: Handle, shallow: Arc<HashSet<ObjectId>>) -> Self {
        Self {
            handle,
            shallow,
            buffer: Vec::new(),
            trees: Trees::default(),
        }
    }

    /// The object whose name begins so; nothing for letters that are no such beginning.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] where several names begin so.
    pub fn starting_with(&self, letters: &str) -> Result<Option<ObjectId>, Error> {
        if letters.len() < LETTERS_MIN || letters.len() > 40 {
            return Ok(None);
        }
        let Ok(prefix) = gix_hash::Prefix::from_hex(letters) else {
            return Ok(None);
        };
        match self.handle.lookup_prefix(prefix, None) {
            Ok(Some(Ok(id))) => Ok(Some(ours(&id))),
            Ok(Some(Err(()))) => Err(Error::invalid(
                format!("the names of several objects begin with \"{letters}\""),
                "give more letters of the commit",
            )),
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// The commit that an object is, or that its tags stand for.
    pub fn commit_behind(&mut self, id: ObjectId) -> Option<ObjectId> {
        let mut id = theirs(id);
        for _ in 0..TAGS_MAX {
            let data = self.handle.try_find(&id, &mut self.buffer).ok().flatten()?;
            match data.kind {
                Kind::Commit => return Some(ours(&id)),
                Kind::Tag => {
                    id = TagRefIter::from_bytes(data.data, data.object_hash)
                        .target_id()
                        .ok()?
                }
                Kind::Tree | Kind::Blob => return None,
            }
        }
        None
    }

    /// The commit so many first parents back.
    pub fn ancestor(&mut self, id: ObjectId, steps: u32) -> Option<ObjectId> {
        let mut at = id;
        for _ in 0..steps {
            at = self.parent(at, 1)?;
        }
        Some(at)
    }

    /// The parent of this number, from 1; 0 is the commit itself.
    pub fn parent(&mut self, id: ObjectId, number: u32) -> Option<ObjectId> {
        let commit = self.commit(id).ok()?;
        match number {
            0 => Some(id),
            _ => commit.parents.get(number as usize - 1).copied(),
        }
    }

    /// The tree of a commit.
    fn tree(&mut self, commit: ObjectId) -> Result<gix_hash::ObjectId, Error> {
        let found = self
            .handle
            .try_find(&theirs(commit), &mut self.buffer)
            .ok()
            .flatten();
        found
            .filter(|data| data.kind == Kind::Commit)
            .and_then(|data| {
                CommitRefIter::from_bytes(data.data, data.object_hash)
                    .tree_id()
                    .ok()
            })
            .ok_or_else(|| unreadable(commit, "commit"))
    }
}

impl PastReader for Reader {
    fn commit(&mut self, id: ObjectId) -> Result<Commit, Error> {
        let found = self
            .handle
            .try_find(&theirs(id), &mut self.buffer)
            .ok()
            .flatten();
        let data = found.filter(|data| data.kind == Kind::Commit);
        let data = data.ok_or_else(|| unreadable(id, "commit"))?;
        let tokens = || CommitRefIter::from_bytes(data.data, data.object_hash);
        let damaged = |_| unreadable(id, "commit");
        let author = tokens().author().map_err(damaged)?.trim();
        let committer = tokens().committer().map_err(damaged)?;
        let mut parents: Vec<ObjectId> = tokens().parent_ids().map(|id| ours(&id)).collect();
        let parent_count = u32::try_from(parents.len()).unwrap_or(u32::MAX);
        if self.shallow.contains(&id) {
            parents.clear();
        }
        Ok(Commit {
            id,
            parents,
            parent_count,
            author_name: String::from_utf8_lossy(author.name).into_owned(),
            author_email: String::from_utf8_lossy(author.email).into_owned(),
            author_time_s: author.seconds(),
            commit_time_s: committer.seconds(),
            message: String::from_utf8_lossy(tokens().message().map_err(damaged)?).into_owned(),
        })
    }

    fn changes(
        &mut self,
        before: Option<ObjectId>,
        after: ObjectId,
        changes_max: usize,
    ) -> Result<Option<Vec<Change>>, Error> {
        let before = before.map(|commit| self.tree(commit)).transpose()?;
        let after_tree = self.tree(after)?;
        match self
            .trees
            .changes(&self.handle, before, after_tree, changes_max)
        {
            Changed::All(changes) => Ok(Some(changes)),
            Changed::TooMany => Ok(None),
            Changed::Damaged => Err(unreadable(after, "files of commit")),
        }
    }

    fn version(&mut self, commit: ObjectId, path: &str) -> Result<Option<Version>, Error> {
        let tree = self.tree(commit)?;
        let found = self.trees.version(&self.handle, tree, path);
        found.map_err(|()| unreadable(commit, "files of commit"))
    }

    fn content(&mut self, id: ObjectId, size_bytes_max: u64) -> Option<Vec<u8>> {
        let id = theirs(id);
        let header = self.handle.try_header(&id).ok().flatten()?;
        if header.size > size_bytes_max || header.kind != Kind::Blob {
            return None;
        }
        let mut content = Vec::new();
        self.handle.try_find(&id, &mut content).ok().flatten()?;
        Some(content)
    }
}
