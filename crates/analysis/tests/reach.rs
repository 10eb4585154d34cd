//! Impact, paths, type hierarchies and claims, on the little program of the resolution corpus.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Tree, each, table};

fn tree() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/resolution/python");
    let names = ["facade.py", "main.py", "other.py", "shapes.py"];
    let texts = names.map(|name| std::fs::read_to_string(root.join(name)).unwrap());
    let tree = Tree::new(names.into_iter().zip(texts.iter().map(String::as_str)));
    tree.write(
        "tests/test_shapes.py",
        "from shapes import make\n\n\ndef test_area():\n    assert make().area() == 4\n",
    );
    tree
}

fn result(tool: &str, request: &Value) -> Value {
    tree().ask(tool, request)["result"].clone()
}

// requirement: T6 E6
#[test]
fn the_impact_of_a_method_is_told_hop_by_hop_with_its_tests() {
    let request = json!({"symbol": "Shape.side", "max_tokens": 20_000, "depth": 2});
    let result = result("impact", &request);
    assert_eq!(
        table(&result["affected"], &["hop", "id", "evidence", "test"]),
        [
            "1 main.py::useAnnotated exact false",
            "1 shapes.py::Shape.area exact false",
            "1 shapes.py::Square.side exact false",
            "2 main.py::useInherited exact false",
            "2 shapes.py::Square.twice exact false",
            "2 tests/test_shapes.py::test_area exact true",
            "2 main.py::useOverridden exact false",
        ]
    );
    assert_eq!(result["summary"]["by_hop"], json!([3, 4]));
    assert_eq!(result["summary"]["test_files"], json!(1));
}

// requirement: T6
#[test]
fn the_impact_of_a_diff_begins_at_its_files() {
    let request = json!({"paths": ["other.py"], "max_tokens": 20_000});
    let result = result("impact", &request);
    assert_eq!(
        table(&result["affected"], &["hop", "id", "via", "reason"]),
        [
            "1 main.py other.py import",
            "1 main.py::useOther other.py::helper member",
        ]
    );
}

#[test]
fn uses_that_are_not_resolved_are_counted_and_followed_when_asked_for() {
    let tree = tree();
    let ask = |evidence: &str| {
        let request =
            json!({"symbol": "Shape.side", "evidence": evidence, "depth": 1, "max_tokens": 20_000});
        tree.ask("impact", &request)
    };
    let (likely, possible) = (ask("likely"), ask("possible"));
    let ids = |answer: &Value| each(&answer["result"]["affected"], "id");
    assert!(!ids(&likely).contains(&"main.py::useSeveral".to_owned()));
    assert_eq!(likely["completeness"]["unresolved"], json!(1));
    assert!(ids(&possible).contains(&"main.py::useSeveral".to_owned()));
    assert_eq!(possible["completeness"]["unresolved"], json!(0));
}

// requirement: T12 E6
#[test]
fn the_shortest_path_leads_along_calls_or_imports() {
    let calls = json!({"from": "useConstructor", "to": "Shape.side"});
    let found = result("path_between", &calls);
    assert_eq!(found["found"], "yes");
    assert_eq!(
        table(&found["path"], &["id", "line"]),
        [
            "main.py::useConstructor 0",
            "shapes.py::Square.twice 19",
            "shapes.py::Shape.area 17",
            "shapes.py::Shape.side 3",
        ]
    );
    let imports = json!({"from": "main.py", "to": "shapes.py", "along": "imports"});
    let found = result("path_between", &imports);
    assert_eq!(
        each(&found["path"], "id"),
        ["main.py", "facade.py", "shapes.py"]
    );
}

// requirement: T12
#[test]
fn no_path_and_nobody_knows_are_different_answers() {
    let none = json!({"from": "Shape.side", "to": "useConstructor"});
    assert_eq!(result("path_between", &none)["found"], "no");
    let unknown = json!({"from": "useShadowed", "to": "shapes.py::helper"});
    assert_eq!(result("path_between", &unknown)["found"], "unknown");
}

// requirement: T13
#[test]
fn types_above_and_below_come_with_their_distance_and_the_rest_is_named() {
    let tree = tree();
    tree.write(
        "more.py",
        "from abc import ABC\nfrom shapes import Square\n\n\nclass Cube(Square, ABC, Gone):\n    pass\n",
    );
    let ask =
        |symbol: &str| tree.ask("type_hierarchy", &json!({"symbol": symbol}))["result"].clone();
    let below = ask("Shape");
    assert_eq!(
        table(&below["below"], &["id", "hop", "evidence", "reason"]),
        [
            "shapes.py::Square 1 exact declared",
            "more.py::Cube 2 exact declared"
        ]
    );
    let above = ask("Cube");
    assert_eq!(
        table(&above["above"], &["id", "hop"]),
        ["shapes.py::Square 1", "shapes.py::Shape 2"]
    );
    assert_eq!(
        (above["outside"].clone(), above["unresolved"].clone()),
        (json!(["ABC"]), json!(["Gone"]))
    );
    let refused = tree.refused("type_hierarchy", &json!({"symbol": "make"}));
    assert!(refused.message.contains("no type"));
}

