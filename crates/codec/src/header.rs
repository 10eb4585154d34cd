//! The bytes before an envelope's body: what it is, how it was written, under which key.
//!
//! ```text
//! 0      magic          C1 'M' 'C' 'A'; C1 begins neither JSON nor MessagePack
//! 4      version        1
//! 5      content        1 JSON, 2 MessagePack
//! 6      compression    0 none, 1 zstd, 2 zstd with a dictionary, 3 LZ4
//! 7      cipher         0 none, 1 AES-256-GCM, 2 ChaCha20-Poly1305
//! 8..10  flags          0
//! 10..12 schema         what kind of value
//! 12..14 schema version
//! 14..18 raw length     of the content before compression
//!        dictionary     2 bytes, with compression 2 only
//!        key id         4 bytes, with a cipher only, as the next two
//!        nonce          12 bytes
//!        header check   CRC32C of all before: damage is told from a key that is missing, without the key
//!        body
//! last   check          CRC32C of all before, 4 bytes; with a cipher its tag, 16 bytes
//! ```
//!
//! Numbers are big-endian. Every version ever released stays readable; values that a later version
//! may give these fields are refused by name, so that a reader never takes them for damage.

use crate::cipher::{Cipher, NONCE_BYTES, TAG_BYTES};
use crate::{Content, Error, Schema};

const MAGIC: [u8; 4] = [0xC1, b'M', b'C', b'A'];
const CHECK_BYTES: usize = 4;
const FLAGS_NONE: u16 = 0;

/// The version of the envelope that is written.
pub const VERSION: u8 = 1;
/// The bytes before the body when there is neither dictionary nor cipher.
pub const HEADER_BYTES: usize = 18;
/// The most bytes that an envelope has besides its body.
pub const OVERHEAD_BYTES_MAX: usize = HEADER_BYTES + 2 + 4 + NONCE_BYTES + CHECK_BYTES + TAG_BYTES;

/// How a body was made shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// It was not.
    None,
    /// A zstd frame.
    Zstd,
    /// A zstd frame that needs the dictionary of this number.
    Dictionary(u16),
    /// An LZ4 block.
    Lz4,
}

/// What a body was sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    pub cipher: Cipher,
    pub key_id: u32,
    pub nonce: [u8; NONCE_BYTES],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub content: Content,
    pub packing: Packing,
    pub schema: Schema,
    pub raw_length: u32,
    pub seal: Option<Seal>,
}

/// An envelope taken apart; its check, where it has no cipher, is right.
pub struct Parts<'a> {
    pub header: Header,
    /// The header's bytes.
    pub head: &'a [u8],
    pub body: &'a [u8],
    /// The cipher's tag; nought where there is no cipher.
    pub tag: [u8; TAG_BYTES],
}

const SHORT: Error = Error::Corrupt {
    reason: "it ends too early",
};
const UNCHECKED: Error = Error::Corrupt {
    reason: "its check does not match",
};

impl Header {
    /// Write the header; the body and `finish` come after it.
    pub fn write(&self, envelope: &mut Vec<u8>) {
        envelope.extend_from_slice(&MAGIC);
        envelope.extend_from_slice(&[
            VERSION,
            content_number(self.content),
            packing_number(self.packing),
            self.seal.map_or(0, |seal| cipher_number(seal.cipher)),
        ]);
        envelope.extend_from_slice(&FLAGS_NONE.to_be_bytes());
        envelope.extend_from_slice(&self.schema.id.to_be_bytes());
        envelope.extend_from_slice(&self.schema.version.to_be_bytes());
        envelope.extend_from_slice(&self.raw_length.to_be_bytes());
        if let Packing::Dictionary(number) = self.packing {
            envelope.extend_from_slice(&number.to_be_bytes());
        }
        if let Some(seal) = self.seal {
            envelope.extend_from_slice(&seal.key_id.to_be_bytes());
            envelope.extend_from_slice(&seal.nonce);
            append_check(envelope);
        }
    }
}

/// End an envelope that has no cipher.
pub fn append_check(envelope: &mut Vec<u8>) {
    let check = crc32c::crc32c(envelope);
    envelope.extend_from_slice(&check.to_be_bytes());
}

