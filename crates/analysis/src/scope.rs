//! The part of a repository that a question is about.

use syntax::Language;

use crate::error::Error;
use crate::index::{Index, SourceFile};
use crate::model::answers::Completeness;
use crate::nearest::nearest;
use crate::path::{RepoPath, is_within};
use crate::repository::SkipReason;

/// A file, a folder, or everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    path: String,
}

impl Scope {
    /// The scope that a request names. Nothing, `""` and `.` mean everything.
    ///
    /// # Errors
    /// Those of [`RepoPath::new`]; [`Error::NotFound`] where nothing analysed stands.
    pub fn new(index: &Index, path: Option<&str>) -> Result<Self, Error> {
        let Some(path) = path
            .map(str::trim)
            .filter(|path| !matches!(*path, "" | "." | "./"))
        else {
            return Ok(Self {
                path: String::new(),
            });
        };
        let asked = RepoPath::new(path)?;
        let analysed = |candidate: &String| {
            index
                .files
                .iter()
                .any(|file| file.path.is_within(candidate))
        };
        let existing = candidates(&asked).into_iter().find(analysed);
        existing
            .map(|path| Self { path })
            .ok_or_else(|| absent(index, &asked))
    }

    /// The scope that a request names, of files without facts too.
    ///
    /// # Errors
    /// Those of [`RepoPath::new`]; [`Error::NotFound`] where nothing stands.
    pub fn listed(index: &Index, path: Option<&str>) -> Result<Self, Error> {
        let Some(path) = path
            .map(str::trim)
            .filter(|path| !matches!(*path, "" | "." | "./"))
        else {
            return Ok(Self {
                path: String::new(),
            });
        };
        let asked = RepoPath::new(path)?;
        let listed = |candidate: &String| {
            index
                .records
                .iter()
                .any(|record| record.path.is_within(candidate))
        };
        let existing = candidates(&asked).into_iter().find(listed);
        existing
            .map(|path| Self { path })
            .ok_or_else(|| absent(index, &asked))
    }

    /// Whether a path belongs to it.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        is_within(path, &self.path)
    }

    /// Its folder; the one round it where it is a file, `""` where it is everything.
    #[must_use]
    pub fn folder<'a>(&'a self, index: &Index) -> &'a str {
        match index.file_position(&self.path) {
            Some(_) => self.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            None => &self.path,
        }
    }

    /// Whether it is everything.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.path.is_empty()
    }

    /// Its files, with their positions in the index.
    pub fn files<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = (usize, &'a SourceFile)> {
        index
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| self.holds(file.path.as_str()))
            .map(|(at, file)| (at, &**file))
    }

    /// How much of it is known.
    #[must_use]
    pub fn completeness(&self, index: &Index) -> Completeness {
        let mut completeness = Completeness::default();
        for (_, file) in self.files(index) {
            completeness.files += 1;
            completeness.partial += u64::from(!file.problems.is_empty());
        }
        let listed = index
            .skipped
            .iter()
            .map(|skipped| (skipped.path.as_str(), skipped.reason));
        let passed = index
            .records
            .iter()
            .filter_map(|record| Some((record.path.as_str(), record.skip_reason()?)));
        completeness.skipped = listed
            .chain(passed)
            .filter(|(path, reason)| matters(path, *reason) && self.holds(path))
            .count() as u64;
        let pending = index.pending.iter();
        completeness.pending = pending.filter(|path| self.holds(path.as_str())).count() as u64;
        completeness
    }
}

/// Whether a file passed over for this reason could have changed an answer.
#[must_use]
pub fn matters(path: &str, reason: SkipReason) -> bool {
    match reason {
        SkipReason::TooLarge => Language::detect(path, &[]).is_some(),
        SkipReason::UnsupportedLanguage | SkipReason::NotAFile | SkipReason::Vanished => false,
        SkipReason::Binary
        | SkipReason::PermissionDenied
        | SkipReason::SymbolicLink
        | SkipReason::InvalidName
        | SkipReason::TooDeep
        | SkipReason::TooMany
        | SkipReason::Unreadable => true,
    }
}

/// The file with facts at a path.
///
/// # Errors
/// Those of [`RepoPath::new`]; [`Error::NotFound`] where there is none.
pub fn listed_path(index: &Index, path: &str) -> Result<RepoPath, Error> {
    let asked = RepoPath::new(path.trim())?;
    candidates(&asked)
        .iter()
        .find_map(|candidate| index.record(candidate))
        .map(|record| record.path.clone())
        .ok_or_else(|| absent(index, &asked))
}

/// The path as given, then with backslashes read as separators.
fn candidates(asked: &RepoPath) -> Vec<String> {
    let mut candidates = vec![asked.as_str().to_owned()];
    if asked.as_str().contains('\\') {
        candidates.push(asked.as_str().replace('\\', "/"));
    }
    candidates
}

/// Why nothing analysed stands at a path.
fn absent(index: &Index, asked: &RepoPath) -> Error {
    let skipped = index
        .skipped
        .iter()
        .find(|skipped| skipped.path == asked.as_str())
        .map(|skipped| skipped.reason);
    let reason = skipped.or_else(|| index.record(asked.as_str())?.skip_reason());
    if let Some(reason) = reason {
        let name = serde_json::to_value(reason)
            .ok()
            .and_then(|name| Some(name.as_str()?.to_owned()));
        return Error::NotFound {
            message: format!("\"{asked}\" is not analysed: {}", name.unwrap_or_default()),
            hint: Some(
                "`search` and `read` take any text file; `index` lists what was passed over"
                    .to_owned(),
            ),
            nearest: Vec::new(),
        };
    }
    Error::NotFound {
        message: format!("there is no file or folder \"{asked}\""),
        hint: Some("give a path relative to the root; `outline` lists files".to_owned()),
        nearest: nearest_paths(index, asked),
    }
}

/// Paths with the same last part, else paths that look alike.
fn nearest_paths(index: &Index, asked: &RepoPath) -> Vec<String> {
    let mut places: Vec<&str> = Vec::with_capacity(index.records.len());
    for record in &index.records {
        places.push(record.path.as_str());
        let mut folder = record.path.folder();
        while !folder.is_empty() {
            places.push(folder);
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    places.sort_unstable();
    places.dedup();
    let ending = format!("/{}", asked.file_name());
    let same_name: Vec<String> = places
        .iter()
        .filter(|place| place.ends_with(&ending))
        .take(5)
        .map(|place| (*place).to_owned())
        .collect();
    if same_name.is_empty() {
        nearest(asked.as_str(), places)
    } else {
        same_name
    }
}
