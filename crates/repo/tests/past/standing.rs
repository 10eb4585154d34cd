//! What an answer says of the commit that is checked out, and of the files that differ from it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::repository::{Repo, ask, engine};

/// Revision, count, unknown and names; `-` for what is not said.
fn tree(root: &Path) -> (String, Value) {
    said(&ask(&engine(root), "outline", &json!({})))
}

fn said(answer: &Value) -> (String, Value) {
    let revision = answer.pointer("/tree/revision").and_then(Value::as_str);
    let differing = answer.pointer("/tree/differing").cloned();
    (
        revision.unwrap_or("-").to_owned(),
        differing.unwrap_or_default(),
    )
}

fn head(repo: &Repo) -> String {
    let id = repo.git(&["rev-parse", "--short=12", "HEAD"]);
    id.trim().to_owned()
}

/// A repository with a commit, and an index that is older than no file.
fn shop() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", "def a():\n    return 1\n");
    repo.write("lib/b.py", "def b():\n    return 1\n");
    repo.write(".hidden", "x\n");
    repo.commit("first");
    repo
}

fn clean() -> Value {
    json!({"count": 0})
}

fn other(paths: &[&str]) -> Value {
    json!({"count": paths.len(), "paths": paths})
}

// requirement: Q5
#[test]
fn an_answer_names_the_commit_and_the_files_that_differ_from_it() {
    let repo = shop();
    let engine = repo.engine();
    let now = || said(&ask(&engine, "outline", &json!({})));
    assert_eq!(now(), (head(&repo), clean()));
    repo.write("a.py", "def a():\n    return 2\n");
    assert_eq!(now(), (head(&repo), other(&["a.py"])));
    repo.write("lib/new.py", "x = 1\n");
    repo.write(".hidden", "y\n");
    fs::remove_file(repo.root.join("lib/b.py")).expect("a file of a test");
    let all = other(&[".hidden", "a.py", "lib/b.py", "lib/new.py"]);
    assert_eq!(now(), (head(&repo), all.clone()));
    // What is staged differs from the commit as before.
    repo.git(&["add", "--all"]);
    assert_eq!(now(), (head(&repo), all));
    let first = head(&repo);
    repo.commit("second");
    assert_ne!(head(&repo), first);
    assert_eq!(now(), (head(&repo), clean()));
    repo.git(&["reset", "--quiet", "--soft", "HEAD~1"]);
    assert_eq!(now().0, first);
    assert_eq!(now().1["count"], 4);
    repo.git(&["reset", "--quiet", "--hard"]);
    assert_eq!(now(), (first, clean()));
}

#[test]
fn a_file_that_was_written_anew_with_its_content_does_not_differ() {
    let repo = shop();
    let engine = repo.engine();
    for _ in 0..2 {
        repo.write("a.py", "def a():\n    return 1\n");
        let answer = ask(&engine, "outline", &json!({}));
        assert_eq!(said(&answer), (head(&repo), clean()));
    }
    // Of the same size, so that only its content tells.
    repo.write("a.py", "def a():\n    return 9\n");
    assert_eq!(tree(&repo.root), (head(&repo), other(&["a.py"])));
}

#[test]
fn every_form_of_index_gives_the_same_answer() {
    for version in ["2", "3", "4"] {
        let repo = shop();
        repo.write("lib/deep/c.py", "x = 1\n");
        repo.commit("more");
        repo.git(&["update-index", "--index-version", version]);
        repo.write("lib/b.py", "x = 2\n");
        assert_eq!(
            tree(&repo.root),
            (head(&repo), other(&["lib/b.py"])),
            "{version}"
        );
    }
    let repo = shop();
    repo.write("lib/b.py", "x = 2\n");
    for damage in [&b"DIRC"[..], b"", b"DIRC\0\0\0\x02\xff\xff\xff\xff"] {
        fs::write(repo.root.join(".git/index"), damage).expect("a file of a test");
        assert_eq!(tree(&repo.root), (head(&repo), other(&["lib/b.py"])));
    }
    fs::remove_file(repo.root.join("a.py")).expect("a file of a test");
    let (_, differing) = tree(&repo.root);
    assert_eq!(
        (&differing["count"], &differing["unknown"]),
        (&json!(1), &json!(1)),
        "without an index nobody knows whether a file should be there"
    );
}

