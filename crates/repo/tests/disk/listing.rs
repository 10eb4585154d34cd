//! Roots, limits, stamps and reading.

use std::fs;
use std::path::Path;

use analysis::{Control, Error, Limits, RepoPath, Repository, SkipReason};
use repo::Disk;

use crate::tree::{Outcome, Tree, paths, skips};

fn code(path: &Path) -> Option<&'static str> {
    Disk::new(path, Limits::default())
        .err()
        .map(|error| error.code())
}

#[test]
fn a_root_that_cannot_be_used_is_refused_in_words() -> Outcome {
    let tree = Tree::new(&[("file.py", "")])?;
    assert_eq!(code(&tree.path("none")), Some("NOT_FOUND"));
    assert_eq!(code(&tree.path("file.py")), Some("INVALID_REQUEST"));
    assert_eq!(code(&tree.path("file.py/below")), Some("INVALID_REQUEST"));
    assert_eq!(code(Path::new("with\0nul")), Some("INVALID_REQUEST"));
    assert_eq!(code(Path::new("")), Some("NOT_FOUND"));
    Ok(())
}

#[test]
fn an_empty_folder_has_an_empty_listing() -> Outcome {
    let tree = Tree::new(&[])?;
    let listing = tree.listing(Limits::default())?;
    assert_eq!((paths(&listing), skips(&listing)), (vec![], vec![]));
    Ok(())
}

#[test]
fn a_root_that_is_gone_is_an_error_and_comes_back_when_it_does() -> Outcome {
    let tree = Tree::new(&[("root/a.py", "")])?;
    let disk = Disk::new(&tree.path("root"), Limits::default())?;
    fs::remove_dir_all(tree.path("root"))?;
    assert!(matches!(
        disk.list(&Control::new()),
        Err(Error::NotFound { .. })
    ));
    tree.write("root/b.py", "")?;
    assert_eq!(paths(&*disk.list(&Control::new())?), ["b.py"]);
    Ok(())
}

#[test]
fn the_name_is_the_folders_own_and_no_path() -> Outcome {
    let tree = Tree::new(&[("project/a.py", "")])?;
    let disk = Disk::new(&tree.path("project/../project/."), Limits::default())?;
    assert_eq!(disk.name(), "project");
    Ok(())
}

#[test]
fn entries_are_sorted_by_path() -> Outcome {
    let tree = Tree::new(&[("b/z.py", ""), ("b.py", ""), ("a/b/c.py", ""), ("a.py", "")])?;
    assert_eq!(
        paths(&*tree.listing(Limits::default())?),
        ["a.py", "a/b/c.py", "b.py", "b/z.py"]
    );
    Ok(())
}

#[test]
fn limits_are_counted_not_crashed_into() -> Outcome {
    let tree = Tree::new(&[
        ("a/b/c/deep.py", ""),
        ("large.py", "123456"),
        ("small.py", "12345"),
    ])?;
    let limits = Limits {
        file_size_bytes_max: 5,
        folder_depth_max: 2,
        ..Limits::default()
    };
    let listing = tree.listing(limits)?;
    assert_eq!(paths(&listing), ["small.py"]);
    assert_eq!(
        skips(&listing),
        [
            ("a/b/c", SkipReason::TooDeep),
            ("large.py", SkipReason::TooLarge)
        ]
    );
    let large = listing
        .skipped
        .iter()
        .find(|skipped| skipped.path == "large.py")
        .map(|skipped| skipped.size_bytes);
    assert_eq!(large, Some(6));
    Ok(())
}

#[test]
fn a_listing_stops_at_the_number_of_files_in_the_order_of_names() -> Outcome {
    let tree = Tree::new(&[
        ("a/1.py", ""),
        ("a/2.py", ""),
        ("b/3.py", ""),
        ("c/4.py", ""),
    ])?;
    let listing = tree.listing(Limits {
        files_max: 5,
        ..Limits::default()
    })?;
    assert_eq!(paths(&listing), ["a/1.py", "a/2.py"]);
    assert_eq!(skips(&listing), [("b/3.py", SkipReason::TooMany)]);
    Ok(())
}

#[test]
fn a_folder_nested_beyond_any_path_length_is_too_deep() -> Outcome {
    let tree = Tree::new(&[])?;
    let deepest = "d/".repeat(200);
    fs::create_dir_all(tree.path(&deepest))?;
    let listing = tree.listing(Limits::default())?;
    assert_eq!(
        skips(&listing)
            .iter()
            .map(|(_, reason)| *reason)
            .collect::<Vec<_>>(),
        [SkipReason::TooDeep]
    );
    Ok(())
}

#[test]
fn a_cancelled_listing_ends() -> Outcome {
    let tree = Tree::new(&[("a.py", "")])?;
    let control = Control::new();
    control.cancel();
    assert!(matches!(tree.disk()?.list(&control), Err(Error::Cancelled)));
    Ok(())
}

#[test]
fn a_stamp_changes_with_the_content_and_only_then() -> Outcome {
    let tree = Tree::new(&[("a.py", "one")])?;
    let disk = tree.disk()?;
    let path = RepoPath::new("a.py")?;
    // A file written just now gets a new stamp each time, until its age shows.
    let mut settled = disk.entry(&path);
    while disk.entry(&path) != settled {
        settled = disk.entry(&path);
    }
    let settled = settled.map_err(|reason| format!("{reason:?}"))?;
    assert_eq!(
        disk.list(&Control::new())?.entries,
        std::slice::from_ref(&settled)
    );
    tree.write("a.py", "two")?;
    assert!(
        disk.entry(&path)
            .is_ok_and(|entry| entry.stamp != settled.stamp)
    );
    assert_eq!(disk.read(&path, 3), Ok(b"two".to_vec()));
    Ok(())
}

#[test]
fn reading_refuses_what_is_gone_too_large_or_no_file() -> Outcome {
    let tree = Tree::new(&[("a.py", "12345"), ("folder/b.py", "")])?;
    let disk = tree.disk()?;
    let read = |path: &str| -> Outcome<Result<Vec<u8>, SkipReason>> {
        Ok(disk.read(&RepoPath::new(path)?, 4))
    };
    assert_eq!(read("a.py")?, Err(SkipReason::TooLarge));
    assert_eq!(read("none.py")?, Err(SkipReason::Vanished));
    assert_eq!(read("a.py/none")?, Err(SkipReason::Vanished));
    assert_eq!(read("folder")?, Err(SkipReason::NotAFile));
    assert_eq!(
        disk.entry(&RepoPath::new("folder")?),
        Err(SkipReason::NotAFile)
    );
    Ok(())
}
