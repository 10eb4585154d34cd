//! A tree that is listed again is listed as it is, whatever has changed meanwhile.

use std::fs;
use std::sync::Arc;

use analysis::{Control, Limits, Listing, Repository};
use repo::Disk;

use crate::tree::{Outcome, Tree, paths};

/// List until nothing is so new that it could change unseen, so that the next listing rests on this one.
fn settled(disk: &Disk) -> Outcome<Arc<Listing>> {
    let mut before = disk.list(&Control::new())?;
    loop {
        let now = disk.list(&Control::new())?;
        if Arc::ptr_eq(&now, &before) {
            return Ok(now);
        }
        before = now;
        std::thread::yield_now();
    }
}

fn tree() -> Outcome<Tree> {
    Tree::new(&[
        ("a.py", "a"),
        ("b/c.py", "c"),
        ("b/d/e.py", "e"),
        ("b/d/large.py", "0123456789"),
        ("ignored/f.py", "f"),
        (".gitignore", "ignored\n"),
        ("b/.ignore", "none\n"),
    ])
}

fn limits() -> Limits {
    Limits {
        file_size_bytes_max: 20,
        ..Limits::default()
    }
}

type Change = fn(&Tree) -> Outcome;

/// What can happen to a tree, each by itself.
const CHANGES: &[(&str, Change)] = &[
    ("nothing", |_| Ok(())),
    ("an edit", |tree| tree.write("b/d/e.py", "longer")),
    ("an edit of the same size", |tree| {
        tree.write("b/d/e.py", "E")
    }),
    ("a file that grows past the limit", |tree| {
        tree.write("b/d/e.py", &"e".repeat(21))
    }),
    ("a new file", |tree| tree.write("b/d/new.py", "")),
    ("a new folder", |tree| tree.write("b/new/new.py", "")),
    ("a file that goes", |tree| {
        Ok(fs::remove_file(tree.path("b/c.py"))?)
    }),
    ("a folder that goes", |tree| {
        Ok(fs::remove_dir_all(tree.path("b/d"))?)
    }),
    ("a rename", |tree| {
        Ok(fs::rename(tree.path("a.py"), tree.path("z.py"))?)
    }),
    ("files that change places", |tree| {
        fs::rename(tree.path("a.py"), tree.path("kept"))?;
        fs::rename(tree.path("b/c.py"), tree.path("a.py"))?;
        Ok(fs::rename(tree.path("kept"), tree.path("b/c.py"))?)
    }),
    ("a folder in the place of a file", |tree| {
        fs::remove_file(tree.path("a.py"))?;
        tree.write("a.py/inner.py", "")
    }),
    ("rules that hide more", |tree| {
        tree.write(".gitignore", "ignored\nc.py\n")
    }),
    ("rules that hide less", |tree| tree.write(".gitignore", "")),
    ("rules of a folder", |tree| tree.write("b/.ignore", "d\n")),
    ("rules that are new", |tree| {
        tree.write("b/d/.gitignore", "e.py\n")
    }),
    ("what is ignored", |tree| {
        tree.write("ignored/f.py", "other")
    }),
    #[cfg(unix)]
    ("a link in the place of a folder", |tree| {
        tree.write("ignored/d/e.py", "elsewhere")?;
        fs::remove_dir_all(tree.path("b/d"))?;
        Ok(std::os::unix::fs::symlink(
            "../ignored/d",
            tree.path("b/d"),
        )?)
    }),
    #[cfg(unix)]
    ("a link in the place of a file", |tree| {
        fs::remove_file(tree.path("a.py"))?;
        Ok(std::os::unix::fs::symlink("b/c.py", tree.path("a.py"))?)
    }),
];

#[test]
fn a_second_listing_is_what_a_first_one_would_be() -> Outcome {
    for (what, change) in CHANGES {
        let tree = tree()?;
        let disk = Disk::new(tree.folder.path(), limits())?;
        let before = settled(&disk)?;
        change(&tree)?;
        let now = disk.list(&Control::new())?;
        let anew = tree.listing(limits())?;
        assert_eq!(paths(&now), paths(&anew), "{what}");
        assert_eq!(now.skipped, anew.skipped, "{what}");
        let sizes = |listing: &Listing| -> Vec<u64> {
            listing
                .entries
                .iter()
                .map(|entry| entry.size_bytes)
                .collect()
        };
        assert_eq!(sizes(&now), sizes(&anew), "{what}");
        let settles = settled(&disk)?;
        assert_eq!(
            settles.entries,
            settled(&Disk::new(tree.folder.path(), limits())?)?.entries,
            "{what}"
        );
        let changes_nothing = matches!(*what, "nothing" | "what is ignored");
        assert_eq!(before.entries == settles.entries, changes_nothing, "{what}");
    }
    Ok(())
}
