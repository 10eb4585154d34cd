//! How often questions about what was committed look whether they were cancelled.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use analysis::{Control, Error, Format};

use crate::repository::Repo;

const QUESTIONS: [(&str, &str); 4] = [
    ("change_risk", r#"{"from": "first"}"#),
    ("diff_symbols", r#"{"from": "first"}"#),
    ("history", r#"{"path": "a.py"}"#),
    ("hotspots", "{}"),
];

/// More than there are in the tenth of a second for which a file counts as written just now.
const RUNS_MAX: usize = 10_000;

/// A repository of so many commits, each of which changes a file and adds one.
fn repo(commits: u32) -> Repo {
    let repo = Repo::new();
    for number in 0..commits {
        repo.write("a.py", format!("def a():\n    return {number}\n"));
        repo.write(&format!("b{number}.py"), "def b():\n    return 1\n");
        repo.commit("more");
        if number == 0 {
            repo.git(&["tag", "first"]);
        }
    }
    repo
}

fn looks(repo: &Repo, (tool, request): (&str, &str)) -> u64 {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let control = Control::watched(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let engine = repo.engine();
    let read = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(read.is_ok());
    let answer = engine.call(tool, request.as_bytes(), Format::Json, &control);
    assert!(answer.is_ok(), "{tool} {request}: {answer:?}");
    count.load(Ordering::Relaxed)
}

/// The same once no file counts as written just now, as such are read again: then all runs look equally often.
fn settled(repo: &Repo, question: (&str, &str)) -> u64 {
    let mut before = 0;
    let mut runs = std::iter::repeat_with(|| looks(repo, question)).take(RUNS_MAX);
    let settled = runs.find(|all| {
        let same = *all == before;
        before = *all;
        same
    });
    settled.expect("the runs come to look equally often")
}

// requirement: E15 Q8
#[test]
fn where_there_are_more_commits_work_looks_more_often() {
    let (small, large) = (repo(4), repo(32));
    let seen = QUESTIONS.map(|question| (settled(&small, question), settled(&large, question)));
    let lazy = QUESTIONS
        .iter()
        .zip(seen)
        .filter(|(_, (few, many))| *many < few * 3);
    let lazy: Vec<String> = lazy
        .map(|(question, seen)| format!("{question:?}: {seen:?}"))
        .collect();
    assert_eq!(lazy, [""; 0]);
}

// requirement: E15 Q8
#[test]
fn a_cancel_ends_a_question_about_commits_at_its_next_look() {
    let repo = repo(6);
    for (tool, request) in QUESTIONS {
        let all = settled(&repo, (tool, request));
        for at in [1, all.div_ceil(3)] {
            let engine = repo.engine();
            let read = engine.call("index", b"{}", Format::Json, &Control::new());
            assert!(read.is_ok());
            let count = AtomicU64::new(0);
            let control = Control::watched(move |control| {
                if count.fetch_add(1, Ordering::Relaxed) + 1 == at {
                    control.cancel();
                }
            });
            let answer = engine.call(tool, request.as_bytes(), Format::Json, &control);
            assert!(
                matches!(answer, Err(Error::Cancelled)),
                "{tool} {request} at look {at} of {all}: {answer:?}"
            );
        }
    }
}
