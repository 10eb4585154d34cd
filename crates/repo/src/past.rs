//! The commits of a git repository, read from its own files.
//!
//! Runs no git, reads no settings of the user or the machine, and of the repository's settings only how objects
//! are named. Nothing that leads out of the root is followed: no link, no `.git` file, no borrowed objects.

use std::path::Path;
use std::sync::Arc;

use analysis::{Error, ObjectId, Past, PastReader};
use gix_odb::Store;
use gix_odb::store::init::Options;

use crate::beneath::Root;
use place::Place;
use reader::{Handle, Reader};
use references::References;

mod place;
mod reader;
mod references;
mod trees;

/// Larger objects are not read into memory.
const OBJECT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Decoded objects that one thread keeps, as the next ones are often made of them.
const PACK_CACHE_BYTES: usize = 48 * 1024 * 1024;

/// A git repository at one moment.
pub struct GitPast {
    store: Arc<Store>,
    references: References,
    head: Option<ObjectId>,
}

impl GitPast {
    /// Open the repository whose root is a folder on disk.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none; [`Error::InvalidRequest`] for one that cannot be read without
    /// leaving the root, or that is written in a way that is not known; [`Error::Unreadable`].
    pub fn open(root: &Root, path: &Path) -> Result<Self, Error> {
        let place = Place::find(root)?;
        let options = Options {
            alloc_limit_bytes: Some(OBJECT_BYTES_MAX),
            current_dir: Some(path.to_owned()),
            ..Options::default()
        };
        let objects = path.join(place.objects());
        let store = Store::at_opts(
            objects,
            gix_hash::Kind::Sha1,
            &mut std::iter::empty(),
            options,
        )
        .map_err(|fault| Error::Unreadable {
            what: "the store of commits".to_owned(),
            reason: fault.kind().to_string(),
        })?;
        let references = References::read(root, &place);
        let head = references.head();
        Ok(Self {
            store: Arc::new(store),
            references,
            head,
        })
    }

    /// Whether the branch that is checked out has no commit yet.
    pub fn is_unborn(&self) -> bool {
        self.references.is_unborn()
    }

    fn handle(&self) -> Handle {
        let mut handle = self.store.to_cache_arc();
        // What is not found is missing: looking again for new packs would cost every time.
        handle.refresh_never();
        handle.with_pack_cache(|| {
            Box::new(gix_pack::cache::lru::MemoryCappedHashmap::new(
                PACK_CACHE_BYTES,
            ))
        })
    }
}

/// The name that a file's content would have.
pub fn name_of(content: &[u8]) -> ObjectId {
    let named = gix_object::compute_hash(gix_hash::Kind::Sha1, gix_object::Kind::Blob, content);
    // Only a content made to collide has no name; it equals no other.
    named.map_or(ObjectId([0; 20]), |id| reader::ours(&id))
}

impl Past for GitPast {
    fn head(&self) -> Option<ObjectId> {
        self.head
    }

    fn commit_named(&self, name: &str) -> Result<Option<ObjectId>, Error> {
        let mut reader = Reader::new(self.handle(), self.references.shallow());
        references::commit_named(&self.references, &mut reader, name)
    }

    fn names(&self) -> Vec<String> {
        self.references.names()
    }

    fn is_shallow(&self) -> bool {
        !self.references.shallow().is_empty()
    }

    fn name_of(&self, content: &[u8]) -> ObjectId {
        name_of(content)
    }

    fn reader(&self) -> Box<dyn PastReader> {
        Box::new(Reader::new(self.handle(), self.references.shallow()))
    }
}
