//! Sealing: a value opens for its own tenant and place, under its own key, whole, and in no other case.

use codec::{
    Cipher, Compression, Content, Error, Form, KEY_BYTES, KeyRing, Limits, Lock, Schema, reseal,
    seal, unseal,
};
use proptest::prelude::*;

const SCHEMA: Schema = Schema { id: 7, version: 2 };
const CIPHERS: [Cipher; 2] = [Cipher::Aes256Gcm, Cipher::ChaCha20Poly1305];
const COMPRESSIONS: [Compression; 4] = [
    Compression::None,
    Compression::Zstd,
    Compression::Dense,
    Compression::Lz4,
];

fn ring(ids: &[u8], current: u32, cipher: Cipher) -> Result<KeyRing, Error> {
    let keys = ids.iter().map(|id| (u32::from(*id), [*id; KEY_BYTES]));
    KeyRing::new(keys, current, cipher)
}

fn lock(ring: &KeyRing) -> Lock<'_> {
    Lock {
        ring,
        tenant: "acme",
        context: b"session acme.1 plan",
    }
}

fn form(content: Content, compression: Compression) -> Form {
    Form {
        content,
        compression,
        schema: SCHEMA,
    }
}

fn close(bytes: &[u8], lock: Lock<'_>) -> Result<Vec<u8>, Error> {
    let form = form(Content::MessagePack, Compression::Zstd);
    seal(bytes, form, Some(lock), &Limits::default())
}

fn open(sealed: &[u8], lock: Lock<'_>) -> Result<Vec<u8>, Error> {
    let opened = unseal(sealed, SCHEMA, Some(lock), &Limits::default())?;
    Ok(opened.bytes.into_owned())
}

proptest! {
    // requirement: SEC-4
    #[test]
    fn what_is_sealed_opens_in_every_form(
        bytes in proptest::collection::vec(any::<u8>(), 0..2000),
        repeat in 1..12_usize,
        tenant in "\\PC{0,20}",
        context in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let bytes = bytes.repeat(repeat);
        for cipher in CIPHERS {
            let ring = ring(&[1], 1, cipher)?;
            let lock = Lock { ring: &ring, tenant: &tenant, context: &context };
            for compression in COMPRESSIONS {
                for content in [Content::Json, Content::MessagePack] {
                    let sealed = seal(&bytes, form(content, compression), Some(lock), &Limits::default())?;
                    let opened = unseal(&sealed, SCHEMA, Some(lock), &Limits::default())?;
                    prop_assert_eq!(opened.content, content);
                    prop_assert_eq!(opened.bytes, bytes.as_slice());
                }
            }
        }
    }
}

// requirement: SEC-4
#[test]
fn every_truncation_and_every_flipped_bit_is_damage() -> Result<(), Error> {
    for cipher in CIPHERS {
        let ring = ring(&[1], 1, cipher)?;
        for bytes in [Vec::new(), b"short".to_vec(), b"a long body ".repeat(60)] {
            let sealed = close(&bytes, lock(&ring))?;
            for length in 0..sealed.len() {
                let cut = sealed.get(..length).unwrap_or_default();
                let refused = open(cut, lock(&ring)).map_err(|error| error.code());
                assert_eq!(refused, Err("CORRUPT"), "cut at {length}");
            }
            for position in 0..sealed.len() {
                for bit in 0..8 {
                    let mut flipped = sealed.clone();
                    if let Some(byte) = flipped.get_mut(position) {
                        *byte ^= 1 << bit;
                    }
                    let refused = open(&flipped, lock(&ring)).map_err(|error| error.code());
                    assert!(
                        matches!(refused, Err("CORRUPT" | "UNSUPPORTED")),
                        "bit {bit} of byte {position}: {refused:?}"
                    );
                }
            }
        }
    }
    Ok(())
}

// requirement: SEC-4
#[test]
fn a_copy_for_another_tenant_or_place_does_not_open() -> Result<(), Error> {
    let ring = ring(&[1], 1, Cipher::Aes256Gcm)?;
    let own = lock(&ring);
    let sealed = close(b"plan", own)?;
    let others = [
        Lock {
            tenant: "other",
            ..own
        },
        Lock { tenant: "", ..own },
        Lock {
            context: b"session acme.1 plan2",
            ..own
        },
        Lock {
            context: b"session acme.2 plan",
            ..own
        },
        Lock {
            context: b"",
            ..own
        },
    ];
    for other in others {
        assert_eq!(
            open(&sealed, other).map_err(|error| error.code()),
            Err("CORRUPT")
        );
    }
    assert_eq!(open(&sealed, own)?, b"plan");
    Ok(())
}

