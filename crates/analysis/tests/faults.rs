//! What goes wrong around the engine costs one call or one file, and is told.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use analysis::{
    Control, Engine, Entry, Error, Format, Limits, Listing, Memory, RepoPath, Repository,
    SkipReason,
};
use serde_json::{Value, json};
use support::{HandClock, Tree, each, fail, path};

/// A repository that fails in a way a test chooses.
struct Faulty {
    inner: Memory,
    list_panics: bool,
    read_panics: Option<RepoPath>,
    read_fails: Option<(RepoPath, SkipReason)>,
}

impl Faulty {
    fn engine(change: impl FnOnce(&mut Self)) -> Engine {
        let inner = Memory::new("faulty");
        inner.write(path("good.py"), "def good():\n    pass\n");
        inner.write(path("other.py"), "def other():\n    pass\n");
        let mut faulty = Self {
            inner,
            list_panics: false,
            read_panics: None,
            read_fails: None,
        };
        change(&mut faulty);
        Engine::new(
            Arc::new(faulty),
            Arc::new(HandClock::default()),
            Limits::default(),
        )
    }
}

impl Repository for Faulty {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn list(&self, control: &Control) -> Result<Arc<Listing>, Error> {
        assert!(!self.list_panics, "at /secret/place");
        self.inner.list(control)
    }

    fn entry(&self, path: &RepoPath) -> Result<Entry, SkipReason> {
        self.inner.entry(path)
    }

    fn read(&self, path: &RepoPath, size_bytes_max: u64) -> Result<Vec<u8>, SkipReason> {
        assert!(self.read_panics.as_ref() != Some(path), "at /secret/place");
        match &self.read_fails {
            Some((failing, reason)) if failing == path => Err(*reason),
            _ => self.inner.read(path, size_bytes_max),
        }
    }
}

fn ask(engine: &Engine, tool: &str, request: &Value) -> Result<Value, Error> {
    let answer = engine.call(
        tool,
        request.to_string().as_bytes(),
        Format::Json,
        &Control::new(),
    )?;
    Ok(serde_json::from_slice(&answer).expect("answers are JSON"))
}

#[test]
fn a_panic_costs_one_call_and_tells_no_secrets() {
    let engine = Faulty::engine(|faulty| faulty.list_panics = true);
    for _ in 0..2 {
        let refused = ask(&engine, "index", &json!({})).map_err(|error| error.body());
        let error = refused
            .err()
            .unwrap_or_else(|| fail("a panic was answered"));
        assert_eq!(error.code, "INTERNAL");
        assert!(!error.message.contains("secret"), "{}", error.message);
    }
}

#[test]
fn a_panic_over_one_file_costs_that_file_only() {
    let engine = Faulty::engine(|faulty| faulty.read_panics = Some(path("other.py")));
    let answer =
        ask(&engine, "outline", &json!({})).unwrap_or_else(|error| fail(&error.to_string()));
    assert_eq!(each(&answer["result"]["symbols"], "name"), ["good"]);
    assert_eq!(answer["completeness"]["skipped"], 1);
}

#[test]
fn a_file_that_cannot_be_read_is_counted_and_listed_with_its_reason() {
    for reason in [
        SkipReason::PermissionDenied,
        SkipReason::Unreadable,
        SkipReason::TooLarge,
    ] {
        let engine = Faulty::engine(|faulty| faulty.read_fails = Some((path("other.py"), reason)));
        let answer =
            ask(&engine, "index", &json!({})).unwrap_or_else(|error| fail(&error.to_string()));
        assert_eq!(answer["completeness"]["skipped"], 1, "{reason:?}");
        assert_eq!(answer["result"]["skipped"][0]["path"], "other.py");
        assert_eq!(answer["result"]["skipped"][0]["reason"], json!(reason));
    }
}

#[test]
fn a_file_that_vanishes_between_list_and_read_is_not_answered_for() {
    let engine =
        Faulty::engine(|faulty| faulty.read_fails = Some((path("other.py"), SkipReason::Vanished)));
    let answer = ask(&engine, "index", &json!({})).unwrap_or_else(|error| fail(&error.to_string()));
    assert_eq!(answer["result"]["files"], 1);
    assert_eq!(answer["result"]["skipped"][0]["reason"], "vanished");
}

#[test]
fn a_cancelled_call_stops_and_the_next_one_works() {
    let tree = Tree::new([("a.py", "x = 1\n"), ("b.py", "x = 1\n")]);
    let control = Control::new();
    control.cancel();
    let refused = tree.engine.call("index", b"{}", Format::Json, &control);
    assert_eq!(refused, Err(Error::Cancelled));
    assert_eq!(
        tree.engine.apply(&[path("a.py")], &control),
        Err(Error::Cancelled)
    );
    assert_eq!(tree.ask("index", &json!({}))["result"]["files"], 2);
}

/// Cancels its own call after so many reads.
struct Cancelling {
    inner: Memory,
    control: Control,
    reads_left: AtomicI64,
}

impl Repository for Cancelling {
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
        let left = self.reads_left.fetch_sub(1, Ordering::SeqCst);
        if left == 0 {
            self.control.cancel();
        }
        // Whoever comes later finds it cancelled, however threads are scheduled.
        while left < 0 && !self.control.cancelled() {
            std::thread::yield_now();
        }
        self.inner.read(path, size_bytes_max)
    }
}

#[test]
fn a_call_cancelled_while_it_reads_stops_soon_and_keeps_what_it_has_read() {
    let inner = Memory::new("many");
    for number in 0..500 {
        inner.write(
            path(&format!("f{number}.py")),
            format!("def f{number}():\n    pass\n"),
        );
    }
    let control = Control::new();
    let repository = Arc::new(Cancelling {
        inner,
        control: control.clone(),
        reads_left: AtomicI64::new(100),
    });
    let engine = Engine::new(
        repository.clone(),
        Arc::new(HandClock::default()),
        Limits::default(),
    );
    assert_eq!(
        engine.call("index", b"{}", Format::Json, &control),
        Err(Error::Cancelled)
    );
    let (done, total) = control.progress();
    assert_eq!(total, 500);
    assert!(
        (50..400).contains(&done),
        "{done} files were read after the cancel"
    );
    let again = Control::new();
    assert!(engine.call("index", b"{}", Format::Json, &again).is_ok());
    assert_eq!(again.progress(), (500 - done, 500 - done));
}
