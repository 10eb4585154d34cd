//! Any bytes as a file of any language: facts come out, and are about the file.
//!
//! The first byte says which language; what follows is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syntax::{Language, Limits, facts};

/// Looks at the clock that one file may take; what takes more is slow, not hung.
const LOOKS_MAX: u32 = 200_000;

fuzz_target!(|data: &[u8]| {
    let Some((first, source)) = data.split_first() else {
        return;
    };
    let language = Language::ALL[usize::from(*first) % Language::ALL.len()];
    let looks = std::sync::atomic::AtomicU32::new(0);
    let stop = || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > LOOKS_MAX;
    let found = facts(source, language, &Limits::default(), &stop);
    let lines = found.lines;
    assert_eq!(lines.code + lines.comment + lines.blank, lines.total);
    // Bytes that are no text are read as others, which are longer.
    let end = String::from_utf8_lossy(source).len() as u32;
    for (position, one) in found.definitions.iter().enumerate() {
        assert!(one.span.start_byte <= one.span.end_byte && one.span.end_byte <= end);
        assert!(one.parent.is_none_or(|above| (above as usize) < position));
    }
});
