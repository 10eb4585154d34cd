//! Definitions of a place and of a name.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{Tree, each, table};

fn shop() -> Tree {
    Tree::new([
        (
            "shop/models.py",
            "class Model:\n    \"\"\"A row.\"\"\"\n\n    def save(self):\n        pass\n\n    def delete(self):\n        pass\n\n\nclass Basket(Model):\n    def save(self):\n        pass\n",
        ),
        (
            "shop/views.py",
            "def save_basket(request):\n    pass\n\n\nLIMIT = 3\n",
        ),
        ("tests/test_models.py", "def save():\n    pass\n"),
        (
            "web/shop.ts",
            "export interface Cart { id: number }\nexport function saveCart(cart: Cart): void {}\n",
        ),
    ])
}

fn check_find(request: &Value, expected: &[&str]) {
    let mut request = request.clone();
    request["max_tokens"] = json!(2_000);
    let answer = shop().ask("find_symbol", &request);
    assert_eq!(
        table(&answer["result"]["matches"], &["match", "kind", "id"]),
        expected,
        "{request}"
    );
    assert_eq!(answer["result"]["total"], expected.len(), "{request}");
}

// requirement: T2
#[test]
fn a_name_finds_its_definitions_with_tests_last() {
    check_find(
        &json!({"name": "save"}),
        &[
            "exact method shop/models.py::Model.save",
            "exact method shop/models.py::Basket.save",
            "exact function tests/test_models.py::save",
        ],
    );
}

#[test]
fn a_dotted_name_or_an_id_names_one() {
    let one = ["exact method shop/models.py::Basket.save"];
    for name in [
        "Basket.save",
        "Basket::save",
        "Basket.save()",
        "shop/models.py::Basket.save",
        "models.py::Basket.save",
    ] {
        check_find(&json!({"name": name}), &one);
    }
}

#[test]
fn only_the_best_kind_of_match_is_answered() {
    check_find(
        &json!({"name": "basket"}),
        &["case_insensitive class shop/models.py::Basket"],
    );
    check_find(
        &json!({"name": "savec"}),
        &["prefix function web/shop.ts::saveCart"],
    );
    check_find(
        &json!({"name": "_basket"}),
        &["substring function shop/views.py::save_basket"],
    );
}

#[test]
fn a_pattern_matches_whole_names() {
    check_find(
        &json!({"name": "save*", "path": "shop"}),
        &[
            "glob function shop/views.py::save_basket",
            "glob method shop/models.py::Model.save",
            "glob method shop/models.py::Basket.save",
        ],
    );
    check_find(
        &json!({"name": "Model.*", "kind": "method"}),
        &[
            "glob method shop/models.py::Model.save",
            "glob method shop/models.py::Model.delete",
        ],
    );
}

#[test]
fn a_name_that_is_nowhere_is_answered_with_the_nearest() {
    let answer = shop().ask("find_symbol", &json!({"name": "delet_"}));
    assert_eq!(answer["result"]["nearest"], json!(["delete"]));
    assert_eq!(answer["result"]["total"], 0);
}

#[test]
fn a_symbol_says_what_it_is_and_where() {
    let answer = shop().ask("find_symbol", &json!({"name": "Model"}));
    assert_eq!(
        answer["result"]["matches"],
        json!([{
            "name": "Model", "qualified_name": "Model", "kind": "class", "language": "python",
            "path": "shop/models.py", "line": 1, "end_line": 8, "signature": "class Model",
            "documentation": "A row.", "id": "shop/models.py::Model", "match": "exact"
        }])
    );
}

#[test]
fn the_first_match_fits_the_default_budget_however_long_its_signature() {
    let parameters: Vec<String> = (0..60)
        .map(|number| format!("parameter_number_{number}"))
        .collect();
    let text = format!(
        "def wide({}):\n    \"\"\"{}\"\"\"\n",
        parameters.join(", "),
        "Words. ".repeat(60)
    );
    let tree = Tree::new([("a/rather/deep/folder/of/a/package/module.py", text.as_str())]);
    let answer = tree.ask("find_symbol", &json!({"name": "wide"}));
    assert_eq!(each(&answer["result"]["matches"], "name"), ["wide"]);
    let text = answer.to_string();
    assert!(
        tiktoken_rs::o200k_base_singleton()
            .encode_ordinary(&text)
            .len()
            <= 300,
        "{text}"
    );
}

// requirement: T9
#[test]
fn an_outline_shows_a_file_or_folder_to_a_depth() {
    let tree = shop();
    let whole = tree.ask("outline", &json!({"path": "shop"}));
    assert_eq!(
        table(
            &whole["result"]["symbols"],
            &["path", "line", "depth", "kind", "qualified_name"]
        ),
        [
            "shop/models.py 1 1 class Model",
            "shop/models.py 4 2 method Model.save",
            "shop/models.py 7 2 method Model.delete",
            "shop/models.py 11 1 class Basket",
            "shop/models.py 12 2 method Basket.save",
            "shop/views.py 1 1 function save_basket",
            "shop/views.py 5 1 constant LIMIT",
        ]
    );
    let top = tree.ask("outline", &json!({"path": "shop/models.py", "depth": 1}));
    assert_eq!(each(&top["result"]["symbols"], "name"), ["Model", "Basket"]);
    let methods = tree.ask("outline", &json!({"kinds": ["method"]}));
    assert_eq!(
        each(&methods["result"]["symbols"], "name"),
        ["save", "delete", "save"]
    );
}

#[test]
fn hidden_characters_in_names_are_spelt_out_and_can_be_asked_for() {
    let tree = Tree::new([(
        "a.js",
        "const box = { 'in\u{202E}out': function () { return 1 } }\n",
    )]);
    let answer = tree.ask("outline", &json!({}));
    assert!(!answer.to_string().contains('\u{202E}'), "{answer}");
}
