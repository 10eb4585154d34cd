//! Repositories that are odd, broken or hostile: answered, counted, or refused with what to do.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::json;

use crate::repository::{Repo, ask, call, engine, table};

fn committed() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", "def a():\n    return 1\n");
    repo.commit("first");
    repo.write("a.py", "def a():\n    return 2\n");
    repo.commit("second");
    repo
}

#[test]
fn a_folder_without_a_repository_says_so() {
    let folder = tempfile::tempdir().expect("a folder of a test");
    fs::write(folder.path().join("a.py"), "1\n").expect("a file of a test");
    let error =
        call(&engine(folder.path()), "hotspots", &json!({})).expect_err("nothing was committed");
    assert_eq!(error.code(), "NOT_FOUND");
    assert!(error.hint().is_some_and(|hint| hint.contains(".git")));
}

#[test]
fn a_repository_without_commits_says_so() {
    let repo = Repo::new();
    repo.write("a.py", "1\n");
    for tool in ["hotspots", "diff_symbols"] {
        let error = repo.refused(tool, &json!({}));
        assert_eq!(
            (error.code(), error.to_string().contains("no commit yet")),
            ("NOT_FOUND", true)
        );
    }
}

/// What is wrong with a repository, and what makes it so.
type Hostile<'a> = (&'a str, &'a dyn Fn(&Repo));

// requirement: E9
#[test]
fn nothing_that_leads_out_of_the_root_is_followed() {
    let other = committed();
    let lead_out: [Hostile<'_>; 5] = [
        ("a link for .git", &|repo| {
            fs::remove_dir_all(repo.root.join(".git")).expect("removed");
            symlink(other.root.join(".git"), repo.root.join(".git")).expect("linked");
        }),
        ("a .git file", &|repo| {
            fs::remove_dir_all(repo.root.join(".git")).expect("removed");
            repo.write(
                ".git",
                format!("gitdir: {}\n", other.root.join(".git").display()),
            );
        }),
        ("borrowed objects", &|repo| {
            let objects = other.root.join(".git/objects");
            repo.write(
                ".git/objects/info/alternates",
                format!("{}\n", objects.display()),
            );
        }),
        ("a link for the objects", &|repo| {
            fs::remove_dir_all(repo.root.join(".git/objects")).expect("removed");
            symlink(
                other.root.join(".git/objects"),
                repo.root.join(".git/objects"),
            )
            .expect("linked");
        }),
        ("a link for a folder of objects", &|repo| {
            fs::remove_dir_all(repo.root.join(".git/objects/pack")).expect("removed");
            symlink(
                other.root.join(".git/objects/pack"),
                repo.root.join(".git/objects/pack"),
            )
            .expect("linked");
        }),
    ];
    for (what, prepare) in lead_out {
        let repo = committed();
        prepare(&repo);
        check_refused(&repo, what);
    }
}

fn check_refused(repo: &Repo, what: &str) {
    for tool in ["hotspots", "diff_symbols"] {
        let error = repo.refused(tool, &json!({}));
        assert_eq!(error.code(), "INVALID_REQUEST", "{what}: {error}");
        assert!(
            error.to_string().contains("out of the root"),
            "{what}: {error}"
        );
    }
    let index = repo.ask("index", &json!({}));
    let files = index.pointer("/result/files");
    assert_eq!(files, Some(&json!(1)), "{what}: the files are answered for");
}

// requirement: E9
#[test]
fn no_program_that_a_repository_names_is_run() {
    let repo = committed();
    let marker = repo.folder.path().join("marker");
    let program = repo.folder.path().join("program");
    fs::write(
        &program,
        format!("#!/bin/sh\ntouch {}\ncat\n", marker.display()),
    )
    .expect("a file of a test");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, mode).expect("a program of a test");
    let program = program.display();
    repo.write(
        ".git/config",
        format!(
            "[core]\n\tfsmonitor = {program}\n\thooksPath = ..\n\tpager = {program}\n\tsshCommand = {program}\n\
             \tworktree = /\n[diff]\n\texternal = {program}\n[diff \"x\"]\n\ttextconv = {program}\n\
             [filter \"x\"]\n\tsmudge = {program}\n\tclean = {program}\n\tprocess = {program}\n\
             [include]\n\tpath = /etc/passwd\n[alias]\n\tlog = !{program}\n"
        ),
    );
    repo.write(".gitattributes", "* filter=x diff=x\n");
    repo.write("a.py", "def a():\n    return 3\n");
    for (tool, request) in [
        ("hotspots", json!({"view": "churn"})),
        ("history", json!({"symbol": "a"})),
        ("diff_symbols", json!({})),
        ("diff_symbols", json!({"from": "HEAD~1", "to": "HEAD"})),
    ] {
        let answer = repo.ask(tool, &request);
        assert!(answer["result"].is_object());
    }
    assert!(!marker.exists(), "a program was run");
}

