//! A folder on disk: what is listed, what is passed over and why.

use std::fs;
use std::path::{Path, PathBuf};

use analysis::{Control, Error, Limits, Listing, RepoPath, Repository, SkipReason, Skipped};
use repo::Disk;
use tempfile::TempDir;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

struct Tree {
    folder: TempDir,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Outcome<Self> {
        let tree = Self {
            folder: tempfile::tempdir()?,
        };
        files
            .iter()
            .try_for_each(|(path, text)| tree.write(path, text))?;
        Ok(tree)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) -> Outcome {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        Ok(fs::write(path, text)?)
    }

    fn disk(&self) -> Outcome<Disk> {
        Ok(Disk::new(self.folder.path(), Limits::default())?)
    }

    fn listing(&self, limits: Limits) -> Outcome<Listing> {
        Ok(Disk::new(self.folder.path(), limits)?.list(&Control::new())?)
    }
}

fn paths(listing: &Listing) -> Vec<&str> {
    listing
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .collect()
}

fn skips(listing: &Listing) -> Vec<(&str, SkipReason)> {
    listing
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.reason))
        .collect()
}

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
    assert_eq!(paths(&disk.list(&Control::new())?), ["b.py"]);
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
        paths(&tree.listing(Limits::default())?),
        ["a.py", "a/b/c.py", "b.py", "b/z.py"]
    );
    Ok(())
}

#[test]
fn ignore_rules_hold_from_their_folder_down_and_the_nearer_wins() -> Outcome {
    let tree = Tree::new(&[
        (".gitignore", "*.log\n/build/\n!keep.log\n"),
        ("build/a.py", ""),
        ("sub/build/b.py", ""),
        ("sub/.gitignore", "!debug.log\nlocal.py\n"),
        ("sub/debug.log", ""),
        ("sub/local.py", ""),
        ("local.py", ""),
        ("debug.log", ""),
        ("keep.log", ""),
    ])?;
    let listing = tree.listing(Limits::default())?;
    assert_eq!(
        paths(&listing),
        ["keep.log", "local.py", "sub/build/b.py", "sub/debug.log"]
    );
    assert_eq!(skips(&listing), []);
    Ok(())
}

#[test]
fn an_ignore_file_is_stronger_than_a_gitignore() -> Outcome {
    let tree = Tree::new(&[
        (".gitignore", "generated/\n"),
        (".ignore", "!generated/\nsecret.py\n"),
        ("generated/a.py", ""),
        ("secret.py", ""),
    ])?;
    assert_eq!(paths(&tree.listing(Limits::default())?), ["generated/a.py"]);
    Ok(())
}

#[test]
fn hidden_names_are_passed_over_unless_a_rule_takes_them_back_and_git_always_is() -> Outcome {
    let tree = Tree::new(&[
        (".ignore", "!.github\n!.git\n"),
        (".github/check.py", ""),
        (".git/hooks/hook.py", ""),
        (".venv/lib.py", ""),
        (".hidden.py", ""),
        ("a.py", ""),
    ])?;
    assert_eq!(
        paths(&tree.listing(Limits::default())?),
        [".github/check.py", "a.py"]
    );
    Ok(())
}

#[test]
fn rules_above_the_root_are_not_read() -> Outcome {
    let tree = Tree::new(&[(".gitignore", "*.py\n"), ("root/a.py", "")])?;
    let disk = Disk::new(&tree.path("root"), Limits::default())?;
    assert_eq!(paths(&disk.list(&Control::new())?), ["a.py"]);
    Ok(())
}

