//! The tests that a change concerns.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Tree, each, table};

const SHOWN: [&str; 5] = ["evidence", "path", "reason", "hop", "changed"];

fn tree() -> Tree {
    Tree::new([
        (
            "shop/price.py",
            "def price(item):\n    return item.cost()\n\n\ndef other():\n    return 1\n",
        ),
        (
            "shop/basket.py",
            "from shop.price import price\n\n\ndef total(items):\n    return sum(price(i) for i in items)\n",
        ),
        (
            "shop/item.py",
            "class Item:\n    def cost(self):\n        return 1\n",
        ),
        ("shop/lonely.py", "def lonely():\n    return 1\n"),
        (
            "tests/test_basket.py",
            "from shop.basket import total\n\n\ndef test_total():\n    assert total([]) == 0\n",
        ),
        (
            "tests/test_price.py",
            "import shop.price\n\n\ndef test_nothing():\n    pass\n",
        ),
        (
            "tests/test_other.py",
            "from shop.price import other\n\n\nclass TestOther:\n    def test_it(self):\n        assert other() == 1\n",
        ),
        (
            "tests/test_by_name.py",
            "def test_cost(thing):\n    assert thing.cost() == 1\n",
        ),
        ("tests/test_lonely.py", "def test_nothing():\n    pass\n"),
    ])
}

fn told(request: &Value) -> Value {
    tree().ask("tests_for", request)["result"].clone()
}

// requirement: T20
#[test]
fn the_tests_of_a_symbol_are_those_that_reach_it_surest_first() {
    let result = told(&json!({"symbol": "price", "max_tokens": 20_000}));
    assert_eq!(
        table(&result["files"], &SHOWN),
        [
            "exact tests/test_basket.py uses 2 shop/price.py::price",
            "likely tests/test_price.py name 1 shop/price.py",
        ]
    );
    assert_eq!(
        result["files"][0]["functions"],
        json!(["tests/test_basket.py::test_total"])
    );
    let result = told(&json!({"symbol": "Item.cost", "max_tokens": 20_000, "evidence": "likely"}));
    assert_eq!(
        table(&result["files"], &SHOWN),
        [
            "likely tests/test_by_name.py uses 1 shop/item.py::Item.cost",
            "likely tests/test_basket.py uses 3 shop/item.py::Item.cost",
        ]
    );
}

// requirement: T20
#[test]
fn the_tests_of_files_are_also_those_that_load_them_and_those_named_after_them() {
    let paths = ["shop/price.py", "shop/lonely.py", "tests/test_by_name.py"];
    let result = told(&json!({"paths": paths, "max_tokens": 20_000}));
    assert_eq!(
        table(&result["files"], &SHOWN),
        [
            "exact tests/test_by_name.py changed 0 tests/test_by_name.py::test_cost",
            "exact tests/test_other.py uses 1 shop/price.py::other",
            "exact tests/test_basket.py uses 2 shop/price.py::price",
            "likely tests/test_lonely.py name 1 shop/lonely.py",
            "likely tests/test_price.py name 1 shop/price.py",
        ]
    );
    assert_eq!(result["counts"]["exact"], json!(3));
    let result = told(&json!({"paths": paths, "evidence": "exact"}));
    assert_eq!(
        each(&result["files"], "reason"),
        ["changed", "uses", "uses"]
    );
    assert_eq!(result["counts"]["likely"], json!(2));
}

// requirement: T20 Q7
#[test]
fn only_one_thing_can_have_changed() {
    let refused = tree().refused(
        "tests_for",
        &json!({"symbol": "price", "paths": ["shop/price.py"]}),
    );
    assert_eq!(refused.code, "INVALID_REQUEST");
    let without_commits = tree().refused("tests_for", &json!({}));
    assert!(without_commits.hint.is_some());
}

// requirement: T20
#[test]
fn a_module_of_tests_of_rust_is_a_test_of_what_stands_round_it() {
    let tree = Tree::new([(
        "src/lib.rs",
        "pub fn price() -> u32 {\n    1\n}\n\npub fn other() -> u32 {\n    price()\n}\n\n\
         #[cfg(test)]\nmod tests {\n    use super::price;\n\n    #[test]\n    fn it_costs() {\n        \
         assert_eq!(price(), 1);\n    }\n}\n",
    )]);
    let answer = tree.ask("tests_for", &json!({"symbol": "price"}));
    assert_eq!(
        table(
            &answer["result"]["files"],
            &["path", "evidence", "reason", "functions"]
        ),
        [r#"src/lib.rs exact uses ["src/lib.rs::tests.it_costs"]"#]
    );
    let answer = tree.ask("tests_for", &json!({"symbol": "other"}));
    assert_eq!(answer["result"]["files"], json!([]));
}