// requirement: SEC-4
#[test]
fn a_rotated_ring_opens_what_older_keys_sealed_and_reseals_it() -> Result<(), Error> {
    let before = ring(&[1], 1, Cipher::ChaCha20Poly1305)?;
    let both = ring(&[1, 2], 2, Cipher::Aes256Gcm)?;
    let after = ring(&[2], 2, Cipher::Aes256Gcm)?;
    let sealed = close(b"plan", lock(&before))?;
    assert_eq!(open(&sealed, lock(&both))?, b"plan");
    assert_eq!(
        open(&sealed, lock(&after)),
        Err(Error::KeyMissing { id: 1 })
    );
    let again = reseal(&sealed, lock(&both))?.unwrap_or_default();
    assert_eq!(open(&again, lock(&after))?, b"plan");
    assert_eq!(
        open(&again, lock(&before)),
        Err(Error::KeyMissing { id: 2 })
    );
    assert_eq!(reseal(&again, lock(&both))?, None);
    Ok(())
}

// requirement: SEC-4
#[test]
fn what_was_not_sealed_opens_and_can_be_sealed_later() -> Result<(), Error> {
    let ring = ring(&[1], 1, Cipher::Aes256Gcm)?;
    let body = b"the same again ".repeat(90);
    let form = form(Content::MessagePack, Compression::Zstd);
    let plain = seal(&body, form, None, &Limits::default())?;
    assert_eq!(open(&plain, lock(&ring))?, body);
    let sealed = reseal(&plain, lock(&ring))?.unwrap_or_default();
    assert_eq!(open(&sealed, lock(&ring))?, body);
    let without = unseal(&sealed, SCHEMA, None, &Limits::default());
    assert_eq!(without, Err(Error::KeyMissing { id: 1 }));
    Ok(())
}

// requirement: SEC-4
#[test]
fn another_key_under_the_same_id_opens_nothing() -> Result<(), Error> {
    let own = ring(&[1], 1, Cipher::Aes256Gcm)?;
    let other = KeyRing::new([(1, [9; KEY_BYTES])], 1, Cipher::Aes256Gcm)?;
    let sealed = close(b"plan", lock(&own))?;
    assert_eq!(
        open(&sealed, lock(&other)).map_err(|error| error.code()),
        Err("CORRUPT")
    );
    Ok(())
}

#[test]
fn equal_values_are_sealed_to_different_bytes_and_show_nothing() -> Result<(), Error> {
    let ring = ring(&[1], 1, Cipher::Aes256Gcm)?;
    let body = b"a secret plan, long enough to be found".to_vec();
    let sealed = close(&body, lock(&ring))?;
    assert_ne!(sealed, close(&body, lock(&ring))?);
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    Ok(())
}

#[test]
fn a_key_ring_that_could_not_work_is_refused() {
    let refused = |keys: Vec<(u32, Vec<u8>)>, current| {
        KeyRing::new(keys, current, Cipher::Aes256Gcm)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let key = vec![1; KEY_BYTES];
    let cases = [
        (
            vec![(1, vec![1; 31])],
            "Key 1 cannot be used: a key has 32 bytes.",
        ),
        (
            vec![(1, key.clone()), (1, key.clone())],
            "Key 1 cannot be used: its id comes twice.",
        ),
        (
            vec![(2, key)],
            "Key 1 cannot be used: it is the current one and is not given.",
        ),
        (
            vec![],
            "Key 1 cannot be used: it is the current one and is not given.",
        ),
    ];
    for (keys, said) in cases {
        assert_eq!(refused(keys, 1), Err(said.to_owned()));
    }
}

#[test]
fn a_key_ring_shows_ids_and_no_key() -> Result<(), Error> {
    let shown = format!("{:?}", ring(&[1, 2], 2, Cipher::Aes256Gcm)?);
    assert_eq!(shown, "KeyRing { ids: [1, 2], current: 2 }");
    Ok(())
}
