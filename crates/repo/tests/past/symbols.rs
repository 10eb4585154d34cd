//! Symbols that differ between versions, and whether that breaks callers.

use serde_json::json;

use crate::repository::{Repo, table};

const FIELDS: [&str; 4] = ["change", "qualified_name", "path", "breaks"];

// requirement: T18
#[test]
fn changed_symbols_are_named_with_what_they_break() {
    let repo = Repo::new();
    repo.write(
        "shop.py",
        "class Cart:\n    size = 1\n\n    def add(self, item):\n        return item\n\n    def drop(self):\n        pass\n\n\n\
         def total(cart, tax):\n    return cart\n\n\ndef same():\n    return 1\n\n\ndef moves():\n    return 2\n\n\n\
         def _own(a):\n    return a\n",
    );
    repo.write("notes.txt", "1\n");
    repo.commit("before");
    repo.git(&["tag", "before"]);
    repo.write(
        "shop.py",
        "class Cart:\n    size = 1\n\n\n    def add(self, item, count=1):\n        return item\n\n\n\
         def total(cart, tax, currency):\n    return cart\n\n\ndef same():\n    return 3\n\n\ndef fresh():\n    pass\n",
    );
    repo.write("other.py", "def moves():\n    return 2\n");
    repo.write("notes.txt", "2\n");
    repo.commit("after");
    let expected = [
        "removed Cart.drop shop.py yes",
        "signature total shop.py yes",
        "moved moves other.py unknown",
        "signature Cart.add shop.py no",
        "body same shop.py no",
        "added fresh shop.py no",
        "removed _own shop.py no",
    ];
    let answer = repo.ask("diff_symbols", &json!({"from": "before", "to": "HEAD"}));
    assert_eq!(table(&answer["result"]["changes"], &FIELDS), expected);
    let total = &answer["result"]["changes"][1];
    assert_eq!(total["signature_before"], "def total(cart, tax)");
    assert_eq!(total["signature"], "def total(cart, tax, currency)");
    assert_eq!(total["reason"], "a new parameter must be given");
    let totals = &answer["result"]["totals"];
    assert_eq!(
        (
            &totals["breaking"],
            &totals["other_files"],
            &totals["files"]
        ),
        (&json!(2), &json!(1), &json!(2))
    );
    let now = repo.ask("diff_symbols", &json!({"from": "HEAD~1"}));
    assert_eq!(
        table(&now["result"]["changes"], &FIELDS),
        expected,
        "the files as they are"
    );
    assert_eq!(now["result"]["to"], "working tree");
}

// requirement: T18
#[test]
fn the_working_tree_is_compared_as_it_is_now() {
    let repo = Repo::new();
    repo.write("a.py", "def a():\n    return 1\n");
    repo.write("b.py", "def b():\n    return 1\n");
    repo.write(".hidden.py", "def hidden():\n    return 1\n");
    repo.write("kept.py", "def kept():\n    return 1\n");
    repo.commit("first");
    let changes = || {
        table(
            &repo.ask("diff_symbols", &json!({}))["result"]["changes"],
            &FIELDS,
        )
    };
    assert!(changes().is_empty());
    repo.write("a.py", "def a():\n    return 2\n");
    repo.write("new.py", "def new():\n    return 1\n");
    std::fs::remove_file(repo.root.join("b.py")).expect("a file of the test");
    assert_eq!(
        changes(),
        [
            "removed b b.py yes",
            "body a a.py no",
            "added new new.py no"
        ]
    );
    let one = repo.ask("diff_symbols", &json!({"path": "a.py"}));
    assert_eq!(
        table(&one["result"]["changes"], &FIELDS),
        ["body a a.py no"]
    );
}

