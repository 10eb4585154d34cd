//! What a report of coverage adds: which tests ran what changed, when they were measured.
//!
//! Lines are trusted only where the file is still what was measured; of others, functions by name say who most
//! likely runs them, and the file as a whole who may.

use std::collections::{BTreeMap, BTreeSet};

use syntax::facts::Definition;

use crate::calls::Calls;
use crate::coverage::{Coverage, Places, Ran, parsed};
use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::model::tests_for::{CoverageReport, StaleFile, TestEvidence, TestFile, TestReason};
use crate::names::{End, Names};
use crate::path::RepoPath;
use crate::repository::SkipReason;

use super::FUNCTIONS_MAX;

/// Bytes of a report.
const REPORT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Files that are named of those that are absent or stale.
const NAMED_MAX: usize = 20;

/// What a report says of a change.
pub struct Covered {
    /// In numbers and words.
    pub report: CoverageReport,
    /// By the file of the tests.
    tests: BTreeMap<usize, Runs>,
    /// Files of tests that the report names.
    known: BTreeSet<usize>,
}

/// What the tests of a file ran of a change.
struct Runs {
    evidence: TestEvidence,
    changed: String,
    lines: BTreeSet<(u32, u32)>,
    functions: BTreeSet<String>,
}

/// A report beside the repository.
struct Reading<'a> {
    question: &'a Question<'a>,
    files: BTreeMap<u32, &'a Ran>,
    /// The file and function of each test.
    places: Vec<Option<(usize, String)>>,
    report_ms: Option<u64>,
    covered: Covered,
}

impl Covered {
    /// Read a report, and look up what some changed nodes have in it.
    ///
    /// # Errors
    /// Those of paths; [`Error::NotFound`] and [`Error::Unreadable`] for a report that cannot be read;
    /// [`Error::InvalidRequest`] for a file that is none.
    pub fn new(
        question: &Question<'_>,
        calls: &Calls,
        names: &Names<'_>,
        starts: &BTreeSet<u32>,
        path: &str,
    ) -> Result<Self, Error> {
        let path = RepoPath::new(path.trim())?;
        let coverage = parsed(path.as_str(), &bytes(question, &path)?)?;
        let mut reading = Reading::new(question, &coverage, &path);
        let mut by_file: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for end in starts.iter().map(|node| calls.end(*node)) {
            by_file.entry(end.file).or_default().extend(end.definition);
        }
        for (file, definitions) in by_file {
            question.control.check()?;
            if let Some(source) = names.file(file) {
                reading.file(names, file, source, &definitions);
            }
        }
        let mut covered = reading.covered;
        covered.report.says = says(&covered.report);
        Ok(covered)
    }

    /// Put what was found to the files of tests that are known from the code.
    pub fn join(&self, names: &Names<'_>, files: &mut Vec<TestFile>) {
        let path = |file: usize| {
            let source = names.file(u32::try_from(file).unwrap_or(u32::MAX));
            source.map(|source| source.path.as_str().to_owned())
        };
        for (file, runs) in &self.tests {
            let Some(path) = path(*file) else { continue };
            let known = files.iter().position(|one| one.path == path);
            let at = known.unwrap_or_else(|| {
                files.push(TestFile {
                    path,
                    evidence: TestEvidence::Possible,
                    reason: TestReason::Covered,
                    hop: 1,
                    changed: runs.changed.clone(),
                    functions: Vec::new(),
                    ran: None,
                });
                files.len() - 1
            });
            let Some(one) = files.get_mut(at) else {
                continue;
            };
            let is_surer = runs.evidence < one.evidence || known.is_none();
            if is_surer && one.reason != TestReason::Changed {
                one.evidence = runs.evidence;
                one.reason = TestReason::Covered;
                one.changed.clone_from(&runs.changed);
                one.functions = runs.functions.iter().take(FUNCTIONS_MAX).cloned().collect();
            }
            one.ran = (runs.evidence == TestEvidence::Covered).then_some(runs.lines.len() as u64);
        }
        if self.report.ran + self.report.missed == 0 {
            return;
        }
        let known: BTreeSet<String> = self.known.iter().filter_map(|file| path(*file)).collect();
        for one in files.iter_mut().filter(|one| known.contains(&one.path)) {
            one.ran = one.ran.or(Some(0));
        }
    }
}

