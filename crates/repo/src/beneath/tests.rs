//! Every way of opening gives the same answers: what this system does at once, step by step, and portably.

use std::io::{self, Read};
use std::path::Path;

use super::portable;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A root with a file, and links to a file and a folder beside the root.
fn tree(folder: &Path) -> io::Result<std::path::PathBuf> {
    let root = folder.canonicalize()?.join("root");
    std::fs::create_dir_all(root.join("inner/deep"))?;
    std::fs::create_dir_all(root.join("../outside"))?;
    std::fs::write(root.join("inner/deep/file.py"), "inside")?;
    std::fs::write(root.join("../outside/file.py"), "outside")?;
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../outside", root.join("folder_link"))?;
        std::os::unix::fs::symlink("../outside/file.py", root.join("file_link.py"))?;
    }
    Ok(root)
}

fn text(mut file: std::fs::File) -> io::Result<String> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

fn expect_inside_only(open: impl Fn(&str) -> io::Result<std::fs::File>) -> Outcome {
    assert_eq!(text(open("inner/deep/file.py")?)?, "inside");
    assert!(open("inner/none.py").is_err());
    assert!(open("inner/deep/file.py/none").is_err());
    for path in ["folder_link/file.py", "file_link.py"] {
        assert!(open(path).is_err(), "{path}");
    }
    Ok(())
}

// requirement: SEC-7
#[test]
fn no_way_of_opening_a_file_follows_a_link() -> Outcome {
    let folder = tempfile::tempdir()?;
    let root = tree(folder.path())?;
    let here = super::Root::open(&root)?;
    expect_inside_only(|path| here.file(path).map(|(file, _)| file))?;
    let portable = portable::Root::open(&root)?;
    expect_inside_only(|path| portable.file(path))
}

#[cfg(unix)]
#[test]
fn no_step_by_step_opening_follows_a_link() -> Outcome {
    use rustix::fs::{Mode, OFlags};
    let folder = tempfile::tempdir()?;
    let root = tree(folder.path())?;
    let root = rustix::fs::open(root, OFlags::RDONLY, Mode::empty())?;
    expect_inside_only(|path| {
        super::unix::step_by_step(&root, path, OFlags::RDONLY | OFlags::NOFOLLOW).map(Into::into)
    })
}

#[test]
fn a_link_is_told_from_other_failures() -> Outcome {
    let folder = tempfile::tempdir()?;
    let root = tree(folder.path())?;
    let portable = portable::Root::open(&root)?;
    let missing = portable.file("none.py").map(|_| ());
    assert!(missing.is_err_and(|error| !portable::is_link(&error)));
    let link = portable.file("file_link.py").map(|_| ());
    assert!(link.is_err_and(|error| portable::is_link(&error) == cfg!(unix)));
    Ok(())
}

#[test]
fn folders_are_listed_alike_on_every_system() -> Outcome {
    let folder = tempfile::tempdir()?;
    let root = tree(folder.path())?;
    let here = super::Root::open(&root)?.folder("inner/deep")?;
    let portable = portable::Root::open(&root)?.folder("inner/deep")?;
    assert_eq!(here.names(10)?, Some(vec!["file.py".into()]));
    assert_eq!(
        portable.names()?.collect::<io::Result<Vec<_>>>()?,
        ["file.py"]
    );
    let (here, portable) = (here.status("file.py")?, portable.status("file.py")?);
    assert_eq!(
        (here.kind, here.size_bytes),
        (portable.kind, portable.size_bytes)
    );
    let opened = portable::status(&portable::Root::open(&root)?.file("inner/deep/file.py")?)?;
    assert_eq!(opened.size_bytes, 6);
    Ok(())
}

#[test]
fn a_folder_with_too_many_names_is_not_listed_in_part() -> Outcome {
    let folder = tempfile::tempdir()?;
    for name in ["a", "b", "c"] {
        std::fs::write(folder.path().join(name), "")?;
    }
    let opened = super::Root::open(&folder.path().canonicalize()?)?.folder("")?;
    assert_eq!(opened.names(3)?.map(|names| names.len()), Some(3));
    assert_eq!(opened.names(2)?, None);
    Ok(())
}

#[test]
fn a_path_stands_for_the_same_everywhere() -> Outcome {
    let folder = tempfile::tempdir()?;
    let root = tree(folder.path())?;
    let here = super::Root::open(&root)?;
    let portable = portable::Root::open(&root)?;
    for path in [
        "",
        "inner",
        "inner/deep/file.py",
        "file_link.py",
        "folder_link",
    ] {
        let kinds = [here.status(path)?.kind, portable.status(path)?.kind];
        assert_eq!(kinds[0], kinds[1], "{path}");
    }
    assert!(here.status("none").is_err() && portable.status("none").is_err());
    Ok(())
}
