//! What functions, types, files and packages are measured by.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Tree, table};

fn cognitive(name: &str, text: &str) -> Vec<String> {
    let tree = Tree::new([(name, text)]);
    let answer = tree.ask("complexity", &json!({"max_tokens": 20_000}));
    let mut rows = table(
        &answer["result"]["functions"],
        &["line", "name", "cognitive"],
    );
    rows.sort_by_key(|row| {
        row.split(' ')
            .next()
            .and_then(|line| line.parse::<u32>().ok())
    });
    rows.iter()
        .map(|row| row.split_once(' ').map_or("", |(_, rest)| rest).to_owned())
        .collect()
}

// requirement: E5, T16
#[test]
fn the_examples_of_sonars_paper_come_to_what_it_says() {
    let java = "\
class Paper {
    int sumOfPrimes(int max) {
        int total = 0;
        OUT: for (int i = 1; i <= max; ++i) {
            for (int j = 2; j < i; ++j) {
                if (i % j == 0) {
                    continue OUT;
                }
            }
            total += i;
        }
        return total;
    }
    String getWords(int number) {
        switch (number) {
            case 1: return \"one\";
            case 2: return \"a couple\";
            case 3: return \"a few\";
            default: return \"lots\";
        }
    }
    void myMethod() {
        try {
            if (condition1) {
                for (int i = 0; i < 10; i++) {
                    while (condition2) { }
                }
            }
        } catch (ExcepType1 | ExcepType2 e) {
            if (condition2) { }
        }
    }
    void myMethod2() {
        Runnable r = () -> {
            if (condition1) { }
        };
    }
    void operators() {
        if (a && b && c || d || e && f) { }
        if (a && !(b && c)) { }
    }
}
";
    assert_eq!(
        cognitive("Paper.java", java),
        [
            "sumOfPrimes 7",
            "getWords 1",
            "myMethod 9",
            "myMethod2 2",
            "operators 7"
        ]
    );
}

const PYTHON: &str = "\
def recursive(n):
    if n:
        return recursive(n - 1)

def outer():
    def inner(x):
        if x:
            pass
    inner(1)

def decorator(a, b):
    def wrapper(f):
        if a:
            pass
    return wrapper

def loop_else(xs):
    for x in xs:
        pass
    else:
        pass

def caught():
    try:
        pass
    except ValueError:
        pass
    except KeyError:
        pass
    finally:
        pass

def ping():
    pong()

def pong():
    ping()

def filtered(xs):
    return [x for x in xs if x]

def given(f):
    return f(lambda x: 1 if x else 2)
";

#[test]
fn python_follows_sonars_analyser() {
    assert_eq!(
        cognitive("a.py", PYTHON),
        [
            "recursive 2",
            "outer 2",
            "inner 1",
            "decorator 1",
            "wrapper 1",
            "loop_else 2",
            "caught 2",
            "ping 1",
            "pong 1",
            "filtered 0",
            "given 2",
        ]
    );
}

#[test]
fn a_javascript_function_that_only_declares_is_a_frame() {
    let text = "\
function frame() {
    function inner(a) {
        if (a) { return 1; }
    }
    return inner;
}
function worker(a) {
    if (a) { a(); }
    function inner(b) {
        if (b) { return 1; }
    }
}
";
    assert_eq!(
        cognitive("a.js", text),
        ["frame 0", "inner 1", "worker 3", "inner 1"]
    );
}

const TYPES: &str = "\
from abc import ABC
from b import Other
from outside import Unknown

class Shape(ABC):
    sides = 4
    def __init__(self, a, b):
        self.a = a
        self._b = b
    def area(self):
        return self.a * 2
    def twice(self):
        return self.area() if self.a else 0
    def alone(self):
        return self._b
    def _hidden(self, other: Other, unknown: Unknown):
        return Other()
";

// requirement: E5, T16
#[test]
fn a_type_is_measured_by_its_methods_and_what_they_share() {
    let tree = Tree::new([("a.py", TYPES), ("b.py", "class Other:\n    pass\n")]);
    let answer = tree.ask("complexity", &json!({"of": "types", "path": "a.py"}));
    let group = &answer["result"]["groups"][0];
    assert_eq!(
        group["design"],
        json!({
            "wmc": 6, "nom": 5, "npm": 4, "attributes": 1, "npa": 1,
            // `area` and `twice` share `a`; `alone` and `_hidden` stand for themselves.
            "lcom4": 3, "tcc": 0.3333, "cbo": 1, "cbo_unknown": 2, "is_abstract": true
        })
    );
    assert_eq!(group["cyclomatic"], 6);
    assert_eq!(group["kind"], "class");
}