/// The bytes of a report, which ignore rules may hide.
fn bytes(question: &Question<'_>, path: &RepoPath) -> Result<Vec<u8>, Error> {
    let repository = question.reader.repository;
    repository
        .read(path, REPORT_BYTES_MAX)
        .map_err(|reason| match reason {
            SkipReason::Vanished => Error::NotFound {
                message: format!("there is no file \"{path}\""),
                hint: Some(
                    "write one with `coverage json --show-contexts`, or give an lcov.info"
                        .to_owned(),
                ),
                nearest: Vec::new(),
            },
            SkipReason::TooLarge => Error::LimitExceeded {
                what: format!("the size of \"{path}\" in bytes"),
                limit: REPORT_BYTES_MAX,
                hint: Some("measure fewer tests or files at once".to_owned()),
            },
            SkipReason::UnsupportedLanguage
            | SkipReason::Binary
            | SkipReason::PermissionDenied
            | SkipReason::NotAFile
            | SkipReason::SymbolicLink
            | SkipReason::InvalidName
            | SkipReason::TooDeep
            | SkipReason::TooMany
            | SkipReason::Unreadable => Error::Unreadable {
                what: format!("\"{path}\""),
                reason: "it is no regular file, or may not be read".to_owned(),
            },
        })
}

impl<'a> Reading<'a> {
    fn new(question: &'a Question<'a>, coverage: &'a Coverage, path: &RepoPath) -> Self {
        let places = Places::new(question.index);
        let mut files = BTreeMap::new();
        let mut unknown_files = 0;
        for (path, ran) in &coverage.files {
            let position = places.file(path).and_then(|file| u32::try_from(file).ok());
            match position {
                Some(position) => {
                    files.insert(position, ran);
                }
                None => unknown_files += 1,
            }
        }
        let tests = coverage.tests.iter();
        let tests: Vec<Option<(usize, String)>> = tests.map(|name| places.test(name)).collect();
        let known: BTreeSet<usize> = tests.iter().flatten().map(|(file, _)| *file).collect();
        let found = tests.iter().flatten().count() as u64;
        let report = CoverageReport {
            path: path.as_str().to_owned(),
            format: coverage.format.to_owned(),
            measured: coverage.measured.clone(),
            files: files.len() as u64,
            unknown_files,
            tests: found,
            unknown_tests: tests.len() as u64 - found,
            ..CoverageReport::default()
        };
        Self {
            question,
            files,
            places: tests,
            report_ms: question.reader.repository.changed_ms(path),
            covered: Covered {
                report,
                tests: BTreeMap::new(),
                known,
            },
        }
    }

    /// Look up what changed in one file.
    fn file(&mut self, names: &Names<'_>, file: u32, source: &SourceFile, definitions: &[u32]) {
        let path = source.path.as_str();
        let report = &mut self.covered.report;
        let Some(ran) = self.files.get(&file).copied() else {
            if report.absent.len() < NAMED_MAX {
                report.absent.push(path.to_owned());
            }
            return;
        };
        if let Some(stale) = self.stale(source, ran) {
            if self.covered.report.stale.len() < NAMED_MAX {
                self.covered.report.stale.push(stale);
            }
            self.stale_file(names, file, ran, definitions);
            return;
        }
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        let mut missed: BTreeSet<u32> = BTreeSet::new();
        for position in definitions {
            let Some(definition) = source.definitions.get(*position as usize) else {
                continue;
            };
            let (first, last) = body(definition);
            missed.extend(
                ran.missed
                    .iter()
                    .filter(|line| (first..=last).contains(*line)),
            );
            let id = shown(names, file, *position);
            for (line, tests) in ran.lines.range(first..=last) {
                seen.insert(*line);
                for test in tests {
                    self.run(*test, TestEvidence::Covered, &id, Some((file, *line)));
                }
            }
        }
        self.covered.report.ran += seen.len() as u64;
        self.covered.report.missed += missed.len() as u64;
    }

