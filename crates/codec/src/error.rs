//! Why bytes or a value were refused.

/// Why bytes or a value were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The bytes are not what was once written, or were never ours.
    #[error("The data is damaged: {reason}.")]
    Corrupt {
        /// What is wrong with them.
        reason: &'static str,
    },
    /// The bytes are whole, and hold something else than was asked for.
    #[error("The data holds schema {found}, not schema {expected}.")]
    WrongSchema {
        /// The schema that the reader asked for.
        expected: u16,
        /// The schema in the header.
        found: u16,
    },
    /// Written by a later version of this program.
    #[error(
        "The data has {what} {found}, which this version cannot read; a later version wrote it."
    )]
    Unsupported {
        /// The field of the header.
        what: &'static str,
        /// Its value.
        found: u16,
    },
    /// Larger than a limit allows.
    #[error("The data has more than {limit} {what}.")]
    LimitExceeded {
        /// What is counted.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The value cannot be written.
    #[error("The value cannot be written: {reason}.")]
    Unwritable {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Sealed under a key that the reader does not have.
    #[error("The data is sealed under key {id}, which is not among the keys given.")]
    KeyMissing {
        /// The id of the key.
        id: u32,
    },
    /// The keys given do not make a key ring.
    #[error("Key {id} cannot be used: {reason}.")]
    KeyUnusable {
        /// The id of the key.
        id: u32,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The operating system gave no random bytes for a nonce.
    #[error("The operating system gave no random bytes.")]
    NoRandomness,
}

impl Error {
    /// The stable name of the error, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Corrupt { .. } | Self::WrongSchema { .. } => "CORRUPT",
            Self::Unsupported { .. } => "UNSUPPORTED",
            Self::LimitExceeded { .. } => "LIMIT_EXCEEDED",
            Self::Unwritable { .. } => "INVALID_REQUEST",
            Self::KeyMissing { .. } | Self::KeyUnusable { .. } => "MISCONFIGURED",
            Self::NoRandomness => "INTERNAL",
        }
    }
}
