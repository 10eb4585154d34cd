//! The envelope round every stored value: what it is, how it was written, and whether it is whole.
//!
//! `header` has its form. Content is compressed first and encrypted after that.
//! Refuses to decompress beyond the raw length, to believe the raw length beyond the limit,
//! and to give out one byte of a sealed body before its tag was found right.

use std::borrow::Cow;

use crate::cipher::{Lock, nonce};
use crate::compression::{Compression, compress, decompress};
use crate::header::{Header, OVERHEAD_BYTES_MAX, Packing, Parts, Seal, append_check};
use crate::{Error, Limits};

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

/// How an envelope is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// How the bytes given are written.
    pub content: Content,
    /// How they may be made shorter.
    pub compression: Compression,
    /// What they are.
    pub schema: Schema,
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

/// Wrap content: compressed when that saves a tenth or more, encrypted when there is a lock.
pub fn seal(
    bytes: &[u8],
    form: Form,
    lock: Option<Lock<'_>>,
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
    let compressed = compress(bytes, form.compression);
    let (packing, body) = compressed
        .as_ref()
        .map_or((Packing::None, bytes), |(packing, body)| {
            (*packing, body.as_slice())
        });
    let header = Header {
        content: form.content,
        packing,
        schema: form.schema,
        raw_length,
        seal: None,
    };
    wrap(header, body, lock)
}

/// Open an envelope that should hold the given kind, at most at the given version of it.
///
/// What was written without a cipher opens with a lock and without one.
pub fn unseal<'a>(
    sealed: &'a [u8],
    expected: Schema,
    lock: Option<Lock<'_>>,
    limits: &Limits,
) -> Result<Opened<'a>, Error> {
    let parts = Parts::read(sealed)?;
    let header = &parts.header;
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
    let too_large = Error::LimitExceeded {
        what: "bytes",
        limit: limits.size_bytes_max,
    };
    let raw_length = usize::try_from(header.raw_length).map_err(|_| too_large.clone())?;
    if raw_length > limits.size_bytes_max {
        return Err(too_large);
    }
    let body = decrypted(&parts, lock)?;
    let bytes = if header.packing == Packing::None && body.len() == raw_length {
        body
    } else {
        Cow::Owned(decompress(&body, header.packing, raw_length)?)
    };
    Ok(Opened {
        content: header.content,
        schema: header.schema,
        bytes,
    })
}

/// Seal an envelope under the current key if it is not; none where there is nothing to do.
///
/// The content is neither decompressed nor looked at.
pub fn reseal(sealed: &[u8], lock: Lock<'_>) -> Result<Option<Vec<u8>>, Error> {
    let parts = Parts::read(sealed)?;
    let body = decrypted(&parts, Some(lock))?;
    let current = |seal: Seal| seal.key_id == lock.ring.current();
    if parts.header.seal.is_some_and(current) {
        return Ok(None);
    }
    wrap(parts.header.clone(), &body, Some(lock)).map(Some)
}

fn wrap(mut header: Header, body: &[u8], lock: Option<Lock<'_>>) -> Result<Vec<u8>, Error> {
    let mut envelope = Vec::with_capacity(OVERHEAD_BYTES_MAX + body.len());
    let Some(lock) = lock else {
        header.write(&mut envelope);
        envelope.extend_from_slice(body);
        append_check(&mut envelope);
        return Ok(envelope);
    };
    let seal = Seal {
        cipher: lock.ring.cipher(),
        key_id: lock.ring.current(),
        nonce: nonce()?,
    };
    header.seal = Some(seal);
    header.write(&mut envelope);
    let head_bytes = envelope.len();
    envelope.extend_from_slice(body);
    let (head, body) = envelope.split_at_mut(head_bytes);
    let tag = lock.close(&seal, head, body)?;
    envelope.extend_from_slice(&tag);
    Ok(envelope)
}

fn decrypted<'a>(parts: &Parts<'a>, lock: Option<Lock<'_>>) -> Result<Cow<'a, [u8]>, Error> {
    let Some(seal) = &parts.header.seal else {
        return Ok(Cow::Borrowed(parts.body));
    };
    let lock = lock.ok_or(Error::KeyMissing { id: seal.key_id })?;
    let mut body = parts.body.to_vec();
    lock.open(seal, parts.head, &mut body, &parts.tag)?;
    Ok(Cow::Owned(body))
}
