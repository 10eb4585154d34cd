//! What only Unix has: links, pipes, sockets, names that are not text.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::sync::atomic::{AtomicBool, Ordering};

use analysis::{Control, Limits, RepoPath, Repository, SkipReason, Skipped};
use repo::Disk;

use crate::tree::{Outcome, Tree, paths, skips};

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

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_cannot_be_seen_or_breaks_a_line_is_counted_and_spelt_out() -> Outcome {
    let hidden = [
        "a\n```\nb.py",
        "a\tb.py",
        "a\u{1b}[31m.py",
        "a\u{202e}yp.b",
        "\u{200b}.py",
        "folder\u{2066}/a.py",
    ];
    let files: Vec<(&str, &str)> = hidden.iter().map(|path| (*path, "")).collect();
    let tree = Tree::new(&[files.as_slice(), &[("a.py", "")]].concat())?;
    let listing = tree.listing(Limits::default())?;
    assert_eq!(paths(&listing), ["a.py"]);
    assert_eq!(
        skips(&listing),
        [
            "<U+200B>.py",
            "a<U+0009>b.py",
            "a<U+000A>```<U+000A>b.py",
            "a<U+001B>[31m.py",
            "a<U+202E>yp.b",
            "folder<U+2066>/a.py",
        ]
        .map(|path| (path, SkipReason::InvalidName))
    );
    Ok(())
}
