//! Sealing a body so that only its own key, tenant and place open it.
//!
//! A data key is derived for each tenant from a master key, used once and wiped.
//! Refuses to keep a key longer than it is needed, to print one, and to say more of a failure than that it failed.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;
use hkdf::Hkdf;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroizing;

use crate::Error;

/// The length of a master key.
pub const KEY_BYTES: usize = 32;
pub const NONCE_BYTES: usize = 12;
pub const TAG_BYTES: usize = 16;

/// Says what derived keys are for; another use of the same master key would name another.
const PURPOSE: &[u8] = b"mcp-code-analysis data key 1";

/// How a body is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// Faster where the processor has instructions for it.
    Aes256Gcm,
    /// Faster and free of timing leaks where it has not.
    ChaCha20Poly1305,
}

impl Cipher {
    /// The one that suits this processor.
    #[must_use]
    pub fn of_this_machine() -> Self {
        #[cfg(target_arch = "x86_64")]
        let has_instructions = std::arch::is_x86_feature_detected!("aes")
            && std::arch::is_x86_feature_detected!("pclmulqdq");
        #[cfg(target_arch = "aarch64")]
        let has_instructions = std::arch::is_aarch64_feature_detected!("aes");
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let has_instructions = false;
        if has_instructions {
            Self::Aes256Gcm
        } else {
            Self::ChaCha20Poly1305
        }
    }
}

/// Master keys by their ids; new values are sealed under the current one, every one opens.
pub struct KeyRing {
    keys: BTreeMap<u32, Zeroizing<[u8; KEY_BYTES]>>,
    current: u32,
    cipher: Cipher,
}

impl KeyRing {
    /// Take the keys; refuse keys of a wrong length, ids that come twice, and a current id without a key.
    pub fn new<K: AsRef<[u8]>>(
        keys: impl IntoIterator<Item = (u32, K)>,
        current: u32,
        cipher: Cipher,
    ) -> Result<Self, Error> {
        let unusable = |id, reason| Error::KeyUnusable { id, reason };
        let mut ring = BTreeMap::new();
        for (id, key) in keys {
            let key = <[u8; KEY_BYTES]>::try_from(key.as_ref())
                .map_err(|_| unusable(id, "a key has 32 bytes"))?;
            if ring.insert(id, Zeroizing::new(key)).is_some() {
                return Err(unusable(id, "its id comes twice"));
            }
        }
        if !ring.contains_key(&current) {
            return Err(unusable(current, "it is the current one and is not given"));
        }
        Ok(Self {
            keys: ring,
            current,
            cipher,
        })
    }

    /// The id of the key that new values are sealed under.
    #[must_use]
    pub fn current(&self) -> u32 {
        self.current
    }

    /// The ids of all keys, in order.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.keys.keys().copied()
    }

    pub(crate) fn cipher(&self) -> Cipher {
        self.cipher
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "KeyRing {{ ids: {:?}, current: {} }}",
            self.keys.keys(),
            self.current
        )
    }
}

/// What a value is sealed with and to: whoever opens it gives the same tenant and context.
#[derive(Debug, Clone, Copy)]
pub struct Lock<'a> {
    /// The master keys.
    pub ring: &'a KeyRing,
    /// Whose value it is; each tenant has data keys of its own.
    pub tenant: &'a str,
    /// The place that the value belongs to, as the caller names it.
    pub context: &'a [u8],
}

impl Lock<'_> {
    /// Encrypt in place and give the tag; `head` is bound to the body beside the context.
    pub(crate) fn close(
        &self,
        seal: &crate::header::Seal,
        head: &[u8],
        body: &mut [u8],
    ) -> Result<[u8; TAG_BYTES], Error> {
        let key = self.data_key(seal.key_id)?;
        let bound = [head, self.context].concat();
        let nonce = (&seal.nonce).into();
        let tag = match seal.cipher {
            Cipher::Aes256Gcm => Aes256Gcm::new((&*key).into())
                .encrypt_inout_detached(nonce, &bound, body.into())
                .map(Into::into),
            Cipher::ChaCha20Poly1305 => ChaCha20Poly1305::new((&*key).into())
                .encrypt_inout_detached(nonce, &bound, body.into())
                .map(Into::into),
        };
        tag.map_err(|_| Error::Unwritable {
            reason: "it is too large for its cipher",
        })
    }

    /// Decrypt in place; nothing of the body may be used when this fails.
    pub(crate) fn open(
        &self,
        seal: &crate::header::Seal,
        head: &[u8],
        body: &mut [u8],
        tag: &[u8; TAG_BYTES],
    ) -> Result<(), Error> {
        let key = self.data_key(seal.key_id)?;
        let bound = [head, self.context].concat();
        let nonce = (&seal.nonce).into();
        let opened = match seal.cipher {
            Cipher::Aes256Gcm => Aes256Gcm::new((&*key).into()).decrypt_inout_detached(
                nonce,
                &bound,
                body.into(),
                tag.into(),
            ),
            Cipher::ChaCha20Poly1305 => ChaCha20Poly1305::new((&*key).into())
                .decrypt_inout_detached(nonce, &bound, body.into(), tag.into()),
        };
        opened.map_err(|_| Error::Corrupt {
            reason: "it was changed, or sealed for another place or tenant, or under another key",
        })
    }

    fn data_key(&self, id: u32) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
        let master = self.ring.keys.get(&id).ok_or(Error::KeyMissing { id })?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(None, master.as_slice())
            .expand_multi_info(
                &[PURPOSE, &id.to_be_bytes(), self.tenant.as_bytes()],
                key.as_mut_slice(),
            )
            .map_err(|_| Error::KeyUnusable {
                id,
                reason: "no data key can be derived from it",
            })?;
        Ok(key)
    }
}

/// A nonce that no other value has, from the operating system.
pub(crate) fn nonce() -> Result<[u8; NONCE_BYTES], Error> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| Error::NoRandomness)?;
    Ok(nonce)
}
