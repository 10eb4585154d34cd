//! The tests of what changed since a commit.

use serde_json::json;

use crate::repository::{Repo, table};

const FIELDS: [&str; 4] = ["evidence", "path", "reason", "changed"];

// requirement: T20
#[test]
fn the_tests_of_a_change_are_those_of_the_symbols_in_it() {
    let repo = Repo::new();
    let prices = "def price():\n    return 1\n\n\ndef other():\n    return 2\n";
    repo.write("prices.py", prices);
    repo.write(
        "basket.py",
        "import prices\n\n\ndef total():\n    return prices.price()\n",
    );
    repo.write(
        "tests/test_basket.py",
        "from basket import total\n\n\ndef test_total():\n    total()\n",
    );
    repo.write(
        "tests/test_elsewhere.py",
        "from prices import other\n\n\ndef test_other():\n    other()\n",
    );
    repo.write("tests/test_apart.py", "def test_apart():\n    pass\n");
    repo.commit("before");
    assert_eq!(
        repo.ask("tests_for", &json!({}))["result"]["counts"]["changed"],
        0
    );
    repo.write("prices.py", prices.replace("return 1", "return 3"));
    let expected = [
        "exact tests/test_basket.py uses prices.py::price",
        "possible tests/test_elsewhere.py imports prices.py",
    ];
    let answer = repo.ask("tests_for", &json!({}));
    assert_eq!(table(&answer["result"]["files"], &FIELDS), expected);
    repo.write(
        "tests/test_apart.py",
        "def test_apart():\n    assert True\n",
    );
    repo.commit("after");
    let answer = repo.ask("tests_for", &json!({"from": "HEAD~1"}));
    assert_eq!(
        table(&answer["result"]["files"], &FIELDS),
        [
            "exact tests/test_apart.py changed tests/test_apart.py::test_apart",
            expected[0],
            expected[1]
        ]
    );
    let refused = repo.refused("tests_for", &json!({"from": "HEAD~1", "symbol": "price"}));
    assert_eq!(refused.body().code, "INVALID_REQUEST");
    let unknown = repo.refused("tests_for", &json!({"from": "no-such-branch"}));
    assert_eq!(unknown.body().code, "NOT_FOUND");
}

// requirement: T20
#[test]
fn a_report_of_coverage_is_as_old_as_its_file_says_and_may_be_ignored() {
    let repo = Repo::new();
    repo.write(".gitignore", "cover.json\n");
    repo.write("prices.py", "def price():\n    return 1\n");
    repo.write(
        "tests/test_names.py",
        "def test_by_name():\n    run('price')\n",
    );
    let report = json!({
        "meta": {"timestamp": "2026-01-02T03:04:05"},
        "files": {"prices.py": {
            "executed_lines": [1, 2],
            "missing_lines": [],
            "contexts": {"1": [""], "2": ["tests/test_names.py::test_by_name|run"]},
        }},
    });
    repo.write("cover.json", report.to_string());
    let changed = |path: &str, seconds: u64| {
        let file = std::fs::File::options()
            .write(true)
            .open(repo.root.join(path));
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        file.and_then(|file| file.set_modified(time))
            .expect("a file of a test");
    };
    changed("prices.py", 1_000_000);
    let fields = ["path", "evidence", "ran"];
    for (made_at, expected, stale) in [
        (1_000_100, "tests/test_names.py covered 1", json!([])),
        (
            999_940,
            "tests/test_names.py possible -",
            json!([{"path": "prices.py", "newer_by_s": 60}]),
        ),
    ] {
        changed("cover.json", made_at);
        let request = json!({"symbol": "price", "coverage": "cover.json"});
        let result = repo.ask("tests_for", &request)["result"].clone();
        assert_eq!(table(&result["files"], &fields), [expected]);
        assert_eq!(result["coverage"]["stale"], stale);
    }
}