// requirement: SEC-8
#[test]
fn a_rule_file_that_cannot_be_used_hides_nothing_and_is_counted() -> Outcome {
    let tree = Tree::new(&[
        ("a.py", ""),
        ("large/b.py", ""),
        ("odd/.gitignore", "[\n{\n\\\nb.py\n"),
        ("odd/b.py", ""),
    ])?;
    tree.write("large/.gitignore", &"*.py\n".repeat(100_000))?;
    let listing = tree.listing(Limits::default())?;
    assert_eq!(paths(&listing), ["a.py", "large/b.py"]);
    assert_eq!(
        skips(&listing),
        [("large/.gitignore", SkipReason::TooLarge)]
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

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    // requirement: SEC-7
    #[test]
    fn links_are_counted_and_never_followed() -> Outcome {
        let tree = Tree::new(&[("root/a.py", "inside"), ("outside/secret.py", "outside")])?;
        symlink("../outside", tree.path("root/out"))?;
        symlink("../outside/secret.py", tree.path("root/secret.py"))?;
        symlink("/", tree.path("root/top"))?;
        symlink(".", tree.path("root/round"))?;
        symlink("nowhere", tree.path("root/dangling.py"))?;
        let disk = Disk::new(&tree.path("root"), Limits::default())?;
        let listing = disk.list(&Control::new())?;
        assert_eq!(paths(&listing), ["a.py"]);
        let expected = ["dangling.py", "out", "round", "secret.py", "top"];
        assert_eq!(
            skips(&listing),
            expected.map(|path| (path, SkipReason::SymbolicLink))
        );
        for path in ["out/secret.py", "secret.py", "top/etc/passwd", "round/a.py"] {
            assert_eq!(
                disk.read(&RepoPath::new(path)?, 100),
                Err(SkipReason::SymbolicLink),
                "{path}"
            );
            assert_eq!(
                disk.entry(&RepoPath::new(path)?),
                Err(SkipReason::SymbolicLink),
                "{path}"
            );
        }
        Ok(())
    }

    // requirement: SEC-7
    #[test]
    fn rule_files_are_not_read_through_links() -> Outcome {
        let tree = Tree::new(&[("root/a.py", ""), ("rules", "*.py\n")])?;
        symlink("../rules", tree.path("root/.gitignore"))?;
        let listing = Disk::new(&tree.path("root"), Limits::default())?.list(&Control::new())?;
        assert_eq!(paths(&listing), ["a.py"]);
        assert_eq!(skips(&listing), [(".gitignore", SkipReason::SymbolicLink)]);
        Ok(())
    }

    // requirement: SEC-7
    #[test]
    fn a_folder_swapped_for_a_link_while_reading_leads_nowhere() -> Outcome {
        let tree = Tree::new(&[("root/folder/a.py", "inside"), ("outside/a.py", "outside")])?;
        symlink("../outside", tree.path("root/link"))?;
        let disk = Disk::new(&tree.path("root"), Limits::default())?;
        let path = RepoPath::new("folder/a.py")?;
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| -> Outcome {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let (folder, link) = (tree.path("root/folder"), tree.path("root/link"));
                    let swapped = fs::rename(&folder, tree.path("root/spare"))
                        .and_then(|()| fs::rename(&link, &folder));
                    let back = fs::rename(&folder, &link)
                        .and_then(|()| fs::rename(tree.path("root/spare"), &folder));
                    if swapped.and(back).is_err() {
                        return;
                    }
                }
            });
            let (mut inside, mut refused) = (0, 0);
            // Both sides of the race must have been met, or nothing was tried.
            while inside < 200 || refused < 200 {
                match disk.read(&path, 100) {
                    Ok(bytes) if bytes == b"inside" => inside += 1,
                    Ok(bytes) => {
                        done.store(true, Ordering::Relaxed);
                        return Err(format!("read {bytes:?}").into());
                    }
                    Err(_) => refused += 1,
                }
            }
            done.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    // requirement: SEC-7
    #[test]
    fn a_root_that_became_a_link_is_refused() -> Outcome {
        let tree = Tree::new(&[("root/a.py", ""), ("outside/a.py", "outside")])?;
        let disk = Disk::new(&tree.path("root"), Limits::default())?;
        fs::rename(tree.path("root"), tree.path("moved"))?;
        symlink("outside", tree.path("root"))?;
        assert!(disk.list(&Control::new()).is_err());
        assert!(disk.read(&RepoPath::new("a.py")?, 100).is_err());
        Ok(())
    }

    #[test]
    fn pipes_and_sockets_are_counted_and_never_waited_for() -> Outcome {
        let tree = Tree::new(&[("a.py", "")])?;
        let _listener = UnixListener::bind(tree.path("socket.py"))?;
        for name in ["pipe.py", ".gitignore"] {
            assert!(
                std::process::Command::new("mkfifo")
                    .arg(tree.path(name))
                    .status()?
                    .success()
            );
        }
        let disk = tree.disk()?;
        let listing = disk.list(&Control::new())?;
        assert_eq!(paths(&listing), ["a.py"]);
        let expected = [".gitignore", "pipe.py", "socket.py"];
        assert_eq!(
            skips(&listing),
            expected.map(|path| (path, SkipReason::NotAFile))
        );
        for path in ["pipe.py", "socket.py"] {
            assert_eq!(
                disk.read(&RepoPath::new(path)?, 100),
                Err(SkipReason::NotAFile),
                "{path}"
            );
        }
        Ok(())
    }

    // Other systems refuse to make such a name.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf8_is_counted() -> Outcome {
        let tree = Tree::new(&[("a.py", "")])?;
        fs::write(tree.folder.path().join(OsStr::from_bytes(b"\xFF.py")), "")?;
        fs::create_dir(tree.folder.path().join(OsStr::from_bytes(b"folder\xFF")))?;
        let listing = tree.listing(Limits::default())?;
        assert_eq!(paths(&listing), ["a.py"]);
        let skipped = |path: &str| Skipped {
            path: path.to_owned(),
            reason: SkipReason::InvalidName,
            size_bytes: 0,
        };
        assert_eq!(
            listing.skipped,
            [skipped("folder\u{FFFD}"), skipped("\u{FFFD}.py")]
        );
        Ok(())
    }
}
