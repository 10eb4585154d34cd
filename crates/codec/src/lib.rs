//! Bytes on the wire and in the store: MessagePack under limits, and the envelope round stored values.
//!
//! Knows neither analysis nor Python, and refuses to trust a length, a count or a depth that it was told.

mod envelope;
mod error;
mod messagepack;

pub use envelope::{Content, HEADER_BYTES, Opened, Schema, VERSION, seal, unseal};
pub use error::Error;
pub use messagepack::{Reader, Token, Writer, check};

/// What encoding and decoding stop at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of MessagePack or JSON, after decompression.
    pub size_bytes_max: usize,
    /// Arrays and maps inside one another.
    pub depth_max: usize,
    /// Values, counting the keys of maps, and arrays and maps themselves.
    pub items_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            size_bytes_max: 64 << 20,
            depth_max: 128,
            items_max: 4 << 20,
        }
    }
}
