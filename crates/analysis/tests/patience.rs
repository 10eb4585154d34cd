//! Calls that do not wait for a whole tree to be read: they answer from what is there, and say what is not.

mod support;

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use analysis::{
    Control, Engine, Entry, Error, Format, Limits, Listing, Memory, RepoPath, Repository,
    SkipReason,
};
use serde_json::{Value, json};
use support::{HandClock, each, path};

/// Files of which four fit into one batch, `f0.py` to `f9.py`, each with one function.
const FILES: usize = 10;
const FILE_BYTES: usize = 1_900_000;

/// A repository in which something may happen when a file is read, and every look at a file takes its time.
struct Slow {
    inner: Memory,
    clock: Arc<HandClock>,
    look_ms: u64,
    engine: OnceLock<Weak<Engine>>,
    /// Asked once, as what is asked reads files too.
    asked_at: Mutex<Option<(RepoPath, (&'static str, Value))>>,
    answers: Mutex<Vec<Value>>,
}

impl Repository for Slow {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn list(&self, control: &Control) -> Result<Arc<Listing>, Error> {
        self.inner.list(control)
    }

    fn entry(&self, path: &RepoPath) -> Result<Entry, SkipReason> {
        self.inner.entry(path)
    }

    fn read(&self, path: &RepoPath, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason> {
        self.clock.turn(self.look_ms);
        let engine = self.engine.get().and_then(Weak::upgrade);
        let waiting = self.asked_at.lock();
        let asked_at = waiting
            .unwrap_or_else(PoisonError::into_inner)
            .take_if(|(at, _)| at == path);
        if let Some((engine, (_, (tool, request)))) = engine.zip(asked_at) {
            // Another caller, while this one reads.
            let answer = std::thread::spawn(move || ask(&engine, tool, &request)).join();
            let answer = answer.expect("no test has failed").expect("an answer");
            self.answers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(answer);
        }
        self.inner.read(path, size_bytes_max)
    }
}

/// Every look takes so long that only some files are looked through for what is asked about.
fn tree(asked_at: Option<(&str, (&'static str, Value))>) -> (Arc<Slow>, Arc<Engine>) {
    tree_of(asked_at, 4_000)
}

fn tree_of(
    asked_at: Option<(&str, (&'static str, Value))>,
    look_ms: u64,
) -> (Arc<Slow>, Arc<Engine>) {
    let clock = Arc::new(HandClock::default());
    let inner = Memory::new("large");
    for number in 0..FILES {
        let filler = format!("# {}\n", "-".repeat(97)).repeat(FILE_BYTES / 100);
        let name = path(&format!("f{number}.py"));
        inner.write(name, format!("{filler}def f{number}(): pass\n"));
    }
    let slow = Arc::new(Slow {
        inner,
        clock: clock.clone(),
        look_ms,
        engine: OnceLock::new(),
        asked_at: Mutex::new(asked_at.map(|(at, question)| (path(at), question))),
        answers: Mutex::default(),
    });
    let engine = Arc::new(Engine::new(slow.clone(), clock, Limits::default()));
    assert!(slow.engine.set(Arc::downgrade(&engine)).is_ok());
    (slow, engine)
}

fn ask(engine: &Engine, tool: &str, request: &Value) -> Result<Value, Error> {
    let control = Control::patient(0);
    let answer = engine.call(tool, request.to_string().as_bytes(), Format::Json, &control)?;
    Ok(serde_json::from_slice(&answer).expect("answers are JSON"))
}

fn counts(answer: &Value) -> (u64, u64) {
    let count = |name: &str| {
        let found = answer.pointer(&format!("/completeness/{name}"));
        found.and_then(Value::as_u64).unwrap_or(u64::MAX)
    };
    (count("files"), count("pending"))
}

#[test]
fn each_call_reads_a_batch_and_says_how_many_files_are_left() {
    let (_, engine) = tree(None);
    let states = [(4, 6, "reading"), (8, 2, "reading"), (10, 0, "ready")];
    for (files, pending, state) in states {
        let answer = ask(&engine, "index", &json!({})).expect("an answer");
        assert_eq!(counts(&answer), (files, pending));
        assert_eq!(answer["result"]["state"], state);
        assert_eq!(engine.pending(), pending);
    }
}

#[test]
fn what_is_not_found_yet_is_told_from_what_is_not_there() {
    let (_, engine) = tree(None);
    let found = ask(&engine, "find_symbol", &json!({"name": "f*3"})).expect("an answer");
    assert_eq!(each(&found["result"]["matches"], "path"), ["f3.py"]);
    assert_eq!(counts(&found), (4, 6));
    let (_, engine) = tree(None);
    for show in ["blocks", "lines"] {
        // What search reads is not what is waited for, so a call more has read a batch more.
        let request = json!({"pattern": "def f", "show": show, "path": "*.py"});
        let found = ask(&engine, "search", &request).expect("an answer");
        let (files, pending) = counts(&found);
        assert_eq!(
            (files + pending, found["result"]["total_files"].as_u64()),
            (10, Some(files))
        );
        assert!(pending > 0, "{show}");
    }
    let (_, engine) = tree(None);
    let early = ask(&engine, "relations", &json!({"symbol": "f9"})).map_err(|error| error.body());
    let early = early.expect_err("f9.py is not read yet");
    assert_eq!(
        (early.code.as_str(), early.retryable),
        ("STILL_READING", true)
    );
    assert!(
        early.message.contains("6 are still to be read"),
        "{}",
        early.message
    );
    while engine.pending() > 0 {
        ask(&engine, "index", &json!({})).expect("an answer");
    }
    let late = ask(&engine, "outline", &json!({"path": "f9.py"})).expect("an answer");
    assert_eq!(each(&late["result"]["symbols"], "name"), ["f9"]);
    let never = ask(&engine, "outline", &json!({"path": "g.py"})).map_err(|error| error.body());
    assert_eq!(never.expect_err("g.py is not there").code, "NOT_FOUND");
}

#[test]
fn what_is_asked_about_is_read_first() {
    for (tool, request, list, known) in [
        ("find_symbol", json!({"name": "f9"}), "matches", (1, 9)),
        (
            "find_symbol",
            json!({"name": "f9.py::f9()"}),
            "matches",
            (1, 9),
        ),
        ("outline", json!({"path": "./f9.py"}), "symbols", (1, 0)),
    ] {
        let (_, engine) = tree_of(None, 0);
        let early = ask(&engine, tool, &request).expect("an answer");
        assert_eq!(each(&early["result"][list], "name"), ["f9"], "{request}");
        assert_eq!((counts(&early), engine.pending()), (known, 9), "{request}");
        while engine.pending() > 0 {
            ask(&engine, "index", &json!({})).expect("an answer");
        }
        let late = ask(&engine, tool, &request).expect("an answer");
        assert_eq!(late["result"], early["result"], "{request}");
    }
}

#[test]
fn who_comes_while_another_reads_reads_what_it_asks_about_itself() {
    let request = json!({"name": "f9"});
    let (slow, engine) = tree_of(Some(("f5.py", ("find_symbol", request))), 0);
    let whole = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(whole.is_ok());
    let answers = slow.answers.lock().unwrap_or_else(PoisonError::into_inner);
    let found: Vec<_> = answers
        .iter()
        .map(|one| (counts(one), each(&one["result"]["matches"], "path")))
        .collect();
    assert_eq!(found, [((1, 9), vec!["f9.py".into()])]);
}

#[test]
fn who_comes_while_another_reads_is_answered_from_what_that_one_has_read() {
    let (slow, engine) = tree(Some(("f9.py", ("index", json!({})))));
    let whole = engine.call("index", b"{}", Format::Json, &Control::new());
    let whole: Value = serde_json::from_slice(&whole.expect("an answer")).expect("JSON");
    assert_eq!(counts(&whole), (10, 0));
    let answers = slow.answers.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(answers.iter().map(counts).collect::<Vec<_>>(), [(8, 2)]);
}

#[test]
fn a_file_that_changed_is_left_out_until_it_is_read_again() {
    let (slow, engine) = tree(None);
    assert!(
        engine
            .call("index", b"{}", Format::Json, &Control::new())
            .is_ok()
    );
    for number in 0..FILES {
        let filler = "# \n".repeat(FILE_BYTES / 3);
        slow.inner.write(
            path(&format!("f{number}.py")),
            format!("{filler}def g{number}(): pass\n"),
        );
    }
    let answer = ask(&engine, "find_symbol", &json!({"name": "f9"})).expect("an answer");
    assert_eq!(answer["result"]["matches"], json!([]));
    assert_eq!(counts(&answer), (4, 6));
}

#[test]
fn who_asks_for_a_pattern_while_another_reads_waits_for_no_facts() {
    let request = json!({"pattern": "def $F(): pass", "language": "python"});
    let (slow, engine) = tree(Some(("f1.py", ("ast_search", request))));
    let whole = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(whole.is_ok());
    let answers = slow.answers.lock().unwrap_or_else(PoisonError::into_inner);
    let found: Vec<_> = answers
        .iter()
        .map(|one| (counts(one), one["result"]["total_matches"].clone()))
        .collect();
    // It has read a batch, of which the other was at the second file.
    assert_eq!(found, [((4, 6), json!(4))]);
}
