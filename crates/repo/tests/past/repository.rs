//! Small git repositories, made by the git of the machine with fixed names and days, and questions about them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use analysis::{Control, Engine, Error, Format, Limits};
use repo::{Disk, SystemClock};
use serde_json::Value;
use tempfile::TempDir;

/// One day, and the first one of all tests.
const DAY_S: u64 = 24 * 60 * 60;
const FIRST_S: u64 = 1_767_225_600;

/// A repository that lasts as long as the test.
pub struct Repo {
    pub folder: TempDir,
    pub root: PathBuf,
    day: std::cell::Cell<u64>,
}

impl Repo {
    /// A repository without a commit.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder of a test");
        let root = folder.path().join("shop");
        fs::create_dir(&root).expect("a folder of a test");
        let repo = Self {
            folder,
            root,
            day: std::cell::Cell::new(0),
        };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// Run git with nothing of the user's or the machine's settings.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_as("Ann", arguments)
    }

    fn git_as(&self, author: &str, arguments: &[&str]) -> String {
        let date = format!("{} +0000", FIRST_S + DAY_S * self.day.get());
        let email = format!("{}@shop.example", author.to_lowercase());
        let run = Command::new("git")
            .args([
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always",
                "-c",
                "gc.auto=0",
            ])
            .args(arguments)
            .current_dir(&self.root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", author)
            .env("GIT_AUTHOR_EMAIL", &email)
            .env("GIT_COMMITTER_NAME", author)
            .env("GIT_COMMITTER_EMAIL", &email)
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .output()
            .expect("git is on the machine");
        assert!(
            run.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        String::from_utf8(run.stdout).expect("git answers in UTF-8")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder of a test");
        fs::write(path, text).expect("a file of a test");
    }

    /// Commit everything there is, a day after the last time.
    pub fn commit(&self, message: &str) {
        self.commit_as("Ann", message);
    }

    pub fn commit_as(&self, author: &str, message: &str) {
        self.git(&["add", "--all"]);
        self.day.set(self.day.get() + 1);
        self.git_as(
            author,
            &["commit", "--quiet", "--allow-empty", "--message", message],
        );
    }

    pub fn engine(&self) -> Engine {
        engine(&self.root)
    }

    pub fn ask(&self, tool: &str, request: &Value) -> Value {
        ask(&self.engine(), tool, request)
    }

    pub fn refused(&self, tool: &str, request: &Value) -> Error {
        match call(&self.engine(), tool, request) {
            Err(error) => error,
            Ok(answer) => fail(&format!("{tool} {request} answered {answer}")),
        }
    }
}

pub fn engine(root: &Path) -> Engine {
    let limits = Limits::default();
    let disk = Disk::new(root, limits.clone()).expect("a folder of a test");
    Engine::new(Arc::new(disk), Arc::new(SystemClock::new()), limits)
}

pub fn call(engine: &Engine, tool: &str, request: &Value) -> Result<Value, Error> {
    let request = request.to_string();
    let answer = engine.call(tool, request.as_bytes(), Format::Json, &Control::new())?;
    Ok(serde_json::from_slice(&answer).expect("answers are JSON"))
}

pub fn ask(engine: &Engine, tool: &str, request: &Value) -> Value {
    call(engine, tool, request)
        .unwrap_or_else(|error| fail(&format!("{tool} {request}: {error:?}")))
}

/// Several fields of each element of a list, joined by blanks.
pub fn table(list: &Value, fields: &[&str]) -> Vec<String> {
    let shown = |row: &Value, field: &str| match row.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => "-".to_owned(),
        Some(other) => other.to_string(),
    };
    let rows = list.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| {
            fields
                .iter()
                .map(|field| shown(row, field))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[expect(clippy::panic, reason = "this is how a test fails")]
pub fn fail(message: &str) -> ! {
    panic!("{message}")
}
