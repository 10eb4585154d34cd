//! One program in each language gives the same numbers, and every part of a number can be explained.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

/// `triage` nests a loop, a chain of `if`s with two runs of operators, and a loop; `named` switches;
/// `factorial` calls itself.
const PROGRAMS: [(&str, &str); 9] = [
    (
        "program.py",
        "\
def triage(items, limit):
    total = 0
    for item in items:
        if item > limit and item != 0 or item < 0:
            total += 1
        elif item == limit:
            while total > limit:
                total -= 1
        else:
            total = 0
    return total

def named(kind):
    match kind:
        case 1:
            return 'one'
        case 2:
            return 'two'
        case _:
            return 'many'

def factorial(n):
    if n < 2:
        return 1
    return n * factorial(n - 1)
",
    ),
    ("program.js", ECMASCRIPT),
    ("program.ts", ECMASCRIPT),
    ("program.tsx", ECMASCRIPT),
    (
        "program.rs",
        "\
fn triage(items: &[i32], limit: i32) -> i32 {
    let mut total = 0;
    for item in items {
        if *item > limit && *item != 0 || *item < 0 {
            total += 1;
        } else if *item == limit {
            while total > limit {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

fn named(kind: i32) -> &'static str {
    match kind {
        1 => return \"one\",
        2 => return \"two\",
        _ => return \"many\",
    }
}

fn factorial(n: i32) -> i32 {
    if n < 2 {
        return 1;
    }
    return n * factorial(n - 1);
}
",
    ),
    (
        "program.go",
        "\
package program

func triage(items []int, limit int) int {
	total := 0
	for _, item := range items {
		if item > limit && item != 0 || item < 0 {
			total += 1
		} else if item == limit {
			for total > limit {
				total -= 1
			}
		} else {
			total = 0
		}
	}
	return total
}

func named(kind int) string {
	switch kind {
	case 1:
		return \"one\"
	case 2:
		return \"two\"
	default:
		return \"many\"
	}
}

func factorial(n int) int {
	if n < 2 {
		return 1
	}
	return n * factorial(n-1)
}
",
    ),
    (
        "Program.java",
        "\
class Program {
    int triage(int[] items, int limit) {
        int total = 0;
        for (int item : items) {
            if (item > limit && item != 0 || item < 0) {
                total += 1;
            } else if (item == limit) {
                while (total > limit) {
                    total -= 1;
                }
            } else {
                total = 0;
            }
        }
        return total;
    }

    String named(int kind) {
        switch (kind) {
            case 1:
                return \"one\";
            case 2:
                return \"two\";
            default:
                return \"many\";
        }
    }

    int factorial(int n) {
        if (n < 2) {
            return 1;
        }
        return n * factorial(n - 1);
    }
}
",
    ),
    ("program.c", C),
    ("program.cpp", C),
];

const ECMASCRIPT: &str = "\
function triage(items, limit) {
    let total = 0;
    for (const item of items) {
        if (item > limit && item !== 0 || item < 0) {
            total += 1;
        } else if (item === limit) {
            while (total > limit) {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

function named(kind) {
    switch (kind) {
        case 1:
            return 'one';
        case 2:
            return 'two';
        default:
            return 'many';
    }
}

function factorial(n) {
    if (n < 2) {
        return 1;
    }
    return n * factorial(n - 1);
}
";

const C: &str = "\
int triage(const int *items, int limit) {
    int total = 0;
    for (; *items; ) {
        if (*items > limit && *items != 0 || *items < 0) {
            total += 1;
        } else if (*items == limit) {
            while (total > limit) {
                total -= 1;
            }
        } else {
            total = 0;
        }
    }
    return total;
}

const char *named(int kind) {
    switch (kind) {
        case 1:
            return \"one\";
        case 2:
            return \"two\";
        default:
            return \"many\";
    }
}

int factorial(int n) {
    if (n < 2) {
        return 1;
    }
    return n * factorial(n - 1);
}
";

fn measured(name: &str, program: &str) -> Value {
    let tree = Tree::new([(name, program)]);
    let request = json!({"detail": "all", "explain": true, "max_tokens": 20_000});
    tree.ask("complexity", &request)["result"]["functions"].clone()
}

#[test]
fn the_same_program_gives_the_same_numbers_in_every_language() {
    for (name, program) in PROGRAMS {
        let functions = measured(name, program);
        let fields = [
            "name",
            "cyclomatic",
            "cognitive",
            "nesting_max",
            "parameters",
        ];
        let expected = ["triage 7 10 3 2", "named 3 1 1 1", "factorial 2 2 1 1"];
        assert_eq!(table(&functions, &fields), expected, "{name}");
        let metrics: Vec<Value> = functions
            .as_array()
            .into_iter()
            .flatten()
            .map(|function| function["metrics"].clone())
            .collect();
        let variants = |name: &str| -> Vec<u64> {
            metrics
                .iter()
                .filter_map(|metrics| metrics["variants"][name].as_u64())
                .collect()
        };
        assert_eq!(variants("mccabe"), [5, 3, 2], "{name}");
        assert_eq!(variants("modified"), [7, 2, 2], "{name}");
        // Lizard counts Python's `case _`.
        let named = if program.starts_with("def") { 4 } else { 3 };
        assert_eq!(variants("lizard"), [7, named, 2], "{name}");
        let exits: Vec<_> = metrics
            .iter()
            .map(|metrics| metrics["exits"].as_u64())
            .collect();
        assert_eq!(exits, [Some(1), Some(3), Some(2)], "{name}");
        let assignments = &metrics[0]["abc"]["assignments"];
        let loops = u64::from(name.ends_with(".go"));
        assert_eq!(assignments, &json!(4 + loops), "{name}");
        assert_eq!(metrics[2]["abc"]["branches"], 1, "{name}");
        assert_eq!(metrics[2]["abc"]["conditions"], 1, "{name}");
        for metrics in &metrics {
            let loc = &metrics["loc"];
            let part = |kind: &str| loc[kind].as_u64().unwrap_or_default();
            assert_eq!(
                part("ploc") + part("comment_only") + part("blank"),
                part("sloc")
            );
            assert!(part("lloc") > 0, "{name}");
            assert!(metrics["maintainability"]["original"].is_number(), "{name}");
        }
    }
}

#[test]
fn every_increment_is_explained() {
    for (name, program) in PROGRAMS {
        let functions = measured(name, program);
        let first = functions[0]["line"].as_u64().unwrap_or_default();
        let increments = functions[0]["increments"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let told: Vec<String> = increments
            .iter()
            .map(|one| {
                let line = one["line"].as_u64().unwrap_or_default() - first;
                format!(
                    "{line} {} {} {}",
                    one["reason"], one["adds"], one["nesting"]
                )
                .replace('"', "")
            })
            .collect();
        let mut told: Vec<&str> = told.iter().map(String::as_str).collect();
        let last = told.pop();
        assert_eq!(
            told,
            [
                "2 loop 1 0",
                "3 if 2 1",
                "3 boolean_run 1 0",
                "3 boolean_run 1 0",
                "5 else_if 1 0",
                "6 loop 3 2",
            ],
            "{name}"
        );
        assert!(
            last.is_some_and(|last| last.ends_with("else 1 0")),
            "{name}"
        );
        for function in functions.as_array().into_iter().flatten() {
            let increments = function["increments"].as_array().into_iter().flatten();
            let sum: u64 = increments.filter_map(|one| one["adds"].as_u64()).sum();
            assert_eq!(Some(sum), function["cognitive"].as_u64(), "{name}");
        }
    }
}
