//! What speaks for looking closely at a change.

use serde_json::json;

use crate::repository::{Repo, ask, call, engine, table};

const PRICES: &str = "\
def price(a, b):
    if a:
        return b
    return 1


def tax(a):
    return price(a, 1)


def unused(a):
    return a
";

/// A shop in which the prices change along with their table.
fn shop() -> Repo {
    let repo = Repo::new();
    repo.write(
        "basket.py",
        "import prices\n\n\ndef total():\n    return prices.tax(1)\n",
    );
    repo.write(
        "tests/test_basket.py",
        "from basket import total\n\n\ndef test_total():\n    total()\n",
    );
    for round in 0..6 {
        repo.write("prices.py", format!("{PRICES}# {round}\n"));
        repo.write("prices.csv", format!("a,{round}\n"));
        repo.write("CHANGES.md", format!("# {round}\n"));
        repo.commit_as(
            if round < 4 { "Ann" } else { "Bob" },
            &format!("round {round}"),
        );
    }
    repo
}

/// One function with a decision more, another head for a second, a third one gone.
fn changed() -> String {
    PRICES
        .replace("    if a:\n", "    if a and b:\n")
        .replace("def tax(a):", "def tax(a, rate):")
        .replace("\n\ndef unused(a):\n    return a\n", "")
        + "# 5\n"
}

// requirement: T19
#[test]
fn a_change_comes_with_its_symbols_how_far_each_reaches_and_what_tests_it() {
    let repo = shop();
    repo.write("prices.py", changed());
    repo.write("notes.txt", "new\n");
    let answer = repo.ask("change_risk", &json!({"max_tokens": 10_000}));
    let result = &answer["result"];
    let fields = [
        "change",
        "qualified_name",
        "breaks",
        "cyclomatic_before",
        "cyclomatic",
    ];
    assert_eq!(
        table(&result["symbols"], &fields),
        [
            "signature tax yes 1 1",
            "removed unused yes 1 -",
            "body price no 2 3"
        ]
    );
    assert_eq!(
        table(&result["symbols"], &["qualified_name", "reached", "tests"]),
        [
            r#"tax {"exact":2,"likely":0,"possible":0} {"exact":1,"likely":0,"possible":0}"#,
            "unused - -",
            r#"price {"exact":3,"likely":0,"possible":0} {"exact":1,"likely":0,"possible":0}"#,
        ]
    );
    assert_eq!(
        table(&result["tests"], &["path", "evidence", "reason", "changed"]),
        ["tests/test_basket.py exact uses prices.py::tax"]
    );
}

// requirement: T19
#[test]
fn a_change_comes_with_the_past_of_its_files_and_those_that_usually_change_along() {
    let repo = shop();
    repo.write("prices.py", changed());
    repo.write("notes.txt", "new\n");
    let result = repo.ask("change_risk", &json!({"max_tokens": 10_000}))["result"].clone();
    let fields = [
        "path",
        "change",
        "added",
        "removed",
        "revisions",
        "complexity",
        "score",
    ];
    assert_eq!(
        table(&result["files"], &fields),
        ["prices.py modified 2 6 6 4 24", "notes.txt added 1 0 0 - -"]
    );
    let fields = ["authors", "main_author", "main_share", "last_change"];
    assert_eq!(table(&result["files"], &fields)[0], "2 Ann 0.67 2026-01-07");
    let fields = [
        "path",
        "changes_with",
        "shared",
        "revisions",
        "confidence",
        "degree",
        "is_manifest",
    ];
    assert_eq!(
        table(&result["missing"], &fields),
        [
            "prices.csv prices.py 6 6 1.0 100 false",
            "CHANGES.md prices.py 6 6 1.0 100 true"
        ]
    );
}

// requirement: T19
#[test]
fn a_change_is_told_in_numbers_with_their_formulas() {
    let repo = shop();
    repo.write("prices.py", changed());
    repo.write("notes.txt", "new\n");
    let result = repo.ask("change_risk", &json!({}))["result"].clone();
    let summary = &result["summary"];
    for (name, expected) in [
        ("/changes/breaking", 2),
        ("/changes/other_files", 1),
        ("/added", 3),
        ("/removed", 6),
        ("/cyclomatic_before", 4),
        ("/cyclomatic", 4),
        ("/reached/exact", 2),
        ("/tests/exact", 1),
        ("/untested", 0),
        ("/missing", 2),
    ] {
        assert_eq!(
            summary.pointer(name),
            Some(&json!(expected)),
            "{name} of {summary}"
        );
    }
    let formula = result["formula"].as_str().unwrap_or_default();
    for part in [
        "within 3 steps",
        "revisions x complexity",
        "shared / revisions",
        "30%",
    ] {
        assert!(formula.contains(part), "{formula}");
    }
}

