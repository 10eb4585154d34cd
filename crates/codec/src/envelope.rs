//! The envelope round every stored value: what it is, how it was written, and whether it is whole.
//!
//! ```text
//! 0      magic          C1 'M' 'C' 'A'; C1 begins neither JSON nor MessagePack
//! 4      version        1
//! 5      content        1 JSON, 2 MessagePack
//! 6      compression    0 none, 1 zstd
//! 7      cipher         0 none
//! 8..10  flags          0
//! 10..12 schema         what kind of value
//! 12..14 schema version
//! 14..18 raw length     of the content before compression
//! 18..   body
//! last 4 check          CRC32C of all before
//! ```
//!
//! Numbers are big-endian. Every version ever released stays readable; values that a later version
//! may give these fields are refused by name, so that a reader never takes them for damage.
//! Refuses to decompress beyond the raw length, and to believe the raw length beyond the limit.

use std::borrow::Cow;
use std::io::Read;

use crate::{Error, Limits};

const MAGIC: [u8; 4] = [0xC1, b'M', b'C', b'A'];
const CHECK_BYTES: usize = 4;
const COMPRESSION_NONE: u8 = 0;
const COMPRESSION_ZSTD: u8 = 1;
const CIPHER_NONE: u8 = 0;
const FLAGS_NONE: u16 = 0;

/// Shorter content is stored as it is.
const COMPRESS_FROM_BYTES: usize = 1024;
/// The decoder's memory is bounded by this, whatever a frame asks for; level 1 writes at most half of it.
const WINDOW_LOG_MAX: u32 = 20;
const LEVEL: i32 = 1;

/// The version of the envelope that is written.
pub const VERSION: u8 = 1;
/// The bytes before the body.
pub const HEADER_BYTES: usize = 18;

/// How the content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// JSON text.
    Json,
    /// MessagePack.
    MessagePack,
}

/// What kind of value is inside, and at which version of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The kind.
    pub id: u16,
    /// The version of the kind; a reader states the newest that it knows.
    pub version: u16,
}

/// An opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'a> {
    /// How the bytes are written.
    pub content: Content,
    /// What they are.
    pub schema: Schema,
    /// The content, decompressed.
    pub bytes: Cow<'a, [u8]>,
}

/// Wrap content; it is compressed when that saves a tenth or more.
pub fn seal(
    bytes: &[u8],
    content: Content,
    schema: Schema,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let too_large = Error::LimitExceeded {
        what: "bytes",
        limit: limits.size_bytes_max,
    };
    if bytes.len() > limits.size_bytes_max {
        return Err(too_large);
    }
    let raw_length = u32::try_from(bytes.len()).map_err(|_| too_large)?;
    let compressed = compress(bytes);
    let (compression, body) = compressed
        .as_deref()
        .map_or((COMPRESSION_NONE, bytes), |body| (COMPRESSION_ZSTD, body));
    let mut sealed = Vec::with_capacity(HEADER_BYTES + body.len() + CHECK_BYTES);
    sealed.extend_from_slice(&MAGIC);
    sealed.extend_from_slice(&[VERSION, content_number(content), compression, CIPHER_NONE]);
    sealed.extend_from_slice(&FLAGS_NONE.to_be_bytes());
    sealed.extend_from_slice(&schema.id.to_be_bytes());
    sealed.extend_from_slice(&schema.version.to_be_bytes());
    sealed.extend_from_slice(&raw_length.to_be_bytes());
    sealed.extend_from_slice(body);
    let check = crc32c::crc32c(&sealed);
    sealed.extend_from_slice(&check.to_be_bytes());
    Ok(sealed)
}

/// Open an envelope that should hold the given kind, at most at the given version of it.
pub fn unseal<'a>(
    sealed: &'a [u8],
    expected: Schema,
    limits: &Limits,
) -> Result<Opened<'a>, Error> {
    let (header, body) = Header::read(sealed)?;
    if header.schema.id != expected.id {
        return Err(Error::WrongSchema {
            expected: expected.id,
            found: header.schema.id,
        });
    }
    if header.schema.version > expected.version {
        return Err(Error::Unsupported {
            what: "schema version",
            found: header.schema.version,
        });
    }
    if header.raw_length > limits.size_bytes_max {
        return Err(Error::LimitExceeded {
            what: "bytes",
            limit: limits.size_bytes_max,
        });
    }
    let bytes = if header.compressed {
        Cow::Owned(decompress(body, header.raw_length)?)
    } else {
        Cow::Borrowed(body)
    };
    if bytes.len() != header.raw_length {
        return Err(Error::Corrupt {
            reason: "its length is not the one written",
        });
    }
    Ok(Opened {
        content: header.content,
        schema: header.schema,
        bytes,
    })
}