    /// Look up a file whose lines are others now: its functions by name, or all of it.
    fn stale_file(&mut self, names: &Names<'_>, file: u32, ran: &Ran, definitions: &[u32]) {
        for position in definitions {
            let source = names.file(file);
            let definition = source.and_then(|source| source.definitions.get(*position as usize));
            let tests = definition.and_then(|one| ran.functions.get(&one.qualified_name));
            let id = shown(names, file, *position);
            for test in tests.into_iter().flatten() {
                self.run(*test, TestEvidence::Likely, &id, None);
            }
        }
        if ran.functions.is_empty() || definitions.is_empty() {
            let id = names
                .file(file)
                .map(|source| source.path.as_str().to_owned());
            let tests: BTreeSet<u32> = ran.lines.values().flatten().copied().collect();
            for test in tests {
                self.run(
                    test,
                    TestEvidence::Possible,
                    id.as_deref().unwrap_or_default(),
                    None,
                );
            }
        }
    }

    /// Note that a test ran something.
    fn run(&mut self, test: u32, evidence: TestEvidence, changed: &str, line: Option<(u32, u32)>) {
        let Some(Some((file, function))) = self.places.get(test as usize) else {
            return;
        };
        let runs = self.covered.tests.entry(*file).or_insert_with(|| Runs {
            evidence,
            changed: changed.to_owned(),
            lines: BTreeSet::new(),
            functions: BTreeSet::new(),
        });
        if evidence < runs.evidence {
            runs.evidence = evidence;
            changed.clone_into(&mut runs.changed);
        }
        runs.lines.extend(line);
        let source = self.question.index.files.get(*file);
        let id = source.map(|source| format!("{}::{function}", source.path));
        runs.functions.extend(id);
    }

    /// Whether a file is not any more what was measured: it is newer, or a line that ran is blank or missing.
    fn stale(&self, source: &SourceFile, ran: &Ran) -> Option<StaleFile> {
        let repository = self.question.reader.repository;
        let stale = |newer_by_s| StaleFile {
            path: source.path.as_str().to_owned(),
            newer_by_s,
        };
        let source_ms = repository.changed_ms(&source.path);
        let newer_ms = source_ms.zip(self.report_ms);
        let newer_ms = newer_ms.and_then(|(source, report)| source.checked_sub(report));
        if let Some(newer_ms) = newer_ms.filter(|newer_ms| *newer_ms > 0) {
            return Some(stale(Some(newer_ms.div_ceil(1_000))));
        }
        let size_bytes_max = self.question.reader.limits.file_size_bytes_max;
        let bytes = repository.read(&source.path, size_bytes_max).ok()?;
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let fits = |line: &u32| {
            let at = line.checked_sub(1);
            let text = at.and_then(|at| lines.get(at as usize));
            text.is_some_and(|text| !text.trim_ascii().is_empty())
        };
        (!ran.lines.keys().all(fits)).then(|| stale(None))
    }
}

/// The lines of a definition behind its first one, which runs when the file is loaded.
fn body(definition: &Definition) -> (u32, u32) {
    let (first, last) = (definition.name_span.start_line, definition.span.end_line);
    if last > first {
        (first + 1, last)
    } else {
        (first, last)
    }
}

fn shown(names: &Names<'_>, file: u32, definition: u32) -> String {
    let end = End {
        file,
        definition: Some(definition),
    };
    names.shown(end).map(|(id, _)| id).unwrap_or_default()
}

/// What follows from a report, in words.
fn says(report: &CoverageReport) -> String {
    let mut says = Vec::new();
    if report.tests + report.unknown_tests == 0 {
        says.push(
            "it names no tests, so it says which lines ran and not by which test; coverage.py names them with a \
             dynamic context or --cov-context=test, and json --show-contexts",
        );
    } else {
        says.push("`covered` tests ran lines of what changed when it was made");
    }
    if report.unknown_tests > 0 {
        says.push("some tests that it names are not in the repository");
    }
    if !report.stale.is_empty() {
        says.push(
            "stale files are others now: who ran their functions by name is likely, who ran the file at all possible",
        );
    }
    if !report.absent.is_empty() {
        says.push("absent files were not measured");
    }
    says.join("; ")
}
