//! What reports of coverage add to the tests of a change.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

const PRICES: &str = "\
def price(a,
          b=1):
    if a:
        return b
    return 1


def other():
    return 2
";
const CALLS: &str = "\
from app.prices import price


class TestPrices:
    def test_price(self):
        assert price(0) == 1
";
const BY_NAME: &str = "\
import importlib


def test_by_name():
    getattr(importlib.import_module('app.prices'), 'price')()
";

/// As coverage.py writes it with contexts by pytest-cov, run from a folder further out.
fn report() -> String {
    let test = "shop/tests/test_prices.py::TestPrices::test_price[0]|run";
    let by_name = "shop/tests/test_names.py::test_by_name|run";
    json!({
        "meta": {"format": 3, "version": "7.6.1", "timestamp": "2026-01-02T03:04:05", "show_contexts": true},
        "files": {
            "app/prices.py": {
                "executed_lines": [1, 3, 4, 5, 8],
                "summary": {"covered_lines": 5},
                "missing_lines": [9],
                "contexts": {
                    "1": [""], "8": ["", by_name], "3": [test, by_name], "4": [by_name], "5": [test, "gone.py::test_x"],
                },
                "functions": {
                    "price": {"executed_lines": [3, 4, 5], "contexts": {"3": [test, by_name]}},
                    "other": {"executed_lines": [], "contexts": {}},
                    "": {"executed_lines": [1, 8], "contexts": {"1": [""]}},
                },
            },
            "/usr/lib/python3/json/decoder.py": {"executed_lines": [1], "missing_lines": []},
        },
    })
    .to_string()
}

fn tree(report: &str) -> Tree {
    Tree::new([
        ("app/prices.py", PRICES),
        ("app/elsewhere.py", "def unmeasured():\n    return 1\n"),
        ("tests/test_prices.py", CALLS),
        ("tests/test_names.py", BY_NAME),
        ("cover.data", report),
    ])
}

fn asked(tree: &Tree, symbol: &str) -> Value {
    tree.ask(
        "tests_for",
        &json!({"symbol": symbol, "coverage": "cover.data", "max_tokens": 10_000}),
    )["result"]
        .clone()
}

const FIELDS: [&str; 4] = ["path", "evidence", "reason", "ran"];

// requirement: T20
#[test]
fn what_a_test_ran_is_surer_than_what_the_code_shows_and_finds_what_it_does_not() {
    let tree = tree(&report());
    let result = asked(&tree, "price");
    assert_eq!(
        table(&result["files"], &FIELDS),
        [
            "tests/test_names.py covered covered 2",
            "tests/test_prices.py covered covered 2",
        ]
    );
    assert_eq!(
        result["files"][1]["functions"],
        json!(["tests/test_prices.py::TestPrices.test_price"])
    );
    assert_eq!(result["counts"]["covered"], 2);
    let said = &result["coverage"];
    assert_eq!(
        (&said["format"], &said["measured"]),
        (&json!("coverage.py"), &json!("2026-01-02T03:04:05"))
    );
    let counts = [
        "files",
        "unknown_files",
        "tests",
        "unknown_tests",
        "ran",
        "missed",
    ];
    let counts: Vec<&Value> = counts.iter().map(|name| &said[*name]).collect();
    assert_eq!(counts, [1, 1, 2, 1, 3, 0]);
    assert_eq!((&said["stale"], &said["absent"]), (&json!([]), &json!([])));
}

// requirement: T20
#[test]
fn a_head_runs_when_its_file_is_loaded_and_that_tests_nothing() {
    let result = asked(&tree(&report()), "other");
    assert_eq!(
        table(&result["files"], &FIELDS),
        ["tests/test_prices.py likely name 0"]
    );
    assert_eq!(
        (&result["coverage"]["ran"], &result["coverage"]["missed"]),
        (&json!(0), &json!(1))
    );
    let result = asked(&tree(&report()), "unmeasured");
    assert_eq!(result["coverage"]["absent"], json!(["app/elsewhere.py"]));
}

