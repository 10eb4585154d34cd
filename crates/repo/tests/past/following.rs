//! The commits of a file, a folder, a symbol.

use serde_json::json;

use crate::repository::{Repo, table};

fn shop() -> Repo {
    let repo = Repo::new();
    repo.write(
        "cart.py",
        "def total(cart):\n    return 0\n\n\ndef empty():\n    return []\n",
    );
    repo.commit(
        "Add a cart\n\nCustomers asked for one.\nFixes #12 and SHOP-7.\n\nSigned-off-by: Ann\n",
    );
    repo.write(
        "cart.py",
        "def total(cart):\n    return sum(cart)\n\n\ndef empty():\n    return []\n",
    );
    repo.commit_as("Bob", "Add up\n\nSigned-off-by: Bob <bob@shop.example>\n");
    repo.git(&["mv", "cart.py", "basket.py"]);
    repo.commit("Rename");
    repo.write("basket.py", "import math\n\n\ndef total(cart):\n    return sum(cart)\n\n\ndef empty():\n    return ()\n");
    repo.write("docs/basket.md", "a basket\n");
    repo.commit("Tuples");
    repo
}

// requirement: T29
#[test]
fn a_file_has_the_commits_that_touched_it_through_a_rename() {
    let answer = shop().ask("history", &json!({"path": "basket.py"}));
    let result = &answer["result"];
    assert_eq!(
        table(
            &result["commits"],
            &[
                "date", "author", "subject", "change", "path", "added", "removed"
            ]
        ),
        [
            "2026-01-05 Ann Tuples modified basket.py 4 1",
            "2026-01-04 Ann Rename renamed basket.py 0 0",
            "2026-01-03 Bob Add up modified cart.py 1 1",
            "2026-01-02 Ann Add a cart added cart.py 6 0",
        ]
    );
    let first = &result["commits"][3];
    assert_eq!(
        first["reason"],
        "Customers asked for one. Fixes #12 and SHOP-7."
    );
    assert_eq!(first["references"], json!(["#12", "SHOP-7"]));
    assert!(
        result["commits"][2].get("reason").is_none(),
        "trailers are no reason"
    );
}

// requirement: T29
#[test]
fn a_symbol_has_the_commits_that_changed_its_text_and_no_others() {
    let repo = shop();
    let subjects = |symbol: &str| {
        let answer = repo.ask("history", &json!({"symbol": symbol}));
        table(&answer["result"]["commits"], &["subject", "change"])
    };
    assert_eq!(
        subjects("total"),
        ["Rename renamed", "Add up modified", "Add a cart added"]
    );
    assert_eq!(
        subjects("empty"),
        ["Tuples modified", "Rename renamed", "Add a cart added"]
    );
    repo.write("basket.py", "def total(cart):\n    return 1\n");
    let answer = repo.ask("history", &json!({"symbol": "total"}));
    assert_eq!(answer["result"]["is_uncommitted"], true);
    assert_eq!(answer["result"]["symbol"], "basket.py::total");
}

#[test]
fn a_folder_has_the_commits_that_touched_anything_in_it() {
    let answer = shop().ask("history", &json!({"path": "docs"}));
    assert_eq!(
        table(&answer["result"]["commits"], &["subject", "files", "path"]),
        ["Tuples 1 docs"]
    );
    assert_eq!(
        shop().ask("history", &json!({"path": "."}))["result"]["total"],
        4
    );
    assert_eq!(
        shop().ask("history", &json!({"path": "cart.py"}))["result"]["total"],
        3,
        "one that is gone"
    );
}

#[test]
fn a_message_of_a_stranger_cannot_hide_anything() {
    let repo = Repo::new();
    repo.write("a.py", "1\n");
    repo.commit("harmless \u{202e}reversed\u{200b}");
    let answer = repo.ask("history", &json!({"path": "a.py"}));
    assert_eq!(
        answer["result"]["commits"][0]["subject"],
        "harmless <U+202E>reversed<U+200B>"
    );
}

#[test]
fn a_question_without_a_subject_says_what_to_give() {
    let repo = shop();
    assert_eq!(
        repo.refused("history", &json!({})).code(),
        "INVALID_REQUEST"
    );
    assert_eq!(
        repo.refused("history", &json!({"path": "nowhere.py"}))
            .code(),
        "NOT_FOUND"
    );
    assert_eq!(
        repo.refused("history", &json!({"symbol": "nothing"}))
            .code(),
        "NOT_FOUND"
    );
}
