//! Lists of things of one shape, kept column by column: `#[serde(with = "syntax::columns")]`.
//!
//! Facts are long lists of small numbers, many of which differ little from the one before. So a list is written as its
//! columns, of each the numbers or their differences, which compresses to half of what rows do. Formats for people get
//! rows.
//!
//! A thing may hold numbers, flags, texts, unit variants, these as options, and structs and tuples of them.
//! Damaged bytes give an error or other things, never more things than there are bytes.

mod reader;
mod writer;

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a list cannot be written or read.
#[derive(Debug)]
struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl serde::ser::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// What no list is made of.
fn unfit<T>() -> Result<T, Fault> {
    Err(Fault("not of a fixed shape".to_owned()))
}

/// Write a list.
///
/// # Errors
/// Those of the format, and one for things that have no fixed shape.
pub fn serialize<T: Serialize, S: Serializer>(
    rows: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return rows.serialize(serializer);
    }
    let bytes = writer::written(rows).map_err(serde::ser::Error::custom)?;
    serializer.serialize_bytes(&bytes)
}

/// Read a list.
///
/// # Errors
/// Those of the format, and one for bytes that are no such list.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    if deserializer.is_human_readable() {
        return Vec::deserialize(deserializer);
    }
    let bytes = deserializer.deserialize_bytes(Bytes)?;
    reader::read(&bytes).map_err(D::Error::custom)
}

/// Takes bytes in, however a format has them.
pub(crate) struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u8>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes)
    }
}