#[test]
fn formats_that_are_not_known_are_refused_by_name() {
    for (setting, word) in [
        ("objectformat = sha256", "SHA-256"),
        ("refStorage = \"reftable\"", "reftable"),
    ] {
        let repo = committed();
        repo.write(
            ".git/config",
            format!("[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{setting}\n"),
        );
        let error = repo.refused("hotspots", &json!({}));
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_bare_repository_has_a_past_and_no_files() {
    let repo = committed();
    repo.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let engine = engine(&repo.folder.path().join("bare.git"));
    let answer = ask(&engine, "history", &json!({"path": "a.py"}));
    assert_eq!(
        table(&answer["result"]["commits"], &["subject"]),
        ["second", "first"]
    );
    let answer = ask(
        &engine,
        "diff_symbols",
        &json!({"from": "HEAD~1", "to": "HEAD"}),
    );
    assert_eq!(
        table(&answer["result"]["changes"], &["change", "qualified_name"]),
        ["body a"]
    );
}

#[test]
fn a_shallow_clone_says_that_older_commits_are_missing() {
    let repo = committed();
    let url = format!("file://{}", repo.root.display());
    repo.git(&["clone", "--quiet", "--depth=1", &url, "../shallow"]);
    let engine = engine(&repo.folder.path().join("shallow"));
    let answer = ask(&engine, "hotspots", &json!({"view": "ownership"}));
    let history = &answer["result"]["history"];
    // What its only commit changed cannot be told: the one before is not here.
    assert_eq!(
        (
            &history["is_shallow"],
            &history["commits"],
            &history["unknown"]
        ),
        (&json!(true), &json!(1), &json!(1))
    );
    let error =
        call(&engine, "diff_symbols", &json!({"from": "HEAD~1"})).expect_err("it is not here");
    assert!(error.to_string().contains("shallow"), "{error}");
}

#[test]
fn a_submodule_is_one_line_that_changes() {
    let other = committed();
    let repo = committed();
    repo.git(&[
        "submodule",
        "add",
        "--quiet",
        &other.root.display().to_string(),
        "inner",
    ]);
    repo.commit("take it in");
    let expected = repo.git(&["show", "--numstat", "--format=", "HEAD", "--", "inner"]);
    assert_eq!(expected.trim(), "1\t0\tinner");
    let answer = repo.ask("history", &json!({"path": "inner"}));
    assert_eq!(
        table(
            &answer["result"]["commits"],
            &["change", "added", "removed"]
        ),
        ["added 1 0"]
    );
}

#[test]
fn damage_is_counted_and_costs_no_other_commit() {
    let repo = committed();
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let (folder, name) = tree.trim().split_at(2);
    let object = repo.root.join(format!(".git/objects/{folder}/{name}"));
    fs::remove_file(&object).expect("a loose object");
    let answer = repo.ask("hotspots", &json!({"view": "churn"}));
    assert_eq!(answer["result"]["history"]["unknown"], 1);
    assert_eq!(
        table(&answer["result"]["files"], &["path", "revisions"]),
        ["a.py 1"]
    );
    fs::write(&object, b"garbage").expect("a file of a test");
    assert_eq!(
        repo.ask("hotspots", &json!({}))["result"]["history"]["unknown"],
        1
    );
}

#[test]
fn any_bytes_in_the_files_of_git_are_answered_or_refused() {
    let repo = committed();
    for path in [
        ".git/HEAD",
        ".git/packed-refs",
        ".git/config",
        ".git/shallow",
        ".git/refs/heads/main",
    ] {
        let path = repo.root.join(path);
        let before = fs::read(&path).ok();
        for bytes in [
            &b""[..],
            b"\0\xff\xfe",
            b"ref: refs/heads/../../../x",
            b"ref: HEAD",
            &[b'a'; 100_000],
        ] {
            fs::write(&path, bytes).expect("a file of a test");
            let _answered_or_refused =
                call(&repo.engine(), "hotspots", &json!({})).map_err(|error| {
                    assert_ne!(error.code(), "INTERNAL", "{path:?}");
                });
        }
        match before {
            Some(before) => fs::write(&path, before).expect("a file of a test"),
            None => fs::remove_file(&path).expect("a file of a test"),
        }
    }
}
