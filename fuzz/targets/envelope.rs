//! Any bytes as an envelope and as MessagePack: they are opened or refused.
#![no_main]

use codec::{Limits, Schema, check, unseal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits {
        size_bytes_max: 1 << 20,
        depth_max: 64,
        items_max: 100_000,
    };
    for schema in [Schema { id: 16, version: 1 }, Schema { id: 0, version: 1 }] {
        if let Ok(opened) = unseal(data, schema, None, &limits) {
            assert!(opened.bytes.len() <= limits.size_bytes_max);
        }
    }
    let _ = check(data, &limits);
});
