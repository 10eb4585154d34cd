//! The same little program in each language, and what its calls lead to.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Tree, files};

/// Languages of the folder that are resolved.
const LANGUAGES: [&str; 12] = [
    "c",
    "cpp",
    "csharp",
    "go",
    "java",
    "javascript",
    "kotlin",
    "php",
    "python",
    "ruby",
    "rust",
    "typescript",
];

/// Those that have classes, so that rows without a language are about them.
const WITH_CLASSES: &str = "javascript python typescript";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/resolution")
}

fn tree(language: &str) -> Tree {
    let top = folder().join(language);
    let named = |path: PathBuf| {
        let name = path.strip_prefix(&top).unwrap().to_str().unwrap();
        (name.to_owned(), std::fs::read_to_string(&path).unwrap())
    };
    let files: Vec<(String, String)> = files(&top).into_iter().map(named).collect();
    assert!(files.len() >= 4, "{language} has its program");
    let files = files.iter();
    Tree::new(files.map(|(name, text)| (name.as_str(), text.as_str())))
}

/// The lines of a table that hold for a language, without remarks.
fn rows(table: &str, language: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder().with_file_name(table)).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (row, languages) = line.split_once(" : ").unwrap_or((line, WITH_CLASSES));
            let holds = languages.split(' ').any(|one| one == language);
            holds.then(|| row.trim().to_owned())
        })
        .collect()
}

/// `Shape.side` of `shapes.py::Shape.side`; a plain function is shown with its file where two have it.
fn short(id: &str) -> String {
    let (path, name) = id.split_once("::").unwrap_or((id, ""));
    let file = path.rsplit('/').next().unwrap().split('.').next().unwrap();
    match name {
        "" => file.to_owned(),
        "helper" | "Helper" | "decorate" => format!("{file}/{name}"),
        name => name.to_owned(),
    }
}

fn relation(tree: &Tree, symbol: &str, relation: &str) -> Value {
    let request = json!({"symbol": symbol, "relation": relation, "max_tokens": 20_000});
    tree.ask("relations", &request)["result"].clone()
}

// requirement: T5 Q3 Q4 E4
#[test]
fn calls_lead_where_the_table_says() {
    for language in LANGUAGES {
        let tree = tree(language);
        let expected = rows("resolution-edges.txt", language);
        let callers: BTreeSet<&str> = expected
            .iter()
            .filter_map(|row| Some(row.split_once(" -> ")?.0))
            .collect();
        let mut found = BTreeSet::new();
        for caller in callers {
            let result = relation(&tree, caller, "callees");
            for one in result["related"].as_array().unwrap() {
                let text = |field: &str| one[field].as_str().unwrap().to_owned();
                found.insert(format!(
                    "{caller} -> {} {} {}",
                    short(&text("id")),
                    text("evidence"),
                    text("reason")
                ));
            }
            for (count, name) in [("outside", "outside"), ("unresolved", "nothing")] {
                if result["counts"][count] != json!(0) {
                    found.insert(format!("{caller} -> {name}"));
                }
            }
        }
        let missing: Vec<_> = expected.difference(&found).collect();
        let extra: Vec<_> = found.difference(&expected).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{language}: missing {missing:#?}, extra {extra:#?}"
        );
    }
}

// requirement: T5 Q3
#[test]
fn callers_by_name_and_by_dispatch_are_marked_as_such() {
    for language in LANGUAGES {
        let tree = tree(language);
        for row in rows("resolution-callers.txt", language) {
            let (symbol, rest) = row.split_once(" <- ").unwrap();
            let symbol = symbol.rsplit('/').next().unwrap();
            let result = relation(&tree, symbol, "callers");
            let found: Vec<String> = result["related"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    let text = |field: &str| one[field].as_str().unwrap().to_owned();
                    format!(
                        "{} {} {}",
                        short(&text("id")),
                        text("evidence"),
                        text("reason")
                    )
                })
                .collect();
            assert!(
                found.contains(&rest.to_owned()),
                "{language}: {row}: {found:#?}"
            );
        }
    }
}

#[test]
fn types_below_and_above_and_importers_are_told() {
    let tree = tree("python");
    let ids = |symbol: &str, kind: &str| {
        let related = relation(&tree, symbol, kind)["related"].clone();
        support::each(&related, "id")
    };
    assert_eq!(ids("Shape", "implementations"), ["shapes.py::Square"]);
    assert_eq!(
        ids("Shape.side", "implementations"),
        ["shapes.py::Square.side"]
    );
    assert_eq!(ids("Square.side", "overrides"), ["shapes.py::Shape.side"]);
    assert_eq!(ids("Square", "overrides"), ["shapes.py::Shape"]);
    assert_eq!(ids("Square", "importers"), ["facade.py", "main.py"]);
    assert_eq!(ids("other.py", "importers"), ["main.py"]);
    assert_eq!(ids("other.py::helper", "references"), ["main.py::useOther"]);
}

