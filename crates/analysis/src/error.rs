//! Everything that can go wrong for a caller, one variant a thing they can do.
//!
//! Messages teach: what was wrong, the accepted form, what comes near, what to call next.
//! They never hold a path of the host.

use serde::{Deserialize, Serialize};

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No tool has this name.
    #[error("there is no tool \"{name}\"")]
    UnknownTool {
        /// What was asked for.
        name: String,
        /// Tools with a name close to it.
        nearest: Vec<String>,
    },
    /// The request cannot be understood or asks for something that has no meaning.
    #[error("{message}")]
    InvalidRequest {
        /// What was wrong.
        message: String,
        /// The accepted form, or the next call to make.
        hint: Option<String>,
        /// Valid values close to what was given.
        nearest: Vec<String>,
    },
    /// The request is fine; what it names is not there.
    #[error("{message}")]
    NotFound {
        /// What was not found.
        message: String,
        /// The next call to make.
        hint: Option<String>,
        /// Existing names close to what was given.
        nearest: Vec<String>,
    },
    /// It is not among the files read so far, and others are still to be read.
    #[error("{message} among the files read so far; {pending} are still to be read")]
    StillReading {
        /// What was not found.
        message: String,
        /// How many files are still to be read.
        pending: u64,
    },
    /// A path leads out of the repository.
    #[error("the path \"{path}\" leads out of the repository")]
    OutsideRoot {
        /// The path as given.
        path: String,
    },
    /// Something is larger than allowed.
    #[error("{what} is over the limit of {limit}")]
    LimitExceeded {
        /// What is too large, with its unit.
        what: String,
        /// The largest value that is accepted.
        limit: u64,
        /// How to ask for less, or allow more.
        hint: Option<String>,
    },
    /// The caller gave up.
    #[error("the call was cancelled")]
    Cancelled,
    /// The tree or the request changed since the cursor was handed out.
    #[error("the cursor belongs to another request or to an earlier state of the tree")]
    StaleCursor,
    /// The repository or one of its files cannot be read.
    #[error("{what} cannot be read: {reason}")]
    Unreadable {
        /// What cannot be read, named relative to the root.
        what: String,
        /// Why, in words.
        reason: String,
    },
    /// A fault of ours.
    #[error("an internal fault ended this call: {message}")]
    Internal {
        /// What is known of it.
        message: String,
    },
}

/// An error as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ErrorBody {
    /// Stable name in upper case.
    pub code: String,
    /// What happened, in one sentence.
    pub message: String,
    /// The accepted form, or the next call to make.
    pub hint: Option<String>,
    /// Valid values close to what was given.
    pub nearest: Vec<String>,
    /// The same call may succeed later.
    pub retryable: bool,
}

impl Error {
    /// An invalid request with nothing near it.
    pub fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::InvalidRequest {
            message: message.into(),
            hint: Some(hint.into()),
            nearest: Vec::new(),
        }
    }

    /// The stable name that callers match on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTool { .. } => "UNKNOWN_TOOL",
            Self::InvalidRequest { .. } => "INVALID_REQUEST",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::StillReading { .. } => "STILL_READING",
            Self::OutsideRoot { .. } => "OUTSIDE_ROOT",
            Self::LimitExceeded { .. } => "LIMIT_EXCEEDED",
            Self::Cancelled => "CANCELLED",
            Self::StaleCursor => "STALE_CURSOR",
            Self::Unreadable { .. } => "UNREADABLE",
            Self::Internal { .. } => "INTERNAL",
        }
    }

    /// The accepted form, or the next call to make.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::InvalidRequest { hint, .. }
            | Self::NotFound { hint, .. }
            | Self::LimitExceeded { hint, .. } => hint.clone(),
            Self::UnknownTool { .. } => Some("the list of tools names every tool".to_owned()),
            Self::OutsideRoot { .. } => Some(
                "give a path relative to the root of the repository, such as src/main.py"
                    .to_owned(),
            ),
            Self::StillReading { .. } => Some("ask again in a moment".to_owned()),
            Self::StaleCursor => Some("repeat the request without `cursor`".to_owned()),
            Self::Unreadable { .. } => {
                Some("make it readable and ask again, or ask for something else".to_owned())
            }
            Self::Cancelled => Some("call again if the answer is still wanted".to_owned()),
            Self::Internal { .. } => Some("report it; other calls are answered".to_owned()),
        }
    }

    /// Valid values close to what was given.
    #[must_use]
    pub fn nearest(&self) -> Vec<String> {
        match self {
            Self::UnknownTool { nearest, .. }
            | Self::InvalidRequest { nearest, .. }
            | Self::NotFound { nearest, .. } => nearest.clone(),
            Self::StillReading { .. }
            | Self::OutsideRoot { .. }
            | Self::LimitExceeded { .. }
            | Self::Cancelled
            | Self::StaleCursor
            | Self::Unreadable { .. }
            | Self::Internal { .. } => Vec::new(),
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Cancelled | Self::StillReading { .. } | Self::Unreadable { .. } => true,
            Self::UnknownTool { .. }
            | Self::InvalidRequest { .. }
            | Self::NotFound { .. }
            | Self::OutsideRoot { .. }
            | Self::LimitExceeded { .. }
            | Self::StaleCursor
            | Self::Internal { .. } => false,
        }
    }

    /// The form that is sent.
    #[must_use]
    pub fn body(&self) -> ErrorBody {
        ErrorBody {
            code: self.code().to_owned(),
            message: self.to_string(),
            hint: self.hint(),
            nearest: self.nearest(),
            retryable: self.retryable(),
        }
    }
}
