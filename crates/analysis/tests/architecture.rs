//! Packages, layers, circles, clusters and where runs begin.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

fn tree() -> Tree {
    Tree::new([
        (
            "app/main.py",
            "from app.web import views\nfrom app.store import models\n\n\ndef main():\n    views.show()\n",
        ),
        ("app/__main__.py", "from app.main import main\n\nmain()\n"),
        (
            "app/web/views.py",
            "from app.store import models\nfrom app.text import words\n\n\ndef show():\n    return models.load()\n",
        ),
        (
            "app/web/forms.py",
            "from app.web import views\nfrom app.store import models\n",
        ),
        (
            "app/store/models.py",
            "from app.text import words\n\n\ndef load():\n    return words\n",
        ),
        ("app/text/words.py", "import re\n\n\nWORDS = re\n"),
        ("one/left.py", "from two import right\n"),
        (
            "two/right.py",
            "def later():\n    from one import left\n    return left\n",
        ),
        (
            "tools/run.go",
            "package main\n\nimport \"gone.example/x\"\n\nfunc main() { x.Y() }\n",
        ),
        ("tests/test_app.py", "from app.main import main\n"),
    ])
}

fn told(request: &Value) -> Value {
    tree().ask("architecture", request)["result"].clone()
}

// requirement: T11 E6
#[test]
fn packages_have_layers_edges_circles_and_starts() {
    let result = told(&json!({"max_tokens": 20_000}));
    assert_eq!(
        table(
            &result["packages"],
            &[
                "layer",
                "name",
                "files",
                "afferent",
                "efferent",
                "instability"
            ]
        ),
        [
            "0 app/text 1 2 0 0.0",
            "0 one 1 1 1 0.5",
            "0 tools 1 0 0 null",
            "0 two 1 1 1 0.5",
            "1 app/store 1 3 1 0.25",
            "2 app/web 2 1 2 0.6667",
            "3 app 2 1 2 0.6667",
            "4 tests 1 0 1 1.0",
        ]
    );
    assert_eq!(
        table(&result["edges"], &["from", "to", "imports", "evidence"]),
        [
            "app/web app/store 2 exact",
            "app app/store 1 exact",
            "app app/web 1 exact",
            "app/store app/text 1 exact",
            "app/web app/text 1 exact",
            "one two 1 exact",
            "tests app 1 exact",
            "two one 1 exact",
        ]
    );
    assert_eq!(result["cycles"], json!([["one", "two"]]));
    assert_eq!(
        table(&result["entry_points"], &["reason", "id"]),
        [
            "main tools/run.go::main",
            "package_main app/__main__.py",
            "imported_by_nobody app/web/forms.py",
        ]
    );
}

// requirement: T11 E6
#[test]
fn packages_that_import_each_other_stand_in_one_cluster() {
    let result = told(&json!({"max_tokens": 20_000}));
    let clusters = table(&result["packages"], &["name", "cluster"]);
    let cluster = |name: &str| {
        let found = clusters
            .iter()
            .find_map(|row| row.strip_prefix(&format!("{name} ")));
        found.unwrap_or_default().to_owned()
    };
    assert_eq!(cluster("one"), cluster("two"));
    assert_eq!(cluster("app/web"), cluster("app/store"));
    assert_ne!(cluster("one"), cluster("app/web"));
    assert_ne!(cluster("tools"), cluster("one"));
}

// requirement: T11
#[test]
fn the_levels_of_folders_can_be_chosen_and_a_part_can_be_looked_at() {
    let names = |request: &Value| table(&told(request)["packages"], &["name", "files"]);
    assert_eq!(
        names(&json!({"depth": 1, "max_tokens": 20_000})),
        ["app 6", "one 1", "tools 1", "two 1", "tests 1"]
    );
    let part = json!({"path": "app", "max_tokens": 20_000});
    assert_eq!(
        names(&part),
        ["app/text 1", "app/store 1", "app/web 2", "app 2"]
    );
    assert_eq!(told(&part)["cycles"], json!([]));
}

// requirement: T11 Q1
#[test]
fn a_diagram_is_drawn_line_by_line_and_goes_on_where_it_ended() {
    let request = json!({"path": "one", "format": "mermaid"});
    assert_eq!(told(&request)["diagram"], "flowchart TD\n  p0[\"one\"]");
    let dot = told(&json!({"format": "dot", "max_tokens": 20_000}));
    let whole = dot["diagram"].as_str().unwrap_or_default().to_owned();
    assert!(
        whole.starts_with("digraph architecture {\n  \"app/text\";\n"),
        "{whole}"
    );
    assert!(
        whole.ends_with("  \"two\" -> \"one\" [label=1];\n}"),
        "{whole}"
    );
    let (mut parts, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let answer = tree().ask(
            "architecture",
            &json!({"format": "dot", "limit": 4, "cursor": cursor}),
        );
        let part = answer["result"]["diagram"].as_str().unwrap_or_default();
        parts.push(part.to_owned());
        cursor = answer["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(parts.len(), 5);
    assert_eq!(parts.join("\n"), whole);
}

// requirement: T11 E6
#[test]
fn symbols_that_most_others_use_and_circles_of_calls_are_named_on_request() {
    let tree = Tree::new([
        (
            "app/walk.py",
            "from app.base import Node, name\n\n\ndef even(n):\n    name(n)\n    return n == 0 or odd(n - 1)\n\n\n\
             def odd(n):\n    name(n)\n    return n != 0 and even(n - 1)\n\n\ndef again(n):\n    return again(n - 1)\n\n\n\
             def guess(x: Node):\n    x.visit()\n\n\ndef perhaps(x):\n    x.visit()\n",
        ),
        (
            "app/base.py",
            "class Node:\n    def visit(self):\n        from app.walk import guess, perhaps\n\n        guess(self)\n        perhaps(self)\n\n\n\
             def name(n):\n    return Node\n\n\nname(1)\n",
        ),
    ]);
    let request = json!({"symbols": true, "max_tokens": 20_000});
    let answer = tree.ask("architecture", &request);
    let result = &answer["result"];
    assert_eq!(
        table(&result["hubs"], &["users", "uses", "kind", "id"])[..2],
        [
            "3 1 function app/base.py::name",
            "2 0 class app/base.py::Node"
        ]
    );
    assert_eq!(
        result["call_cycles"],
        json!([
            {"functions": ["app/base.py::Node.visit", "app/walk.py::guess"], "evidence": "exact"},
            {"functions": ["app/walk.py::even", "app/walk.py::odd"], "evidence": "exact"},
        ])
    );
    assert!(
        answer["completeness"]["resolved"].as_u64() > Some(8),
        "{answer}"
    );
    let part = json!({"symbols": true, "path": "app/base.py", "max_tokens": 20_000});
    let part = tree.ask("architecture", &part)["result"].clone();
    assert_eq!(part["call_cycles"].as_array().map(Vec::len), Some(1));
    let without = tree.ask("architecture", &json!({}))["result"].clone();
    assert_eq!(without.get("hubs").or(without.get("call_cycles")), None);
}