// requirement: T13 Q3
#[test]
fn a_type_that_may_have_one_of_two_bases_and_one_that_has_the_methods_are_marked() {
    let tree = Tree::new([
        (
            "either.py",
            "import sys\n\n\nclass One:\n    pass\n\n\nclass Two:\n    pass\n\n\n\
             if sys.platform == 'x':\n    Base = One\nelse:\n    Base = Two\n\n\n\
             class Low(Base):\n    pass\n\n\nclass Lower(Low):\n    pass\n",
        ),
        (
            "area.go",
            "package area\n\ntype Shape interface {\n\tArea() int\n}\n\ntype Square struct{}\n\n\
             func (s Square) Area() int { return 1 }\n",
        ),
    ]);
    let ask = |symbol: &str, side: &str| {
        let answer = tree.ask("type_hierarchy", &json!({"symbol": symbol}));
        table(
            &answer["result"][side],
            &["id", "hop", "evidence", "reason"],
        )
    };
    assert_eq!(
        ask("Lower", "above"),
        [
            "either.py::Low 1 exact declared",
            "either.py::One 2 possible declared",
            "either.py::Two 2 possible declared"
        ]
    );
    assert_eq!(
        ask("One", "below"),
        [
            "either.py::Low 1 possible declared",
            "either.py::Lower 2 possible declared"
        ]
    );
    assert_eq!(ask("Square", "above"), ["area.go::Shape 1 likely methods"]);
    assert_eq!(ask("Shape", "below"), ["area.go::Square 1 likely methods"]);
}

// requirement: T34
#[test]
fn claims_are_true_false_or_unknown() {
    let claims = [
        ("Square.side is at shapes.py:13", "yes"),
        ("Square.side is at shapes.py:3", "no"),
        ("`Square.side` is in main.py.", "no"),
        ("useConstructor calls Square.twice", "yes"),
        ("useConstructor calls Shape.side", "no"),
        ("useConstructor does not call Shape.side", "yes"),
        ("useUnknown calls Square.twice", "unknown"),
        ("useShadowed calls shapes.py::helper", "unknown"),
        ("nothing calls Square.twice", "no"),
        ("nothing calls useLambda", "yes"),
        ("Square extends Shape", "yes"),
        ("Shape extends Square", "no"),
        ("main.py imports other.py", "yes"),
        ("other.py imports main.py", "no"),
        ("nothing calls useLambada", "unknown"),
        ("all is well", "unknown"),
    ];
    let sentences: Vec<&str> = claims.iter().map(|(claim, _)| *claim).collect();
    let request = json!({"claims": sentences, "max_tokens": 20_000});
    let verdicts = result("verify_claims", &request)["verdicts"].clone();
    let expected: Vec<&str> = claims.iter().map(|(_, holds)| *holds).collect();
    assert_eq!(each(&verdicts, "holds"), expected, "{verdicts:#}");
    assert_eq!(verdicts[3]["seen_at"], json!(["main.py:19 useConstructor"]));
    let near = verdicts[14]["because"].as_str().unwrap();
    assert!(near.contains("useLambda"), "{near}");
}

#[test]
fn a_question_without_a_start_or_with_two_says_what_to_give() {
    let tree = tree();
    for request in [json!({}), json!({"symbol": "make", "paths": ["main.py"]})] {
        let error = tree.refused("impact", &request);
        assert_eq!(error.code, "INVALID_REQUEST");
        assert!(error.hint.unwrap().contains("symbol"));
    }
    let claims: Vec<String> = (0..201).map(|_| "f calls g".to_owned()).collect();
    assert_eq!(
        tree.refused("verify_claims", &json!({"claims": claims}))
            .code,
        "LIMIT_EXCEEDED"
    );
}

// requirement: Q3 Q4
#[test]
fn an_import_that_only_the_end_of_a_path_tells_is_likely() {
    let tree = Tree::new([
        (
            "src/main.c",
            "#include \"near.h\"\n#include \"util/far.h\"\n#include \"gone.h\"\nint main(void) { return far(); }\n",
        ),
        ("src/near.h", "int near(void);\n"),
        ("lib/util/far.h", "int far(void);\n"),
    ]);
    let answer = tree.ask("dependencies", &json!({"path": "src/main.c"}));
    assert_eq!(
        table(
            &answer["result"]["imports"],
            &["module", "kind", "evidence"]
        ),
        [
            "near.h internal exact",
            "util/far.h internal likely",
            "gone.h unresolved -"
        ]
    );
    let known = &answer["completeness"];
    assert_eq!(
        (&known["resolved"], &known["unresolved"]),
        (&json!(2), &json!(1))
    );
    let importers = |file: &str| {
        let request = json!({"symbol": file, "relation": "importers"});
        table(
            &tree.ask("relations", &request)["result"]["related"],
            &["id", "evidence"],
        )
    };
    assert_eq!(importers("lib/util/far.h"), ["src/main.c likely"]);
    assert_eq!(importers("src/near.h"), ["src/main.c exact"]);
    let path = |evidence: &str| {
        let request = json!({"from": "src/main.c", "to": "lib/util/far.h", "along": "imports", "evidence": evidence});
        tree.ask("path_between", &request)["result"].clone()
    };
    assert_eq!(
        each(&path("likely")["path"], "evidence"),
        ["exact", "likely"]
    );
    assert_eq!(path("exact")["found"], "unknown");
}
