//! Lines that came and went are those that git counts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::repository::{Repo, ask, table};

/// What git says of every path: lines added, lines removed, revisions without lines.
fn numstat(repo: &Repo) -> BTreeMap<String, (u64, u64, u64)> {
    let text = repo.git(&["log", "--numstat", "--no-renames", "--format=", "HEAD"]);
    let mut paths: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let [added, removed, path] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        let sums = paths.entry(path.to_owned()).or_default();
        match (added.parse::<u64>(), removed.parse::<u64>()) {
            (Ok(added), Ok(removed)) => {
                sums.0 += added;
                sums.1 += removed;
            }
            _ => sums.2 += 1,
        }
    }
    paths
}

fn churn(answer: &Value) -> BTreeMap<String, (u64, u64, u64)> {
    let number =
        |row: &Value, field: &str| row.get(field).and_then(Value::as_u64).expect("a number");
    let rows = answer
        .pointer("/result/files")
        .and_then(Value::as_array)
        .expect("a list");
    rows.iter()
        .map(|row| {
            let path = row
                .get("path")
                .and_then(Value::as_str)
                .expect("a path")
                .to_owned();
            (
                path,
                (
                    number(row, "added"),
                    number(row, "removed"),
                    number(row, "uncounted"),
                ),
            )
        })
        .collect()
}

const ALL: &str = r#"{"view": "churn", "limit": 1000, "max_tokens": 100000}"#;

fn all() -> Value {
    serde_json::from_str(ALL).expect("a request")
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn line(&mut self) -> String {
        match self.roll(10) {
            0..=2 => "}".to_owned(),
            3 | 4 => String::new(),
            5 | 6 => format!("    call_{}();", self.roll(12)),
            _ => format!("let value_{} = {};", self.roll(400), self.roll(9)),
        }
    }
}

// requirement: T17
#[test]
fn lines_are_counted_as_git_counts_them() {
    let repo = Repo::new();
    let mut dice = Dice(7);
    let mut texts: Vec<Vec<String>> = (0..6_usize)
        .map(|size| (0..size * 260).map(|_| dice.line()).collect())
        .collect();
    for round in 0..24 {
        for (number, text) in texts.iter_mut().enumerate() {
            let edits = if round % 8 == 7 {
                400
            } else {
                1 + dice.roll(30)
            };
            for _ in 0..edits {
                let at = usize::try_from(dice.roll(text.len() as u64 + 1)).expect("a place");
                match dice.roll(5) {
                    0 | 1 => text.insert(at, dice.line()),
                    2 if at < text.len() => drop(text.remove(at)),
                    3 if at < text.len() => text[at] = dice.line(),
                    // A block that moves.
                    _ => {
                        let end = (at + 20).min(text.len());
                        let block: Vec<String> = text.drain(at..end).collect();
                        let to =
                            usize::try_from(dice.roll(text.len() as u64 + 1)).expect("a place");
                        text.splice(to..to, block);
                    }
                }
            }
            let end = if round % 3 == 0 { "" } else { "\n" };
            repo.write(&format!("text_{number}.c"), text.join("\n") + end);
        }
        repo.commit(&format!("round {round}"));
    }
    let expected = numstat(&repo);
    assert_eq!(expected.len(), 6);
    assert_eq!(churn(&repo.ask("hotspots", &all())), expected);
    repo.git(&["gc", "--quiet", "--aggressive"]);
    assert_eq!(churn(&repo.ask("hotspots", &all())), expected, "packed");
}

#[test]
fn what_has_no_lines_is_said_to_have_none() {
    let repo = Repo::new();
    repo.write("a.py", "one\n");
    repo.write("logo.py", b"\x89PNG\0\0\0");
    repo.write("empty.py", "");
    repo.commit("first");
    repo.write("logo.py", b"\x89PNG\0\0\x01");
    repo.write("a.py", "one\r\ntwo");
    repo.commit("second");
    repo.write("logo.py", "text now\n");
    repo.write("a.py", "one\r\ntwo\n");
    repo.commit("third");
    let expected = numstat(&repo);
    assert_eq!(expected["logo.py"], (0, 0, 3));
    assert_eq!(churn(&repo.ask("hotspots", &all())), expected);
}

// requirement: E9
#[test]
fn a_new_commit_is_seen_at_once_and_a_commit_that_was_taken_back_is_not() {
    let repo = Repo::new();
    let engine = repo.engine();
    let count = |expected: &[&str]| {
        let answer = ask(&engine, "hotspots", &all());
        assert_eq!(
            table(
                &answer["result"]["files"],
                &["path", "revisions", "added", "removed"]
            ),
            expected
        );
        answer["result"]["history"].clone()
    };
    repo.write("a.py", "1\n2\n");
    repo.commit("first");
    count(&["a.py 1 2 0"]);
    repo.write("a.py", "1\n3\n");
    repo.commit("second");
    count(&["a.py 2 3 1"]);
    repo.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.write("b.py", "1\n");
    repo.commit("aside");
    let history = count(&["a.py 1 2 0", "b.py 1 1 0"]);
    assert_eq!(
        (&history["commits"], &history["merges"]),
        (&json!(2), &json!(0))
    );
    repo.git(&["merge", "--quiet", "--no-edit", "main"]);
    let history = count(&["a.py 2 3 1", "b.py 1 1 0"]);
    assert_eq!(
        (&history["commits"], &history["merges"]),
        (&json!(3), &json!(1))
    );
    let again = repo.ask("hotspots", &all());
    assert_eq!(
        ask(&engine, "hotspots", &all()),
        again,
        "a fresh engine answers the same"
    );
}