// requirement: T18
#[test]
fn worktrees_branches_and_ancestors_are_revisions() {
    let repo = Repo::new();
    repo.write("a.py", "def a():\n    return 1\n");
    repo.commit("first");
    repo.git(&["worktree", "add", "--quiet", "-b", "side", "../side"]);
    repo.write("a.py", "def a():\n    return 2\n");
    repo.commit("second");
    let first = repo.git(&["rev-parse", "HEAD~1"]);
    for from in [
        "worktree:side",
        "side",
        "HEAD~1",
        "HEAD^",
        "main~1",
        first.get(..7).unwrap_or_default(),
        "@~",
        "refs/heads/side",
    ] {
        let answer = repo.ask("diff_symbols", &json!({"from": from, "to": "main"}));
        assert_eq!(
            table(&answer["result"]["changes"], &FIELDS),
            ["body a a.py no"],
            "{from}"
        );
    }
    repo.git(&["pack-refs", "--all"]);
    repo.git(&["tag", "-a", "v1", "-m", "one", "HEAD~1"]);
    let answer = repo.ask("diff_symbols", &json!({"from": "v1"}));
    assert_eq!(
        table(&answer["result"]["changes"], &FIELDS),
        ["body a a.py no"]
    );
    let error = repo.refused("diff_symbols", &json!({"from": "sides"}));
    assert_eq!(
        (error.code(), error.nearest()),
        ("NOT_FOUND", vec!["side".to_owned()])
    );
}

#[test]
fn what_names_no_commit_is_refused() {
    let repo = Repo::new();
    repo.write("a.py", "1\n");
    repo.commit("first");
    for strange in [
        "HEAD~99",
        "HEAD^3",
        "HEAD~x",
        "..",
        "../../etc/passwd",
        "",
        "-x",
        "HEAD^{tree}",
        "main..side",
    ] {
        let error = repo.refused("diff_symbols", &json!({"from": strange}));
        assert!(
            ["NOT_FOUND", "INVALID_REQUEST"].contains(&error.code()),
            "{strange}: {error:?}"
        );
    }
}

/// Path, before, after, whether it breaks.
const HEADS: [(&str, &str, &str, &str); 14] = [
    ("a.py", "def f(a, b=1): pass", "def f(a, b): pass", "yes"),
    ("a.py", "def f(a): pass", "def f(b): pass", "yes"),
    ("a.py", "def f(a): pass", "def f(a, *, b=None): pass", "no"),
    ("a.py", "def f(a, b): pass", "def f(b, a): pass", "unknown"),
    ("a.py", "def f(a): pass", "def f(a) -> int: pass", "no"),
    (
        "a.py",
        "def f(a: int): pass",
        "def f(a: str): pass",
        "unknown",
    ),
    (
        "a.py",
        "def f(a, **rest): pass",
        "def f(**rest): pass",
        "unknown",
    ),
    (
        "a.ts",
        "export function f(a: string) {}",
        "export function f(b: string) {}",
        "unknown",
    ),
    (
        "a.ts",
        "export function f(a: string) {}",
        "export function f(a: string, b?: number) {}",
        "no",
    ),
    (
        "a.ts",
        "export function f(a: string) {}",
        "export function f(a: string, b: number) {}",
        "yes",
    ),
    (
        "a.go",
        "package a\n\nfunc F(a int) {}",
        "package a\n\nfunc F(a int, b int) {}",
        "yes",
    ),
    (
        "a.rs",
        "pub fn f(a: u8) {}",
        "pub fn f(a: u16) {}",
        "unknown",
    ),
    ("a.rs", "pub fn f(a: u8) {}", "pub fn f() {}", "yes"),
    ("a.rs", "fn f(a: u8) {}", "fn f() {}", "no"),
];

#[test]
fn what_breaks_is_told_from_parameters() {
    let repo = Repo::new();
    for (path, before, after, expected) in HEADS {
        repo.write(path, before);
        repo.commit("before");
        repo.write(path, after);
        repo.commit("after");
        let answer = repo.ask("diff_symbols", &json!({"from": "HEAD~1", "to": "HEAD"}));
        let changes = table(&answer["result"]["changes"], &["change", "breaks"]);
        assert_eq!(
            changes,
            [format!("signature {expected}")],
            "{before} -> {after}"
        );
    }
}
