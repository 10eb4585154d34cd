//! Revisions, complexity, coupling, owners.

use analysis::Control;
use serde_json::json;

use crate::repository::{Repo, table};

const CALM: &str = "def calm():\n    return 1\n";
const BUSY: &str = "def busy(a, b):\n    if a and b:\n        return 1\n    for c in a:\n        b += c\n    return b\n";

fn shop() -> Repo {
    let repo = Repo::new();
    for round in 0..6 {
        repo.write("busy.py", format!("{BUSY}# {round}\n"));
        repo.write("busy_test.py", format!("{CALM}# {round}\n"));
        if round % 3 == 0 {
            repo.write("calm.py", format!("{CALM}# {round}\n"));
        }
        repo.commit_as(
            if round < 4 { "Ann" } else { "Bob" },
            &format!("round {round}"),
        );
    }
    repo
}

// requirement: T17, E9
#[test]
fn hotspots_are_revisions_times_complexity_with_owner_and_age() {
    let answer = shop().ask("hotspots", &json!({}));
    let result = &answer["result"];
    assert_eq!(
        table(
            &result["files"],
            &[
                "path",
                "revisions",
                "complexity",
                "score",
                "authors",
                "main_author",
                "main_share",
                "last_change"
            ]
        ),
        [
            "busy.py 6 4 24 2 Ann 0.67 2026-01-07",
            "busy_test.py 6 1 6 2 Ann 0.67 2026-01-07",
            "calm.py 2 1 2 1 Ann 1.0 2026-01-05",
        ]
    );
    assert!(
        result["formula"]
            .as_str()
            .is_some_and(|text| text.contains("revisions x complexity"))
    );
    assert_eq!(result["history"]["first"], "2026-01-02");
    let recent = shop().ask("hotspots", &json!({"days": 1}));
    assert_eq!(
        table(&recent["result"]["files"], &["path", "revisions"]),
        ["busy.py 2", "busy_test.py 2"]
    );
}

// requirement: T17
#[test]
fn coupling_is_the_degree_that_code_maat_gives_with_confidence_and_lift() {
    let repo = shop();
    let wide: Vec<String> = (0..31).map(|number| format!("wide/{number}.py")).collect();
    for round in 0..5 {
        for path in &wide {
            repo.write(path, format!("{CALM}# {round}\n"));
        }
        repo.commit("wide");
        repo.write("busy.py", format!("{BUSY}# alone {round}\n"));
        repo.commit("alone");
    }
    let answer = repo.ask("hotspots", &json!({"view": "coupling"}));
    assert_eq!(
        table(
            &answer["result"]["pairs"],
            &[
                "path",
                "other",
                "shared",
                "revisions",
                "other_revisions",
                "degree",
                "confidence",
                "other_confidence",
                "lift"
            ]
        ),
        // 6 of a mean of 8.5; 6 x 11 / (11 x 6); commits of 31 paths are no sign of anything.
        ["busy.py busy_test.py 6 11 6 70 0.55 1.0 1.0"]
    );
}

// requirement: T17
#[test]
fn the_bus_factor_counts_who_must_leave_until_half_of_the_files_are_orphans() {
    let repo = Repo::new();
    for (author, files) in [("Ann", 3), ("Bob", 2), ("Cem", 1)] {
        for number in 0..files {
            repo.write(&format!("{author}_{number}.py"), CALM);
        }
        repo.commit_as(author, "mine");
    }
    let answer = repo.ask("hotspots", &json!({"view": "bus_factor"}));
    assert_eq!(
        table(
            &answer["result"]["people"],
            &["name", "files", "alone", "commits"]
        ),
        ["Ann 3 3 1", "Bob 2 2 1", "Cem 1 1 1"]
    );
    // Without Ann half is left, which is not yet less than half.
    assert_eq!(answer["result"]["bus_factor"], 2);
}

#[test]
fn other_views_rank_by_what_they_say() {
    let repo = shop();
    let first = |view: &str| {
        table(
            &repo.ask("hotspots", &json!({"view": view}))["result"]["files"],
            &["path"],
        )
    };
    assert_eq!(first("age"), ["calm.py", "busy.py", "busy_test.py"]);
    assert_eq!(first("ownership"), ["busy.py", "busy_test.py", "calm.py"]);
    let one = repo.ask("hotspots", &json!({"view": "churn", "path": "calm.py"}));
    assert_eq!(
        table(&one["result"]["files"], &["path", "added", "removed"]),
        ["calm.py 4 1"]
    );
}

#[test]
fn an_answer_keeps_its_budget_and_goes_on_where_it_ended() {
    let repo = Repo::new();
    for number in 0..40 {
        repo.write(&format!("folder_with_a_name/module_{number}.py"), CALM);
    }
    repo.commit("many");
    let engine = repo.engine();
    let mut paths = Vec::new();
    let mut cursor = json!(null);
    for _ in 0..40 {
        let answer = crate::repository::ask(
            &engine,
            "hotspots",
            &json!({"max_tokens": 700, "cursor": cursor}),
        );
        paths.extend(table(&answer["result"]["files"], &["path"]));
        cursor = answer["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 40);
}

#[test]
fn a_cancelled_question_ends_and_the_next_one_is_answered() {
    let repo = shop();
    let engine = repo.engine();
    let control = Control::new();
    control.cancel();
    let request = br#"{"view": "churn"}"#;
    let cancelled = engine.call("hotspots", request, analysis::Format::Json, &control);
    assert_eq!(cancelled.map_err(|error| error.code()), Err("CANCELLED"));
    assert!(
        engine
            .call("hotspots", request, analysis::Format::Json, &Control::new())
            .is_ok()
    );
}
