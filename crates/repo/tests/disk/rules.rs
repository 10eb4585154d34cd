//! Ignore rules and hidden names.

use analysis::{Control, Limits, Repository, SkipReason};
use repo::Disk;

use crate::tree::{Outcome, Tree, paths, skips};

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
    assert_eq!(
        paths(&*tree.listing(Limits::default())?),
        ["generated/a.py"]
    );
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
        paths(&*tree.listing(Limits::default())?),
        [".github/check.py", "a.py"]
    );
    Ok(())
}

#[test]
fn rules_above_the_root_are_not_read() -> Outcome {
    let tree = Tree::new(&[(".gitignore", "*.py\n"), ("root/a.py", "")])?;
    let disk = Disk::new(&tree.path("root"), Limits::default())?;
    assert_eq!(paths(&*disk.list(&Control::new())?), ["a.py"]);
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