// requirement: T19
#[test]
fn a_change_is_compared_with_any_commit_and_what_did_change_along_is_not_missing() {
    let repo = shop();
    repo.write("prices.py", changed() + "\n\ndef alone(a):\n    return a\n");
    repo.write("prices.csv", "b,1\n");
    repo.commit("next");
    let nothing = repo.ask("change_risk", &json!({}));
    for list in ["symbols", "files", "missing", "tests"] {
        assert_eq!(nothing["result"][list], json!([]), "{list}");
    }
    assert_eq!(nothing["result"]["summary"]["changes"]["files"], 0);
    let answer = repo.ask(
        "change_risk",
        &json!({"from": "HEAD~1", "max_tokens": 10_000}),
    );
    assert_eq!(
        table(&answer["result"]["missing"], &["path"]),
        ["CHANGES.md"]
    );
    let untested = &answer["result"]["summary"]["untested"];
    assert_eq!(untested, 1, "nothing tests `alone`");
    let paths = table(&answer["result"]["files"], &["path"]);
    assert_eq!(paths, ["prices.py", "prices.csv"]);
}

// requirement: T19
#[test]
fn a_module_of_tests_of_rust_tests_what_stands_round_it() {
    let repo = Repo::new();
    let code = |number: u32| {
        format!(
            "pub fn price() -> u32 {{\n    {number}\n}}\n\npub fn other() -> u32 {{\n    {number}\n}}\n\n\
             mod tests {{\n    #[test]\n    fn it_costs() {{\n        super::price();\n    }}\n}}\n"
        )
    };
    repo.write("src/lib.rs", code(1));
    repo.commit("before");
    repo.write("src/lib.rs", code(2));
    let answer = repo.ask("change_risk", &json!({}));
    assert_eq!(
        table(
            &answer["result"]["symbols"],
            &["qualified_name", "test", "tests"]
        ),
        [
            r#"price false {"exact":1,"likely":0,"possible":0}"#,
            r#"other false {"exact":0,"likely":0,"possible":0}"#,
        ]
    );
    assert_eq!(answer["result"]["summary"]["untested"], 1);
}

// requirement: T19
#[test]
fn names_that_are_not_followed_are_not_taken_for_unused() {
    let repo = Repo::new();
    repo.write("a.sh", "price() {\n    echo 1\n}\n");
    repo.commit("before");
    repo.write("a.sh", "price() {\n    echo 2\n}\n");
    let answer = repo.ask("change_risk", &json!({}));
    assert_eq!(
        table(&answer["result"]["symbols"], &["qualified_name", "reached"]),
        ["price -"]
    );
    let summary = &answer["result"]["summary"];
    assert_eq!(
        (&summary["not_followed"], &summary["untested"]),
        (&json!(1), &json!(0))
    );
}

// requirement: T19
#[test]
fn a_shallow_clone_tells_what_it_has_and_that_it_is_shallow() {
    let repo = shop();
    let clone = repo.folder.path().join("clone");
    let url = format!("file://{}", repo.root.display());
    repo.git(&[
        "clone",
        "--quiet",
        "--depth",
        "1",
        &url,
        &clone.display().to_string(),
    ]);
    std::fs::write(clone.join("prices.py"), changed()).expect("a file of a test");
    let engine = engine(&clone);
    let result = ask(&engine, "change_risk", &json!({}))["result"].clone();
    assert_eq!(result["symbols"].as_array().map(Vec::len), Some(3));
    assert_eq!(result["history"]["is_shallow"], true);
    assert_eq!(
        table(&result["files"], &["path", "revisions"]),
        ["prices.py 0"]
    );
    assert_eq!(result["missing"], json!([]));
    let refused = call(&engine, "change_risk", &json!({"from": "HEAD~1"})).err();
    let body = refused.map(|error| error.body());
    assert!(body.is_some_and(|body| body.message.contains("shallow")));
}

// requirement: T19
#[test]
fn what_cannot_be_compared_is_said() {
    let repo = Repo::new();
    repo.write("a.py", "a = 1\n");
    let early = repo.refused("change_risk", &json!({})).body();
    assert_eq!(early.code, "NOT_FOUND");
    assert!(early.message.contains("no commit yet"), "{}", early.message);
    repo.commit("first");
    let unknown = repo.refused("change_risk", &json!({"from": "mian"})).body();
    assert_eq!(
        (unknown.code.as_str(), unknown.nearest),
        ("NOT_FOUND", vec!["main".to_owned()])
    );
    let folder = tempfile::tempdir().expect("a folder of a test");
    std::fs::write(folder.path().join("a.py"), "a = 1\n").expect("a file of a test");
    let bare = call(&engine(folder.path()), "change_risk", &json!({}));
    let body = bare.expect_err("there is no git").body();
    assert!(body.message.contains("git"), "{}", body.message);
    assert!(body.hint.is_some());
}