#[test]
fn nothing_is_made_of_a_builtin_that_has_our_name() {
    let tree = tree("python");
    let result = relation(&tree, "other.py::filter", "callers");
    assert_eq!(result["related"], json!([]));
    assert_eq!(result["counts"]["unresolved"], json!(0));
}

#[test]
fn an_answer_follows_a_change_of_another_file() {
    let tree = tree("python");
    let before = relation(&tree, "shapes.py::helper", "callers");
    assert_eq!(before["counts"]["exact"], json!(4));
    tree.write(
        "facade.py",
        "from shapes import *\nfrom other import helper as assist\n",
    );
    let after = relation(&tree, "shapes.py::helper", "callers");
    assert_eq!(after["counts"]["exact"], json!(2));
    let other = relation(&tree, "other.py::helper", "callers");
    assert_eq!(other["counts"]["exact"], json!(3));
}

#[test]
fn pages_join_to_the_whole_and_evidence_bounds_what_is_listed() {
    let tree = tree("python");
    let request =
        json!({"symbol": "Square", "relation": "references", "limit": 2, "max_tokens": 20_000});
    let first = tree.ask("relations", &request);
    assert_eq!(first["result"]["related"].as_array().unwrap().len(), 2);
    assert!(first["next_cursor"].is_string());
    let exact = json!({"symbol": "Square.side", "evidence": "exact", "max_tokens": 20_000});
    let exact = tree.ask("relations", &exact);
    let classes = support::each(&exact["result"]["related"], "evidence");
    assert!(classes.iter().all(|one| one == "exact") && !classes.is_empty());
    assert_ne!(exact["result"]["counts"]["possible"], json!(0));
}

#[test]
fn a_question_that_cannot_be_answered_says_what_to_ask_instead() {
    let tree = tree("python");
    let ambiguous = tree.refused("relations", &json!({"symbol": "helper"}));
    assert_eq!(ambiguous.code, "INVALID_REQUEST");
    assert_eq!(ambiguous.nearest, ["other.py::helper", "shapes.py::helper"]);
    let file = tree.refused("relations", &json!({"symbol": "main.py"}));
    assert!(file.hint.unwrap().contains("path::name"));
    let gone = tree.refused("relations", &json!({"symbol": "Squrae"}));
    assert_eq!(
        (gone.code.as_str(), gone.nearest),
        ("NOT_FOUND", vec!["Square".to_owned()])
    );
}

#[test]
fn names_that_lead_in_circles_end_nowhere() {
    let tree = Tree::new([
        (
            "a.py",
            "from b import thing\nfrom b import *\n\n\ndef use():\n    thing()\n    other()\n",
        ),
        (
            "b.py",
            "from a import thing\nfrom a import *\n\n\nclass A(B):\n    pass\n\n\nclass B(A):\n    x = y\n    y = x\n",
        ),
    ]);
    let callees = relation(&tree, "use", "callees");
    assert_eq!(callees["related"], json!([]));
    assert_eq!(callees["counts"]["unresolved"], json!(2));
    let above = tree.ask(
        "relations",
        &json!({"symbol": "A", "relation": "overrides"}),
    );
    let above = support::each(&above["result"]["related"], "id");
    assert!(above.contains(&"b.py::B".to_owned()), "{above:?}");
    tree.ask("impact", &json!({"symbol": "A"}));
}

#[test]
fn a_property_that_returns_itself_ends_nowhere() {
    let tree = Tree::new([(
        "a.py",
        "class A:\n    @property\n    def x(self):\n        return self.x\n\n    def use(self):\n        self.x.go()\n",
    )]);
    let callees = relation(&tree, "A.use", "callees");
    assert_eq!(callees["related"], json!([]));
    tree.ask("impact", &json!({"symbol": "A.x"}));
}

#[test]
fn names_of_kotlin_that_lead_in_circles_end_nowhere() {
    let tree = Tree::new([
        (
            "a.kt",
            "package a\nimport b.*\nimport b.lost as found\ntypealias X = Y\ntypealias Y = X\nclass C : D()\nopen class D : C()\nval one by lazy { two }\nval two = one.let { it }\nfun X.lost() = lost()\nfun use(x: X, c: C) {\n    x.go()\n    one.apply { two.apply { go() } }\n    c.go()\n    found()\n}\n",
        ),
        ("b.kt", "package b\nimport a.*\nimport a.lost\n"),
    ]);
    let callees = relation(&tree, "use", "callees");
    assert_eq!(callees["related"], json!([]));
    tree.ask("impact", &json!({"symbol": "D"}));
}

#[test]
fn lambdas_of_kotlin_inside_each_other_are_left_alone_past_a_depth() {
    let depth = 100;
    let inside = format!(
        "{}go(){}",
        "x.apply { a { ".repeat(depth),
        " } }".repeat(depth)
    );
    let text = format!("class X {{ fun go() {{}} }}\nfun use(x: X) {{ {inside} }}\n");
    let tree = Tree::new([("a.kt", text.as_str())]);
    let callees = relation(&tree, "use", "callees");
    assert_eq!(callees["counts"]["exact"], json!(0));
}