impl<'a> Parts<'a> {
    /// Take an envelope apart and check what can be checked without a key.
    pub fn read(envelope: &'a [u8]) -> Result<Self, Error> {
        let mut rest = envelope;
        let magic: [u8; MAGIC.len()] = take(&mut rest)?;
        let [version, content, packing, cipher] = take(&mut rest)?;
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
        // Before any check: with these unknown, nobody knows where the check is.
        known("envelope version", version.into(), version == VERSION)?;
        let cipher = cipher_known(cipher)?;
        if cipher.is_none() {
            rest = checked(envelope, rest)?;
        }
        let packing = packing_known(packing, &mut rest)?;
        let seal = match cipher {
            Some(cipher) => Some(seal_read(cipher, envelope, &mut rest)?),
            None => None,
        };
        known("flags", flags, flags == FLAGS_NONE)?;
        let header = Header {
            content: content_known(content)?,
            packing,
            schema,
            raw_length,
            seal,
        };
        Self::split(header, envelope, rest)
    }

    fn split(header: Header, envelope: &'a [u8], rest: &'a [u8]) -> Result<Self, Error> {
        let after = rest.len()
            + if header.seal.is_some() {
                0
            } else {
                CHECK_BYTES
            };
        let head = envelope
            .get(..envelope.len().saturating_sub(after))
            .ok_or(SHORT)?;
        let (body, tag) = if header.seal.is_some() {
            let (body, tag) = rest.split_last_chunk().ok_or(SHORT)?;
            (body, *tag)
        } else {
            (rest, [0; TAG_BYTES])
        };
        Ok(Self {
            header,
            head,
            body,
            tag,
        })
    }
}

/// What is left before a check that is right.
fn checked<'a>(envelope: &[u8], rest: &'a [u8]) -> Result<&'a [u8], Error> {
    let (rest, check) = rest.split_last_chunk::<CHECK_BYTES>().ok_or(SHORT)?;
    let (before, _) = envelope.split_last_chunk::<CHECK_BYTES>().ok_or(SHORT)?;
    if crc32c::crc32c(before) == u32::from_be_bytes(*check) {
        Ok(rest)
    } else {
        Err(UNCHECKED)
    }
}

fn seal_read(cipher: Cipher, envelope: &[u8], rest: &mut &[u8]) -> Result<Seal, Error> {
    let key_id = u32::from_be_bytes(take(rest)?);
    let nonce = take(rest)?;
    let before = envelope
        .get(..envelope.len().saturating_sub(rest.len()))
        .ok_or(SHORT)?;
    if crc32c::crc32c(before) != u32::from_be_bytes(take(rest)?) {
        return Err(UNCHECKED);
    }
    Ok(Seal {
        cipher,
        key_id,
        nonce,
    })
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

fn packing_number(packing: Packing) -> u8 {
    match packing {
        Packing::None => 0,
        Packing::Zstd => 1,
        Packing::Dictionary(_) => 2,
        Packing::Lz4 => 3,
    }
}

fn packing_known(number: u8, rest: &mut &[u8]) -> Result<Packing, Error> {
    match number {
        0 => Ok(Packing::None),
        1 => Ok(Packing::Zstd),
        2 => Ok(Packing::Dictionary(u16::from_be_bytes(take(rest)?))),
        3 => Ok(Packing::Lz4),
        _ => Err(Error::Unsupported {
            what: "compression",
            found: number.into(),
        }),
    }
}

fn cipher_number(cipher: Cipher) -> u8 {
    match cipher {
        Cipher::Aes256Gcm => 1,
        Cipher::ChaCha20Poly1305 => 2,
    }
}

fn cipher_known(number: u8) -> Result<Option<Cipher>, Error> {
    match number {
        0 => Ok(None),
        1 => Ok(Some(Cipher::Aes256Gcm)),
        2 => Ok(Some(Cipher::ChaCha20Poly1305)),
        _ => Err(Error::Unsupported {
            what: "cipher",
            found: number.into(),
        }),
    }
}
