//! What ran when tests were measured: reports of coverage, as they stand in a file of the repository.
//!
//! Reads the JSON of coverage.py and LCOV. Knows neither symbols nor how old a report is.

mod places;

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::error::Error;

pub use places::Places;

/// A report, as far as it says which lines ran, and in which tests.
#[derive(Debug, Default)]
pub struct Coverage {
    /// What it was read as.
    pub format: &'static str,
    /// When it was made, as it says itself.
    pub measured: Option<String>,
    /// What ran of each file, by the path that the report has.
    pub files: BTreeMap<String, Ran>,
    /// Names of tests, as the report has them.
    pub tests: Vec<String>,
}

/// What ran of a file.
#[derive(Debug, Default)]
pub struct Ran {
    /// Lines that ran, each with the tests it ran in, by position.
    pub lines: BTreeMap<u32, Vec<u32>>,
    /// Lines that could have run and did not.
    pub missed: Vec<u32>,
    /// The tests that ran each function, by its qualified name.
    pub functions: BTreeMap<String, Vec<u32>>,
}

/// Read a report.
///
/// # Errors
/// [`Error::InvalidRequest`] for what is none.
pub fn parsed(path: &str, bytes: &[u8]) -> Result<Coverage, Error> {
    if bytes.starts_with(b"SQLite format 3") {
        return Err(no_report(path, "it is coverage.py's own data"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| no_report(path, "it is no text"))?;
    if text.trim_start().starts_with('{') {
        return of_json(path, text);
    }
    if text.lines().any(|line| line.starts_with("SF:")) {
        return Ok(of_lcov(text));
    }
    Err(no_report(path, "it is neither JSON nor LCOV"))
}

fn no_report(path: &str, reason: &str) -> Error {
    Error::invalid(
        format!("\"{path}\" is no report of coverage: {reason}"),
        "give the file that `coverage json --show-contexts` writes, or an lcov.info",
    )
}

/// The report of coverage.py.
#[derive(Deserialize)]
struct Report {
    meta: Meta,
    files: BTreeMap<String, ReportFile>,
}

#[derive(Deserialize)]
struct Meta {
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct ReportFile {
    executed_lines: Vec<u32>,
    missing_lines: Vec<u32>,
    #[serde(default)]
    contexts: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    functions: BTreeMap<String, Region>,
}

#[derive(Deserialize)]
struct Region {
    #[serde(default)]
    contexts: BTreeMap<String, Vec<String>>,
}

/// Names, each once, by position.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    positions: HashMap<String, u32>,
}

impl Names {
    fn position(&mut self, name: &str) -> u32 {
        if let Some(position) = self.positions.get(name) {
            return *position;
        }
        let position = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.positions.insert(name.to_owned(), position);
        position
    }

    /// What ran outside of any test has the empty name, and is left out.
    fn all(&mut self, names: &[String]) -> Vec<u32> {
        let named = names.iter().filter(|name| !name.is_empty());
        named.map(|name| self.position(name)).collect()
    }
}

fn of_json(path: &str, text: &str) -> Result<Coverage, Error> {
    let report: Report = serde_json::from_str(text)
        .map_err(|fault| no_report(path, &format!("{fault}, in the form of coverage.py")))?;
    let mut tests = Names::default();
    let mut files = BTreeMap::new();
    for (path, file) in report.files {
        let mut ran = Ran {
            missed: file.missing_lines,
            ..Ran::default()
        };
        for line in file.executed_lines {
            let contexts = file.contexts.get(&line.to_string());
            let names = contexts.map(Vec::as_slice).unwrap_or_default();
            ran.lines.insert(line, tests.all(names));
        }
        for (name, region) in file.functions {
            let names = region.contexts.values().flatten();
            let mut ran_by: Vec<u32> = names
                .filter(|name| !name.is_empty())
                .map(|name| tests.position(name))
                .collect();
            ran_by.sort_unstable();
            ran_by.dedup();
            if !name.is_empty() {
                ran.functions.insert(name, ran_by);
            }
        }
        files.insert(path, ran);
    }
    Ok(Coverage {
        format: "coverage.py",
        measured: report.meta.timestamp,
        files,
        tests: tests.names,
    })
}

/// Records of LCOV: the name of a test where there is one, a file, its lines and how often each ran.
fn of_lcov(text: &str) -> Coverage {
    let mut tests = Names::default();
    let mut files: BTreeMap<String, Ran> = BTreeMap::new();
    let (mut test, mut path) = (None, None);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("TN:") {
            test = (!name.is_empty()).then(|| tests.position(name));
        } else if let Some(name) = line.strip_prefix("SF:") {
            files.entry(name.to_owned()).or_default();
            path = Some(name.to_owned());
        } else if line == "end_of_record" {
            path = None;
        } else if let Some(data) = line.strip_prefix("DA:") {
            let mut parts = data.split(',');
            let number = parts
                .next()
                .and_then(|part| part.trim().parse::<u32>().ok());
            let count = parts.next().map(str::trim).unwrap_or_default();
            let ran = path.as_ref().and_then(|path| files.get_mut(path));
            let (Some(number), Some(ran)) = (number, ran) else {
                continue;
            };
            if matches!(count, "" | "0" | "=====" | "#####") || count.starts_with('-') {
                ran.missed.push(number);
            } else {
                ran.lines.entry(number).or_default().extend(test);
            }
        }
    }
    for ran in files.values_mut() {
        let lines = &ran.lines;
        ran.missed.retain(|line| !lines.contains_key(line));
        ran.missed.sort_unstable();
        ran.missed.dedup();
    }
    Coverage {
        format: "lcov",
        measured: None,
        files,
        tests: tests.names,
    }
}
