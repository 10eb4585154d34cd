//! Where a search looks: a file, a folder, or a glob.

use globset::{GlobBuilder, GlobMatcher};
use syntax::Language;

use crate::error::Error;
use crate::index::Index;
use crate::model::answers::Completeness;
use crate::repository::SkipReason;
use crate::scope::Scope;

/// Part of a repository.
pub enum Place {
    /// A file, a folder, or everything.
    Scope(Scope),
    /// What a pattern of paths names.
    Glob(GlobMatcher),
}

impl Place {
    /// The place that a request names.
    ///
    /// # Errors
    /// Those of [`Scope::listed`]; [`Error::InvalidRequest`] for a broken glob.
    pub fn new(index: &Index, path: Option<&str>) -> Result<Self, Error> {
        match path.map(str::trim) {
            Some(text) if text.contains(['*', '?', '[', '{']) && index.record(text).is_none() => {
                let text = text.trim_start_matches("./");
                // `*.py` means every such file, as people expect of a search.
                let pattern = if text.contains('/') {
                    text.to_owned()
                } else {
                    format!("**/{text}")
                };
                let glob = GlobBuilder::new(&pattern)
                    .literal_separator(true)
                    .build()
                    .map_err(|fault| {
                        Error::invalid(
                            format!("`path` is a broken glob: {}", fault.kind()),
                            "give a file, a folder, or a glob such as src/**/*.py",
                        )
                    })?;
                Ok(Self::Glob(glob.compile_matcher()))
            }
            path => Ok(Self::Scope(Scope::listed(index, path)?)),
        }
    }

    /// Whether a path belongs to it.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        match self {
            Self::Scope(scope) => scope.holds(path),
            Self::Glob(glob) => glob.is_match(path),
        }
    }

    /// What was not read: what the listing passed over, whatever its language, and what is still to be read.
    #[must_use]
    pub fn passed_over(&self, index: &Index, language: Option<Language>) -> Completeness {
        let counts = |path: &str| {
            let is_wanted = |wanted| Language::detect(path, &[]) == Some(wanted);
            self.holds(path) && language.is_none_or(is_wanted)
        };
        let missed = index
            .skipped
            .iter()
            .filter(|skipped| skipped.reason != SkipReason::NotAFile && counts(&skipped.path));
        let pending = index.pending.iter().filter(|path| counts(path.as_str()));
        Completeness {
            skipped: missed.count() as u64,
            pending: pending.count() as u64,
            ..Completeness::default()
        }
    }
}
