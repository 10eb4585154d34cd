//! Making content shorter where it pays, and never longer on the way back than it says.
//!
//! Contexts of zstd are kept for each thread: making one costs more than a small value does.

use std::cell::RefCell;
use std::sync::OnceLock;
use std::thread::LocalKey;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

use crate::Error;
use crate::header::Packing;

const LEVEL: i32 = 1;
const DENSE_LEVEL: i32 = 3;
/// Shorter content is stored as it is.
const COMPRESS_FROM_BYTES: usize = 64;
/// Content up to this length knows too little of itself, so a dictionary helps.
const DICTIONARY_BYTES_MAX: usize = 16 << 10;

/// Trained by `tests/codec/train_dictionary.py`. One that was released is never changed or removed.
const DICTIONARIES: [(u16, &[u8]); 1] = [(1, include_bytes!("../dictionaries/1.dictionary"))];
/// The one that is written with.
const NEWEST: u16 = 1;

/// How content may be made shorter; it stays as it is where that saves less than a tenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all.
    None,
    /// zstd at level 1, with a dictionary for small content.
    #[default]
    Zstd,
    /// zstd at level 3, without a dictionary: for what is written once and read often, and is like no session's values.
    Dense,
    /// LZ4: half the time of zstd and twice its length.
    Lz4,
}

/// The shorter form, or none where it does not pay.
pub fn compress(bytes: &[u8], compression: Compression) -> Option<(Packing, Vec<u8>)> {
    if bytes.len() < COMPRESS_FROM_BYTES {
        return None;
    }
    // Compression that fails is compression that does not pay.
    let (packing, shorter) = match compression {
        Compression::None => return None,
        Compression::Zstd if bytes.len() <= DICTIONARY_BYTES_MAX => {
            (Packing::Dictionary(NEWEST), with_dictionary(bytes)?)
        }
        Compression::Zstd => (Packing::Zstd, plain(&COMPRESSOR, LEVEL, bytes)?),
        Compression::Dense => (Packing::Zstd, plain(&DENSE_COMPRESSOR, DENSE_LEVEL, bytes)?),
        Compression::Lz4 => (Packing::Lz4, lz4_flex::block::compress(bytes)),
    };
    (shorter.len() <= bytes.len() - bytes.len() / 10).then_some((packing, shorter))
}

/// The content again. Memory for it is the length that the header says and the caller has checked,
/// and is touched only as far as content really comes.
pub fn decompress(body: &[u8], packing: Packing, length: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    match packing {
        Packing::None => bytes.extend_from_slice(body),
        Packing::Zstd => {
            bytes.reserve_exact(length);
            DECOMPRESSOR.with_borrow_mut(|kept| fill(kept, Decompressor::new, body, &mut bytes))?;
        }
        Packing::Dictionary(number) => {
            let dictionary = decoder(number)?;
            bytes.reserve_exact(length);
            let make = || Decompressor::with_prepared_dictionary(dictionary);
            if number == NEWEST {
                NEWEST_DECOMPRESSOR.with_borrow_mut(|kept| fill(kept, make, body, &mut bytes))?;
            } else {
                fill(&mut None, make, body, &mut bytes)?;
            }
        }
        Packing::Lz4 => {
            bytes = lz4_flex::block::decompress(body, length).map_err(|_| DAMAGED)?;
        }
    }
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(Error::Corrupt {
            reason: "its length is not the one written",
        })
    }
}

const DAMAGED: Error = Error::Corrupt {
    reason: "its compressed form cannot be read",
};

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DENSE_COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DICTIONARY_COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static NEWEST_DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn plain(
    compressor: &'static LocalKey<RefCell<Option<Compressor<'static>>>>,
    level: i32,
    bytes: &[u8],
) -> Option<Vec<u8>> {
    compressor.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = Compressor::new(level).ok();
        }
        kept.as_mut()?.compress(bytes).ok()
    })
}

fn with_dictionary(bytes: &[u8]) -> Option<Vec<u8>> {
    DICTIONARY_COMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            let mut made = Compressor::with_prepared_dictionary(encoder()?).ok()?;
            // The header has the number in two bytes.
            made.include_dictid(false).ok()?;
            *kept = Some(made);
        }
        kept.as_mut()?.compress(bytes).ok()
    })
}

fn fill<'a>(
    kept: &mut Option<Decompressor<'a>>,
    make: impl FnOnce() -> std::io::Result<Decompressor<'a>>,
    body: &[u8],
    bytes: &mut Vec<u8>,
) -> Result<(), Error> {
    let decompressor = match kept {
        Some(decompressor) => decompressor,
        None => kept.insert(make().map_err(|_| DAMAGED)?),
    };
    let filled = decompressor.decompress_to_buffer(body, bytes);
    filled.map(|_| ()).map_err(|_| DAMAGED)
}

fn encoder() -> Option<&'static EncoderDictionary<'static>> {
    static ENCODER: OnceLock<Option<EncoderDictionary<'static>>> = OnceLock::new();
    let made = ENCODER.get_or_init(|| {
        let (_, bytes) = DICTIONARIES.iter().find(|(number, _)| *number == NEWEST)?;
        Some(EncoderDictionary::copy(bytes, LEVEL))
    });
    made.as_ref()
}

fn decoder(number: u16) -> Result<&'static DecoderDictionary<'static>, Error> {
    static DECODERS: [OnceLock<DecoderDictionary<'static>>; DICTIONARIES.len()] =
        [const { OnceLock::new() }; DICTIONARIES.len()];
    let mut known = DICTIONARIES.iter().zip(&DECODERS);
    let ((_, bytes), decoder) =
        known
            .find(|((known, _), _)| *known == number)
            .ok_or(Error::Unsupported {
                what: "dictionary",
                found: number,
            })?;
    Ok(decoder.get_or_init(|| DecoderDictionary::copy(bytes)))
}
