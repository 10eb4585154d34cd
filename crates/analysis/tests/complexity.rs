//! How complex functions are.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

const CODE: &str = "\
def plain():
    return 1


def busy(a, b=0, *rest):
    if a and b or rest:
        for x in a:
            while x:
                x = x and 1
            else:
                pass
    elif b:
        try:
            pass
        except ValueError:
            pass
        except KeyError:
            pass
        else:
            pass
    assert a
    return [y for y in a if y] if b else lambda: 0


class Box:
    def outer(self):
        def inner():
            if self:
                return 1
        match self:
            case 1:
                pass
            case 2:
                pass
            case _:
                pass
        return inner
";

fn check(request: &Value, expected: &[&str]) {
    let tree = Tree::new([
        ("a.py", CODE),
        ("lib/b.py", "def other(x):\n    return x or 1\n"),
    ]);
    let answer = tree.ask("complexity", request);
    let fields = [
        "qualified_name",
        "cyclomatic",
        "nesting_max",
        "lines",
        "parameters",
    ];
    assert_eq!(
        table(&answer["result"]["functions"], &fields),
        expected,
        "{request}"
    );
}

#[test]
fn functions_are_counted_as_radon_counts_them() {
    check(
        &json!({"path": "a.py"}),
        &[
            "busy 16 3 18 3",
            "Box.outer 3 1 12 1",
            "Box.outer.inner 2 1 3 0",
            "plain 1 0 2 0",
        ],
    );
}

#[test]
fn a_symbol_a_place_or_a_least_value_narrows_the_list() {
    check(
        &json!({"symbol": "Box"}),
        &["Box.outer 3 1 12 1", "Box.outer.inner 2 1 3 0"],
    );
    check(&json!({"path": "lib"}), &["other 2 0 2 1"]);
    check(&json!({"minimum": 10}), &["busy 16 3 18 3"]);
}

#[test]
fn the_summary_is_over_all_functions_asked_for() {
    let tree = Tree::new([("a.py", CODE)]);
    let answer = tree.ask("complexity", &json!({"minimum": 10, "limit": 1}));
    assert_eq!(
        answer["result"]["summary"],
        json!({
            "functions": 4, "mean": 5.5, "max": 16, "total": 22,
            "by_rank": {"A": 3, "B": 0, "C": 1, "D": 0, "E": 0, "F": 0}
        })
    );
}

#[test]
fn a_repository_without_functions_has_an_empty_summary() {
    let answer = Tree::new([("a.py", "x = 1\n")]).ask("complexity", &json!({}));
    assert_eq!(answer["result"]["summary"]["mean"], 0.0);
    assert_eq!(answer["result"]["functions"], json!([]));
}
