//! Bytes on the wire and in the store: MessagePack under limits, and the envelope round stored values.
//!
//! Knows neither analysis nor Python, and refuses to trust a length, a count or a depth that it was told.

mod cipher;
mod compression;
mod envelope;
mod error;
mod header;
mod json;
mod messagepack;

pub use cipher::{Cipher, KEY_BYTES, KeyRing, Lock};
pub use compression::Compression;
pub use envelope::{Content, Form, Opened, Schema, reseal, seal, unseal};
pub use error::Error;
pub use header::{HEADER_BYTES, VERSION};
pub use json::json_of;
pub use messagepack::{NOT_UTF8, Reader, Short, Token, Writer, check};

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