#[test]
fn the_commit_is_found_however_it_is_named() {
    let repo = shop();
    repo.git(&["pack-refs", "--all"]);
    assert!(!repo.root.join(".git/refs/heads/main").exists());
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
    repo.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
    repo.git(&["gc", "--quiet"]);
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
    repo.write("a.py", "x = 3\n");
    repo.commit("second");
    let url = format!("file://{}", repo.root.display());
    let shallow = repo.folder.path().join("shallow");
    let shallow_text = shallow.display().to_string();
    repo.git(&["clone", "--quiet", "--depth", "1", &url, &shallow_text]);
    assert_eq!(tree(&shallow), (head(&repo), clean()));
}

#[test]
fn what_cannot_be_told_is_not_guessed() {
    let empty = Repo::new();
    empty.write("a.py", "x = 1\n");
    assert_eq!(tree(&empty.root), ("none".to_owned(), Value::Null));

    let repo = shop();
    let bare = repo.folder.path().join("bare.git").display().to_string();
    repo.git(&["clone", "--quiet", "--bare", ".", &bare]);
    assert_eq!(tree(Path::new(&bare)), (head(&repo), Value::Null));

    let linked = repo.folder.path().join("linked").display().to_string();
    repo.git(&["worktree", "add", "--quiet", &linked]);
    assert_eq!(
        tree(Path::new(&linked)),
        ("unknown".to_owned(), Value::Null),
        "its repository is outside of the root"
    );
    assert_eq!(tree(&repo.root), (head(&repo), clean()));

    assert_eq!(
        tree(&repo.root.join("lib")),
        ("-".to_owned(), Value::Null),
        "nothing above the root is looked at"
    );
    fs::create_dir(repo.root.join("lib/.git")).expect("a folder of a test");
    assert_eq!(
        tree(&repo.root.join("lib")),
        ("unknown".to_owned(), Value::Null)
    );
    fs::remove_dir(repo.root.join("lib/.git")).expect("a folder of a test");

    fs::write(repo.root.join(".git/HEAD"), "ref: ../../outside\n").expect("a file of a test");
    assert_eq!(tree(&repo.root), ("unknown".to_owned(), Value::Null));
}

#[test]
fn another_repository_inside_is_not_compared() {
    let inner = shop();
    let repo = shop();
    let url = inner.root.display().to_string();
    repo.git(&["submodule", "--quiet", "add", &url, "vendored"]);
    repo.commit("with a submodule");
    repo.write("vendored/a.py", "changed = 1\n");
    let unknown = json!({"count": 0, "unknown": 1});
    assert_eq!(tree(&repo.root), (head(&repo), unknown));
    assert_eq!(
        tree(&repo.root.join("vendored")),
        ("unknown".to_owned(), Value::Null),
        "its repository is outside of the root"
    );
    repo.git(&["submodule", "--quiet", "deinit", "--force", "vendored"]);
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
}

#[test]
fn what_is_left_out_on_purpose_is_not_gone() {
    let repo = shop();
    repo.git(&["sparse-checkout", "set", "--no-cone", "/a.py"]);
    assert!(!repo.root.join("lib/b.py").exists());
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
}

#[test]
fn what_git_may_store_otherwise_is_not_known_once_it_was_touched() {
    let repo = shop();
    repo.write("a.py", "def a():\r\n    return 1\r\n");
    let unknown = json!({"count": 0, "unknown": 1});
    assert_eq!(tree(&repo.root), (head(&repo), unknown.clone()));
    repo.git(&["checkout", "--quiet", "a.py"]);
    repo.write(".gitattributes", "*.py filter=secret\n");
    repo.commit("attributes");
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
    repo.write("a.py", "def a():\n    return 2\n");
    assert_eq!(tree(&repo.root), (head(&repo), unknown));
}

#[test]
fn what_git_vouches_for_is_not_read() {
    let repo = shop();
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.write("a.py", "def a():\r\n    return 1\r\n");
    let path = repo.root.join("a.py");
    let file = fs::File::options().write(true).open(path);
    let file = file.expect("a file of a test");
    // Long before the index, which vouches for nothing that is as young as itself.
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000))
        .expect("a file of a test");
    let unknown = json!({"count": 0, "unknown": 1});
    assert_eq!(tree(&repo.root), (head(&repo), unknown));
    repo.git(&["add", "a.py"]);
    assert_eq!(tree(&repo.root), (head(&repo), clean()));
}