struct Header {
    content: Content,
    compressed: bool,
    schema: Schema,
    raw_length: usize,
}

const SHORT: Error = Error::Corrupt {
    reason: "it ends too early",
};

impl Header {
    /// Check the whole envelope and split it into header and body.
    fn read(sealed: &[u8]) -> Result<(Self, &[u8]), Error> {
        let mut rest = sealed;
        let magic: [u8; MAGIC.len()] = take(&mut rest)?;
        let [version, content, compression, cipher] = take(&mut rest)?;
        let flags = u16::from_be_bytes(take(&mut rest)?);
        let schema = Schema {
            id: u16::from_be_bytes(take(&mut rest)?),
            version: u16::from_be_bytes(take(&mut rest)?),
        };
        let raw_length = u32::from_be_bytes(take(&mut rest)?);
        if magic != MAGIC {
            return Err(Error::Corrupt {
                reason: "it does not begin as an envelope does",
            });
        }
        // Before the check: a later version, or a cipher, may end otherwise.
        known("envelope version", version.into(), version == VERSION)?;
        known("cipher", cipher.into(), cipher == CIPHER_NONE)?;
        let (body, check) = rest.split_last_chunk::<CHECK_BYTES>().ok_or(SHORT)?;
        let (checked, _) = sealed.split_last_chunk::<CHECK_BYTES>().ok_or(SHORT)?;
        if crc32c::crc32c(checked) != u32::from_be_bytes(*check) {
            return Err(Error::Corrupt {
                reason: "its check does not match",
            });
        }
        known("flags", flags, flags == FLAGS_NONE)?;
        let known_compression = matches!(compression, COMPRESSION_NONE | COMPRESSION_ZSTD);
        known("compression", compression.into(), known_compression)?;
        let header = Self {
            content: content_known(content)?,
            compressed: compression == COMPRESSION_ZSTD,
            schema,
            raw_length: usize::try_from(raw_length).map_err(|_| SHORT)?,
        };
        Ok((header, body))
    }
}

fn take<const COUNT: usize>(rest: &mut &[u8]) -> Result<[u8; COUNT], Error> {
    let (head, tail) = rest.split_first_chunk().ok_or(SHORT)?;
    *rest = tail;
    Ok(*head)
}

fn known(what: &'static str, found: u16, is_known: bool) -> Result<(), Error> {
    if is_known {
        Ok(())
    } else {
        Err(Error::Unsupported { what, found })
    }
}

fn content_number(content: Content) -> u8 {
    match content {
        Content::Json => 1,
        Content::MessagePack => 2,
    }
}

fn content_known(number: u8) -> Result<Content, Error> {
    match number {
        1 => Ok(Content::Json),
        2 => Ok(Content::MessagePack),
        _ => Err(Error::Unsupported {
            what: "content",
            found: number.into(),
        }),
    }
}

/// The compressed form, where it pays.
fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < COMPRESS_FROM_BYTES {
        return None;
    }
    // Compression that fails is compression that does not pay.
    let compressed = zstd::bulk::compress(bytes, LEVEL).ok()?;
    (compressed.len() <= bytes.len() - bytes.len() / 10).then_some(compressed)
}

/// Decompress to at most one byte more than expected; memory grows with what really comes.
fn decompress(body: &[u8], raw_length: usize) -> Result<Vec<u8>, Error> {
    const DAMAGED: Error = Error::Corrupt {
        reason: "its compressed form cannot be read",
    };
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body).map_err(|_| DAMAGED)?;
    decoder
        .window_log_max(WINDOW_LOG_MAX)
        .map_err(|_| DAMAGED)?;
    let most = u64::try_from(raw_length)
        .map_err(|_| DAMAGED)?
        .saturating_add(1);
    let mut bytes = Vec::new();
    decoder
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| DAMAGED)?;
    Ok(bytes)
}
