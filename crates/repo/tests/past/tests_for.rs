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
