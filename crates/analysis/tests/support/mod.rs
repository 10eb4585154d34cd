//! A small repository in memory and an engine over it.

// Every test file is a crate of its own and uses its own part of this one.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::indexing_slicing,
    reason = "shared by test files that use different parts"
)]

pub mod versions;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use analysis::{Clock, Control, Engine, ErrorBody, Format, Limits, Memory, RepoPath};
use serde_json::Value;

/// Every file in a folder and in those inside it.
#[expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the files are on disk; an engine gets them from memory"
)]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// A clock that is turned by hand.
#[derive(Debug, Default)]
pub struct HandClock(AtomicU64);

impl HandClock {
    pub fn turn(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// An engine and the files that it sees.
pub struct Tree {
    pub memory: Arc<Memory>,
    pub engine: Engine,
}

impl Tree {
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::with_limits(files, Limits::default())
    }

    pub fn with_limits<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        limits: Limits,
    ) -> Self {
        let memory = Arc::new(Memory::new("tree"));
        for (name, text) in files {
            memory.write(path(name), text);
        }
        let engine = Engine::new(memory.clone(), Arc::new(HandClock::default()), limits);
        Self { memory, engine }
    }

    pub fn write(&self, name: &str, text: &str) {
        self.memory.write(path(name), text);
    }

    pub fn remove(&self, name: &str) {
        self.memory.remove(&path(name));
    }

    /// The answer as it is sent.
    pub fn bytes(&self, tool: &str, request: &Value) -> Result<Vec<u8>, ErrorBody> {
        let request = request.to_string();
        let answer = self
            .engine
            .call(tool, request.as_bytes(), Format::Json, &Control::new());
        answer.map_err(|error| error.body())
    }

    /// The answer, which must be one.
    pub fn ask(&self, tool: &str, request: &Value) -> Value {
        let bytes = self
            .bytes(tool, request)
            .unwrap_or_else(|error| fail(&format!("{tool} {request}: {error:?}")));
        serde_json::from_slice(&bytes).expect("answers are JSON")
    }

    /// The error, which it must be.
    pub fn refused(&self, tool: &str, request: &Value) -> ErrorBody {
        match self.bytes(tool, request) {
            Err(error) => error,
            Ok(bytes) => fail(&format!(
                "{tool} {request} answered {}",
                String::from_utf8_lossy(&bytes)
            )),
        }
    }
}

#[expect(clippy::panic, reason = "this is how a test fails")]
pub fn fail(message: &str) -> ! {
    panic!("{message}")
}

pub fn path(name: &str) -> RepoPath {
    RepoPath::new(name).expect("a path of a test")
}

/// One field of each element of a list, as text.
pub fn each(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| match item.get(field) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "-".to_owned(),
        })
        .collect()
}

/// Several fields of each element of a list, joined by blanks: a table to compare at a glance.
pub fn table(list: &Value, fields: &[&str]) -> Vec<String> {
    let columns: Vec<Vec<String>> = fields.iter().map(|field| each(list, field)).collect();
    let rows = columns.first().map_or(0, Vec::len);
    (0..rows)
        .map(|row| {
            columns
                .iter()
                .filter_map(|column| column.get(row).cloned())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// Every import of `path` as `module[ name] -> what became of it`.
pub fn check_imports<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    path: &str,
    expected: &[&str],
) {
    let answer = Tree::new(files).ask(
        "dependencies",
        &serde_json::json!({"path": path, "max_tokens": 20_000}),
    );
    let imports = answer["result"]["imports"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let shown: Vec<String> = imports.iter().map(import_shown).collect();
    assert_eq!(shown, expected);
}

fn import_shown(edge: &Value) -> String {
    let text = |field: &str| edge[field].as_str().unwrap_or_default().to_owned();
    let taken = if edge["name"].is_null() {
        text("module")
    } else {
        format!("{} {}", text("module"), text("name"))
    };
    let target = if edge["target"].is_null() {
        text("kind")
    } else {
        text("target")
    };
    format!("{taken} -> {target}")
}