#[test]
fn names_of_ruby_that_lead_in_circles_end_nowhere() {
    let tree = Tree::new([(
        "a.rb",
        "class A < B\n  include M\n  X = Y\n  Y = X\n  def x\n    @x ||= x\n    y.x.z\n  end\n  def y\n    @y = @x.y\n  end\nend\nclass B < A\n  def w\n    super.w\n    X.new.q\n  end\nend\nmodule M\n  include M\n  extend self\nend\ndef use\n  use.use.go\n  M.lost\n  A.new.x.lost\nend\n",
    )]);
    let callees = relation(&tree, "use", "callees");
    assert_eq!(callees["counts"]["unresolved"], json!(4));
    tree.ask("impact", &json!({"symbol": "A"}));
}

#[test]
fn what_kotlin_expects_and_what_a_platform_has_are_one() {
    let tree = Tree::new([
        (
            "common.kt",
            "package a\nexpect class Clock() {\n    fun now(): Long\n}\nexpect fun made(): Clock\nfun minOf(a: Long, b: Int): Long = a\nfun use() {\n    made().now()\n}\nfun least(a: Long) = minOf(a, a)\n",
        ),
        (
            "more.kt",
            "package a\nfun more(clock: Clock) = clock.extra()\n",
        ),
        (
            "jvm.kt",
            "package a\nactual class Clock actual constructor() {\n    actual fun now(): Long = 1\n    fun extra() = 2\n}\nactual fun made(): Clock = Clock()\n",
        ),
    ]);
    let found = |symbol: &str| {
        let related = relation(&tree, symbol, "callees")["related"].clone();
        support::table(&related, &["id", "evidence"])
    };
    assert_eq!(
        found("use"),
        ["common.kt::Clock.now exact", "common.kt::made exact"]
    );
    assert_eq!(found("least"), ["common.kt::minOf likely"]);
    assert_eq!(found("more"), ["jvm.kt::Clock.extra likely"]);
}

#[test]
fn a_method_of_ruby_that_another_file_replaces_may_be_either() {
    let tree = Tree::new([
        (
            "a.rb",
            "module Loud\n  def go\n  end\nend\nclass A\n  def x\n  end\n  def self.y\n  end\nend\nclass B\n  prepend Loud\n  def go\n  end\nend\ndef use\n  A.new.x\n  A.y\nend\ndef prepended\n  B.new.go\nend\n",
        ),
        (
            "b.rb",
            "class A\n  def x\n  end\n  def self.y\n  end\nend\n",
        ),
    ]);
    let found = |symbol: &str| {
        let related = relation(&tree, symbol, "callees")["related"].clone();
        support::table(&related, &["id", "evidence"])
    };
    assert_eq!(
        found("use"),
        [
            "a.rb::A exact",
            "a.rb::A.x possible",
            "a.rb::A.y possible",
            "b.rb::A.x possible",
            "b.rb::A.y possible",
        ]
    );
    assert_eq!(found("prepended"), ["a.rb::B exact", "a.rb::B.go likely"]);
}

#[test]
fn modules_of_rust_that_lead_in_circles_end_nowhere() {
    let tree = Tree::new([
        (
            "src/lib.rs",
            "mod a;\nmod b;\npub use a::*;\npub use self::b::b;\ntype X = Y;\ntype Y = X;\nimpl P for X {}\ntrait P: Q {}\ntrait Q: P {}\nfn lost(p: &dyn P) {\n    zed();\n    X::new();\n    p.none();\n    b();\n}\n",
        ),
        ("src/a.rs", "pub use crate::*;\npub use super::b::*;\n"),
        (
            "src/b.rs",
            "pub use crate::a::*;\npub use super::*;\npub fn b() {}\n",
        ),
    ]);
    let callees = relation(&tree, "lost", "callees");
    let found = support::each(&callees["related"], "id");
    assert_eq!(found, ["src/b.rs::b"]);
    assert_eq!(callees["counts"]["unresolved"], json!(3));
}

#[test]
fn a_clone_is_of_the_type_that_is_cloned_and_may_be_the_pointers_own() {
    let tree = Tree::new([(
        "src/lib.rs",
        "use std::rc::Rc;\n#[derive(Clone)]\nstruct A;\nstruct B;\nimpl A {\n    fn a(&self) {}\n}\nimpl Clone for B {\n    fn clone(&self) -> Self {\n        B\n    }\n}\nimpl B {\n    fn b(&self) {}\n}\nfn cloned(one: &A, other: &Rc<B>) {\n    one.clone().a();\n    other.clone().b();\n}\n",
    )]);
    let callees = relation(&tree, "cloned", "callees");
    let found: Vec<(String, String)> = support::each(&callees["related"], "id")
        .into_iter()
        .zip(support::each(&callees["related"], "evidence"))
        .collect();
    let expected = [("A.a", "exact"), ("B.b", "exact"), ("B.clone", "likely")];
    let expected =
        expected.map(|(name, evidence)| (format!("src/lib.rs::{name}"), evidence.to_owned()));
    assert_eq!(found, expected);
}
