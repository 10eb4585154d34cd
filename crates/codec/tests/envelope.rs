//! The envelope: what was sealed comes out, damage is found, later versions are told from damage.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::path::Path;

use codec::{
    Cipher, Compression, Content, Error, Form, HEADER_BYTES, KEY_BYTES, KeyRing, Limits, Lock,
    Opened, Schema, seal, unseal,
};
use proptest::prelude::*;

const COMPRESSIONS: [Compression; 4] = [
    Compression::None,
    Compression::Zstd,
    Compression::Dense,
    Compression::Lz4,
];

const SCHEMA: Schema = Schema { id: 7, version: 2 };

fn wrap(bytes: &[u8], content: Content, compression: Compression) -> Result<Vec<u8>, Error> {
    let form = Form {
        content,
        compression,
        schema: SCHEMA,
    };
    seal(bytes, form, None, &Limits::default())
}

fn open(sealed: &[u8]) -> Result<Opened<'_>, Error> {
    unseal(sealed, SCHEMA, None, &Limits::default())
}

/// Change one byte of a sealed value and make its check right again, as a later version would write it.
fn rewritten(sealed: &[u8], position: usize, byte: u8) -> Vec<u8> {
    let mut bytes = sealed.get(..sealed.len() - 4).unwrap_or_default().to_vec();
    if let Some(place) = bytes.get_mut(position) {
        *place = byte;
    }
    let check = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&check.to_be_bytes());
    bytes
}

proptest! {
    // requirement: SER-4
    #[test]
    fn what_is_sealed_is_unsealed(bytes in proptest::collection::vec(any::<u8>(), 0..3000), repeat in 1..5_usize) {
        let bytes = bytes.repeat(repeat);
        for content in [Content::Json, Content::MessagePack] {
            for compression in COMPRESSIONS {
                let sealed = wrap(&bytes, content, compression)?;
                let expected = Opened { content, schema: SCHEMA, bytes: Cow::Borrowed(bytes.as_slice()) };
                prop_assert_eq!(open(&sealed)?, expected);
            }
        }
    }

    #[test]
    fn any_bytes_at_all_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&bytes).is_err());
    }
}

// requirement: SER-4
#[test]
fn every_truncation_and_every_flipped_bit_is_refused() -> Result<(), Error> {
    for bytes in [Vec::new(), b"short".to_vec(), b"a long body ".repeat(200)] {
        for compression in COMPRESSIONS {
            let sealed = wrap(&bytes, Content::MessagePack, compression)?;
            for length in 0..sealed.len() {
                assert!(
                    open(sealed.get(..length).unwrap_or_default()).is_err(),
                    "cut at {length}"
                );
            }
            for position in 0..sealed.len() {
                for bit in 0..8 {
                    let mut flipped = sealed.clone();
                    if let Some(byte) = flipped.get_mut(position) {
                        *byte ^= 1 << bit;
                    }
                    assert!(open(&flipped).is_err(), "bit {bit} of byte {position}");
                }
            }
        }
    }
    Ok(())
}

// requirement: SER-3
#[test]
fn content_is_compressed_only_when_that_pays() -> Result<(), Error> {
    let sealed_length = |bytes: &[u8], compression| {
        wrap(bytes, Content::MessagePack, compression).map(|sealed| sealed.len() - HEADER_BYTES - 4)
    };
    let random: Vec<u8> = (0..8192_u32)
        .flat_map(|seed| crc32c::crc32c(&seed.to_be_bytes()).to_be_bytes())
        .collect();
    for compression in [Compression::Zstd, Compression::Dense, Compression::Lz4] {
        assert_eq!(sealed_length(&[b'x'; 63], compression)?, 63);
        assert!(sealed_length(&[b'x'; 1024], compression)? < 100);
        assert_eq!(sealed_length(&random, compression)?, random.len());
        assert_eq!(sealed_length(&random[..2048], compression)?, 2048);
    }
    assert_eq!(sealed_length(&[b'x'; 9999], Compression::None)?, 9999);
    Ok(())
}

// requirement: SER-3
#[test]
fn a_bomb_is_refused_at_the_length_it_claims() -> Result<(), Box<dyn StdError>> {
    let large = vec![0; 32 << 20];
    let limits = Limits {
        size_bytes_max: 1 << 20,
        ..Limits::default()
    };
    for compression in [Compression::Zstd, Compression::Dense, Compression::Lz4] {
        let sealed = wrap(&large, Content::MessagePack, compression)?;
        assert!(sealed.len() < 150_000);
        let refused = Error::LimitExceeded {
            what: "bytes",
            limit: 1 << 20,
        };
        assert_eq!(unseal(&sealed, SCHEMA, None, &limits), Err(refused));
        // The highest byte of the raw length set to nought: the body holds more than the header says.
        let lying = rewritten(&sealed, 14, 0);
        assert_eq!(
            open(&lying).map_err(|error| error.code()),
            Err("CORRUPT"),
            "{compression:?}"
        );
    }
    Ok(())
}

#[test]
fn content_shorter_than_the_header_says_is_refused() -> Result<(), Error> {
    for compression in COMPRESSIONS {
        for bytes in [b"x".repeat(200), b"x".repeat(100_000)] {
            let sealed = wrap(&bytes, Content::MessagePack, compression)?;
            let lying = rewritten(&sealed, 14, 3);
            assert_eq!(
                open(&lying),
                Err(Error::Corrupt {
                    reason: "its length is not the one written"
                })
            );
        }
    }
    Ok(())
}

// requirement: SER-4
#[test]
fn what_a_later_version_wrote_is_told_from_damage() -> Result<(), Error> {
    let sealed = wrap(b"body", Content::Json, Compression::Zstd)?;
    let cases = [
        (4, 2, "envelope version"),
        (5, 9, "content"),
        (6, 9, "compression"),
        (7, 9, "cipher"),
        (9, 1, "flags"),
        (13, 3, "schema version"),
    ];
    for (position, byte, what) in cases {
        let later = rewritten(&sealed, position, byte);
        assert_eq!(
            open(&later),
            Err(Error::Unsupported {
                what,
                found: byte.into()
            })
        );
    }
    let small = wrap(&b"the same ".repeat(50), Content::Json, Compression::Zstd)?;
    assert_eq!(
        open(&rewritten(&small, 19, 9)),
        Err(Error::Unsupported {
            what: "dictionary",
            found: 9
        })
    );
    let other = rewritten(&sealed, 11, 8);
    assert_eq!(
        open(&other),
        Err(Error::WrongSchema {
            expected: 7,
            found: 8
        })
    );
    Ok(())
}

// requirement: SER-4
#[test]
fn every_envelope_ever_released_stays_readable() -> Result<(), Box<dyn StdError>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/codec/fixtures");
    // The keys of the fixtures, which are no secret; tests/codec/values.py has the same.
    let keys = [(1, [1; KEY_BYTES]), (2, [2; KEY_BYTES])];
    let ring = KeyRing::new(keys, 2, Cipher::Aes256Gcm)?;
    let mut read = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "envelope")
        {
            let sealed = std::fs::read(&path)?;
            let lock = Lock {
                ring: &ring,
                tenant: "acme",
                context: b"fixture",
            };
            let opened = unseal(&sealed, SCHEMA, Some(lock), &Limits::default())
                .map_err(|error| format!("{}: {error}", path.display()))?;
            assert_eq!(
                opened.bytes,
                std::fs::read(path.with_extension("body"))?,
                "{}",
                path.display()
            );
            read += 1;
        }
    }
    assert!(read >= 12, "{read} fixtures found");
    Ok(())
}