#[test]
fn no_setting_of_a_repository_makes_it_run_or_read_anything() {
    let repo = shop();
    let mark = repo.folder.path().join("was-run");
    let program = repo.folder.path().join("program");
    let script = format!("#!/bin/sh\ntouch '{}'\n", mark.display());
    fs::write(&program, script).expect("a file of a test");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let allowed = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&program, allowed).expect("a file of a test");
    }
    let program = program.display().to_string();
    let hostile = format!(
        "\n[core]\n\tfsmonitor = {program}\n\tworktree = /\n\thooksPath = {program}\n\
         [filter \"x\"]\n\tclean = {program}\n\tprocess = {program}\n[include]\n\tpath = {program}\n"
    );
    let settings = repo.root.join(".git/config");
    let before = fs::read_to_string(&settings).expect("settings");
    let commit = head(&repo);
    fs::write(&settings, before + &hostile).expect("a file of a test");
    repo.write(".git/info/attributes", "* filter=x\n");
    repo.write("lib/new.py", "x = 1\n");
    assert_eq!(tree(&repo.root), (commit, other(&["lib/new.py"])));
    assert!(!mark.exists());
}

#[cfg(unix)]
#[test]
fn nothing_behind_a_link_is_looked_at() {
    let repo = shop();
    let outside = repo.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder of a test");
    fs::rename(repo.root.join("lib/b.py"), outside.join("b.py")).expect("a file of a test");
    fs::remove_dir(repo.root.join("lib")).expect("a folder of a test");
    std::os::unix::fs::symlink(&outside, repo.root.join("lib")).expect("a link of a test");
    assert_eq!(tree(&repo.root), (head(&repo), other(&["lib/b.py"])));
    let index = repo.root.join(".git/index");
    fs::rename(&index, outside.join("index")).expect("a file of a test");
    std::os::unix::fs::symlink(outside.join("index"), &index).expect("a link of a test");
    let (_, differing) = tree(&repo.root);
    assert_eq!(differing, json!({"count": 0, "unknown": 1}));
}

#[test]
fn few_names_are_told_and_all_are_counted() {
    let repo = shop();
    for number in 0..30 {
        repo.write(&format!("lib/n{number:02}.py"), "x = 1\n");
    }
    let (_, differing) = tree(&repo.root);
    assert_eq!(differing["count"], 30);
    let names: Vec<_> = (0..5)
        .map(|number| format!("lib/n{number:02}.py"))
        .collect();
    assert_eq!(differing["paths"], json!(names));
}

// requirement: Q5
#[test]
fn no_answer_shows_what_a_file_has_held() {
    let repo = shop();
    let engine = repo.engine();
    let questions = [
        ("read", json!({"path": "a.py"})),
        ("read", json!({"symbol": "a.py::a"})),
        ("search", json!({"pattern": "return"})),
        ("search", json!({"pattern": "return", "show": "lines"})),
        (
            "ast_search",
            json!({"pattern": "return $A", "language": "python"}),
        ),
        ("explore", json!({"question": "what does a return?"})),
        ("find_symbol", json!({"name": "a"})),
        ("outline", json!({})),
        ("repo_map", json!({})),
        ("clones", json!({})),
        ("complexity", json!({})),
    ];
    for generation in 0..6 {
        // Each time of the same size, as fast as files can be written.
        repo.write(
            "a.py",
            format!("def a(o{generation}=1):\n    return \"g{generation}\"\n"),
        );
        for (tool, request) in &questions {
            let answer = ask(&engine, tool, request);
            let text = answer.to_string();
            for earlier in (0..6).filter(|earlier| *earlier != generation) {
                assert!(!text.contains(&format!("g{earlier}")), "{tool}: {text}");
                assert!(!text.contains(&format!("o{earlier}=")), "{tool}: {text}");
            }
            assert_eq!(answer["tree"]["differing"], other(&["a.py"]), "{tool}");
        }
    }
}
