//! How much one repository and one call may cost.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;

/// Bounds of an engine, and what it shows. A file beyond them is listed as skipped or partial, never dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of one file. Generated parsers and data tables reach a megabyte; hardly any source is above two.
    pub file_size_bytes_max: u64,
    /// Files of one repository, of any kind.
    pub files_max: u64,
    /// Folders inside folders.
    pub folder_depth_max: u32,
    /// Bytes of one request.
    pub request_size_bytes_max: u64,
    /// Commits that questions about earlier versions look at, newest first.
    pub history_commits_max: u64,
    /// Paths of one commit; what a wider one changed is not known.
    pub history_touches_max: u64,
    /// Matches that one search keeps for its pages; all are counted.
    pub search_matches_max: u64,
    /// Whether answers show what has the format of a secret.
    pub show_secrets: bool,
    /// What one file may cost to parse.
    pub syntax: syntax::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_size_bytes_max: 2 * 1024 * 1024,
            files_max: 200_000,
            folder_depth_max: 128,
            history_commits_max: 200_000,
            history_touches_max: 50_000,
            request_size_bytes_max: 256 * 1024,
            search_matches_max: 10_000,
            show_secrets: false,
            syntax: syntax::Limits::default(),
        }
    }
}

impl Limits {
    /// Read limits from a JSON object; what it does not name keeps its default.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for anything else, and for a limit that does not exist.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let object = serde_json::from_slice::<Map<String, Value>>(json);
        object
            .and_then(|object| serde_json::from_value(Value::Object(object)))
            .map_err(|error| {
                Error::invalid(
                    format!("the limits cannot be used: {error}"),
                    "give a JSON object such as {\"files_max\": 1000}",
                )
            })
    }
}
