//! What duplicates are found, and what is none.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use std::fmt::Write;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Tree, table};

const ORIGINAL: &str = "\
def total(orders, rate):
    # what they come to
    result = 0
    for order in orders:
        if order.paid and order.amount > 10:
            result += order.amount * rate
        elif order.gift:
            result -= order.discount + 1
        else:
            raise ValueError(order.name)
    while result > 1000:
        result = result // 2
    return round(result, 2)
";

fn renamed() -> String {
    ORIGINAL
        .replace("result", "amount_left")
        .replace("orders", "bills")
        .replace("1000", "77")
}

fn gapped() -> String {
    ORIGINAL.replace(
        "    while result",
        "    audit.log('summed', result, orders)\n    while result",
    )
}

fn found(files: &[(&str, &str)], request: &Value) -> Vec<String> {
    let tree = Tree::new(files.iter().copied());
    let answer = tree.ask("clones", request);
    table(
        &answer["result"]["classes"],
        &["kind", "count", "similarity"],
    )
}

fn spaced() -> String {
    ORIGINAL
        .replace("    # what they come to\n", "\n\n")
        .replace(", rate", ",   rate")
}

// requirement: E7, T24
#[test]
fn exact_renamed_and_gapped_duplicates_are_found_and_told_apart() {
    let (spaced, renamed, gapped) = (spaced(), renamed(), gapped());
    for (other, kind, expected) in [
        (&spaced, "exact", &["exact 2 100"][..]),
        (&renamed, "exact", &[]),
        (&renamed, "renamed", &["renamed 2 100"]),
        (&gapped, "gapped", &["gapped 2 88"]),
    ] {
        let files = [("a.py", ORIGINAL), ("b/c.py", other.as_str())];
        let told = found(&files, &json!({"kind": kind}));
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(told, expected, "{kind} {other}");
    }
}

// requirement: T24
#[test]
fn places_have_lines_and_symbols_and_lines_are_counted_once() {
    let tree = Tree::new([("a.py", ORIGINAL), ("b.py", ORIGINAL), ("c.py", ORIGINAL)]);
    let answer = tree.ask("clones", &json!({}));
    let class = &answer["result"]["classes"][0];
    assert_eq!(
        table(
            &class["fragments"],
            &["path", "start_line", "end_line", "symbol"]
        ),
        ["a.py 1 13 total", "b.py 1 13 total", "c.py 1 13 total"]
    );
    assert_eq!(answer["result"]["total_classes"], 1);
    assert_eq!(answer["result"]["duplicated_lines"], 39);
}

// requirement: T24
#[test]
fn a_duplicate_crosses_the_languages_of_a_family() {
    let text = "\
export function total(orders, rate) {
    let result = 0;
    for (const order of orders) {
        if (order.paid && order.amount > 10) {
            result += order.amount * rate;
        } else {
            throw new Error(order.name);
        }
    }
    while (result > 1000) { result = result / 2; }
    return Math.round(result);
}
";
    assert_eq!(
        found(&[("a.js", text), ("b.ts", text)], &json!({"kind": "exact"})),
        ["exact 2 100"]
    );
}

// requirement: T24
#[test]
fn a_stretch_that_lies_in_a_larger_duplicate_is_told_once() {
    let both = format!("{ORIGINAL}audit.log('summed', 1)\n");
    // Two files go on alike for a line; the function stands in two more.
    let tree = Tree::new([
        ("a.py", both.as_str()),
        ("b.py", both.as_str()),
        ("c.py", ORIGINAL),
        ("d.py", ORIGINAL),
    ]);
    let answer = tree.ask("clones", &json!({"kind": "exact"}));
    assert_eq!(
        table(&answer["result"]["classes"], &["kind", "count"]),
        ["exact 4"]
    );
    assert_eq!(answer["result"]["duplicated_lines"], 54);
}

#[test]
fn names_that_are_changed_each_time_otherwise_are_no_duplicate() {
    let mut scrambled = String::new();
    for (number, word) in ORIGINAL.split("order.").enumerate() {
        let name = if number == 0 {
            String::new()
        } else {
            format!("order{number}.")
        };
        write!(scrambled, "{name}{word}").expect("a text takes text");
    }
    assert!(
        found(
            &[("a.py", ORIGINAL), ("b.py", &scrambled)],
            &json!({"tokens_min": 60})
        )
        .is_empty()
    );
}

// requirement: E7
#[test]
fn a_table_of_literals_is_no_duplicate_of_itself_or_of_another() {
    let mut tables = [String::from("A = [\n"), String::from("B = [\n")];
    for (number, table) in tables.iter_mut().enumerate() {
        for row in 0..5_000 {
            writeln!(
                table,
                "    ({row}, 'text {}', {}),",
                row * 3 + number,
                row % 7
            )
            .expect("a text takes text");
        }
        table.push_str("]\n");
    }
    let [one, other] = &tables;
    assert!(
        found(
            &[("a.py", one), ("b.py", other)],
            &json!({"kind": "gapped"})
        )
        .is_empty()
    );
}

#[test]
fn assignments_in_a_row_are_no_duplicate_of_others() {
    let names = |prefix: &str| -> String {
        (0..12).fold(
            String::from("class A:\n    def __init__(self, **k):\n"),
            |text, number| format!("{text}        self.{prefix}{number} = k['{prefix}{number}']\n"),
        )
    };
    assert!(found(&[("a.py", &names("a")), ("b.py", &names("b"))], &json!({})).is_empty());
}

#[test]
fn files_of_which_no_tokens_are_known_count_as_skipped() {
    let text = "function f(a)\n  return a\nend\n";
    let tree = Tree::new([("a.lua", text), ("b.lua", text), ("c.py", ORIGINAL)]);
    let answer = tree.ask("clones", &json!({}));
    assert_eq!(answer["completeness"]["files"], 1);
    assert_eq!(answer["completeness"]["skipped"], 2);
}

#[test]
fn pages_hold_every_class_once() {
    let mut files = Vec::new();
    for number in 0..6 {
        let text = ORIGINAL.replace(
            "amount",
            &format!("amount.field.{}", "part.".repeat(number) + "end"),
        );
        files.push((format!("a{number}.py"), text.clone()));
        files.push((format!("b{number}.py"), text));
    }
    let tree = Tree::new(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let whole = tree.ask("clones", &json!({"kind": "exact", "max_tokens": 50_000}));
    let mut paged = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = tree.ask(
            "clones",
            &json!({"kind": "exact", "limit": 1, "cursor": cursor}),
        );
        paged.extend(
            page["result"]["classes"]
                .as_array()
                .cloned()
                .unwrap_or_default(),
        );
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(whole["result"]["classes"], Value::Array(paged));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// However it is cut into files, a copied function is found, and the answer does not depend on other files.
    #[test]
    fn a_copy_is_found_wherever_it_stands(before in 0_usize..40, after in 0_usize..40) {
        let other = format!("{}{ORIGINAL}{}", "x = f(1)\n".repeat(before), "y = [z]\n".repeat(after));
        let told = found(&[("a.py", ORIGINAL), ("b.py", &other)], &json!({"kind": "exact"}));
        prop_assert_eq!(told, ["exact 2 100"]);
    }
}