// requirement: T20
#[test]
fn lines_of_a_file_that_has_changed_are_not_trusted_and_that_is_said() {
    let tree = tree(&report());
    tree.write("app/prices.py", &format!("# New.\n{PRICES}"));
    let result = asked(&tree, "price");
    assert_eq!(
        table(&result["files"], &FIELDS),
        [
            "tests/test_prices.py exact uses -",
            "tests/test_names.py likely covered -"
        ]
    );
    assert_eq!(
        result["coverage"]["stale"],
        json!([{"path": "app/prices.py", "newer_by_s": 1}])
    );
    assert_eq!(result["coverage"]["ran"], 0);
    let says = result["coverage"]["says"].as_str().unwrap_or_default();
    assert!(says.contains("stale files are others now"), "{says}");
    // Written before the report, and yet not what was measured: a line that ran is blank.
    tree.write("app/prices.py", &PRICES.replace("    if a:\n", "\n"));
    tree.write("cover.data", &report());
    assert_eq!(
        asked(&tree, "price")["coverage"]["stale"],
        json!([{"path": "app/prices.py"}])
    );
}

// requirement: T20
#[test]
fn contexts_of_coverage_itself_name_tests_by_their_modules() {
    let dotted = report()
        .replace(
            "shop/tests/test_prices.py::TestPrices::test_price[0]|run",
            "tests.test_prices.TestPrices.test_price",
        )
        .replace(
            "shop/tests/test_names.py::test_by_name|run",
            "tests.test_names.test_by_name",
        );
    let result = asked(&tree(&dotted), "price");
    assert_eq!(
        table(&result["files"], &["path", "evidence", "functions"]),
        [
            r#"tests/test_names.py covered ["tests/test_names.py::test_by_name"]"#,
            r#"tests/test_prices.py covered ["tests/test_prices.py::TestPrices.test_price"]"#,
        ]
    );
}

// requirement: T20
#[test]
fn lcov_tells_lines_and_tests_only_where_it_names_them() {
    let lines =
        "SF:/build/shop/app/prices.py\nDA:1,1\nDA:3,4\nDA:4,0\nDA:5,4\nDA:9,0\nend_of_record\n";
    let result = asked(&tree(&format!("TN:\n{lines}")), "price");
    assert_eq!(
        table(&result["files"], &FIELDS),
        ["tests/test_prices.py exact uses -"]
    );
    let said = &result["coverage"];
    assert_eq!(
        (&said["format"], &said["ran"], &said["missed"]),
        (&json!("lcov"), &json!(2), &json!(1))
    );
    assert!(
        said["says"]
            .as_str()
            .is_some_and(|says| says.starts_with("it names no tests"))
    );
    let named = format!("TN:tests.test_names.test_by_name\n{lines}");
    let result = asked(&tree(&named), "price");
    assert_eq!(
        table(&result["files"], &FIELDS),
        [
            "tests/test_names.py covered covered 2",
            "tests/test_prices.py exact uses -"
        ]
    );
}

// requirement: T20
#[test]
fn what_is_no_report_is_refused() {
    for (text, part) in [
        ("", "neither JSON nor LCOV"),
        ("{\"files\": 1}", "in the form of coverage.py"),
        ("{", "in the form of coverage.py"),
        ("SQLite format 3\0", "coverage.py's own data"),
    ] {
        let request = json!({"symbol": "price", "coverage": "cover.data"});
        let refused = tree(text).refused("tests_for", &request);
        assert_eq!(refused.code, "INVALID_REQUEST");
        assert!(refused.message.contains(part), "{}", refused.message);
        assert!(
            refused
                .hint
                .is_some_and(|hint| hint.contains("--show-contexts"))
        );
    }
    for (path, code) in [
        ("no.json", "NOT_FOUND"),
        ("../cover.data", "OUTSIDE_ROOT"),
        ("/cover.data", "OUTSIDE_ROOT"),
    ] {
        let request = json!({"symbol": "price", "coverage": path});
        assert_eq!(tree("").refused("tests_for", &request).code, code, "{path}");
    }
}