#[test]
fn parts_of_a_type_in_one_file_are_one_type() {
    let rust = "\
struct Point { x: i32, y: i32 }
impl Point {
    pub fn sum(&self) -> i32 { self.x + self.y }
    pub fn width(&self) -> i32 { self.x }
}
";
    let go = "\
package p
type Point struct { x, y int }
func (p Point) Sum() int { return p.x + p.y }
func (p Point) Width() int { return p.x }
";
    for (name, text) in [("a.rs", rust), ("a.go", go)] {
        let answer = Tree::new([(name, text)]).ask("complexity", &json!({"of": "types"}));
        let groups = &answer["result"]["groups"];
        assert_eq!(
            table(groups, &["name", "kind", "functions"]),
            ["Point struct 2"],
            "{name}"
        );
        assert_eq!(groups[0]["design"]["lcom4"], 1, "{name}");
        assert_eq!(groups[0]["design"]["tcc"], 1.0, "{name}");
    }
}

// requirement: E5, T16
#[test]
fn files_and_packages_have_coupling_and_nothing_by_nothing_is_null() {
    let tree = Tree::new([
        (
            "app/main.py",
            "from lib import base\n\ndef run():\n    return base.Base()\n",
        ),
        ("lib/__init__.py", ""),
        (
            "lib/base.py",
            "from abc import ABC\n\nclass Base(ABC):\n    pass\n\nclass Real(Base):\n    pass\n",
        ),
        ("alone.py", "x = 1 if True else 2\n"),
    ]);
    let answer = tree.ask("complexity", &json!({"of": "packages"}));
    let rows = answer["result"]["groups"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let coupling = |name: &str| -> Value {
        rows.iter()
            .find(|row| row["name"] == name)
            .map(|row| row["coupling"].clone())
            .unwrap_or_default()
    };
    assert_eq!(
        coupling("lib"),
        json!({
            "afferent": 1, "efferent": 0, "efferent_types_only": 0,
            "instability": 0.0, "abstractness": 0.5, "distance": 0.5
        })
    );
    assert_eq!(coupling("app")["instability"], 1.0);
    assert_eq!(coupling("app")["abstractness"], Value::Null);
    assert_eq!(coupling(".")["instability"], Value::Null);
    let files = tree.ask(
        "complexity",
        &json!({"of": "files", "detail": "all", "path": "alone.py"}),
    );
    let file = &files["result"]["groups"][0];
    assert_eq!(
        (&file["cyclomatic"], &file["cognitive"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(file["metrics"]["loc"]["sloc"], 1);
}

#[test]
fn an_empty_file_has_no_index_and_no_impossible_number() {
    let tree = Tree::new([("a.py", "")]);
    let answer = tree.ask("complexity", &json!({"of": "files", "detail": "all"}));
    let metrics = &answer["result"]["groups"][0]["metrics"];
    assert_eq!(metrics["maintainability"]["original"], Value::Null);
    assert_eq!(metrics["halstead"]["volume"], 0.0);
}

#[test]
fn only_functions_are_explained() {
    let error =
        Tree::new([("a.py", "")]).refused("complexity", &json!({"of": "types", "explain": true}));
    assert_eq!(error.code, "INVALID_REQUEST");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the text: kinds of lines add up, and tokens are at least as many as different ones.
    #[test]
    fn lines_and_tokens_add_up(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("def f(a):\n    if a and b or c:\n        return 1\n"),
                Just("# only\n"), Just("\n"), Just("    x = 'a # b'  # c\n"), Just("class C:\n"),
                Just("    def m(self): return self.x\n"), Just("\"\"\"text\n\nmore\"\"\"\n"), Just("}"), Just("(("),
            ],
            0..12,
        ),
    ) {
        let tree = Tree::new([("a.py", parts.concat().as_str())]);
        for of in ["functions", "types", "files"] {
            let request = json!({"of": of, "detail": "all", "max_tokens": 100_000});
            let answer = tree.ask("complexity", &request);
            let list = if of == "functions" { "functions" } else { "groups" };
            for row in answer["result"][list].as_array().into_iter().flatten() {
                let loc = &row["metrics"]["loc"];
                let part = |kind: &str| loc[kind].as_u64().unwrap_or_default();
                prop_assert_eq!(part("ploc") + part("comment_only") + part("blank"), part("sloc"));
                prop_assert!(part("comment_only") <= part("cloc"));
                let halstead = &row["metrics"]["halstead"];
                let count = |kind: &str| halstead[kind].as_u64().unwrap_or_default();
                prop_assert!(count("operands_distinct") <= count("operands"));
                prop_assert!(count("operators_distinct") <= count("operators"));
            }
        }
    }
}
