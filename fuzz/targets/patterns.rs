//! Any text as a pattern, looked for in any other: matches are places of the text.
//!
//! The first byte says which language; a line of `%%` ends the pattern.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syntax::Language;
use syntax::pattern::Pattern;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let language = Language::ALL[usize::from(*first) % Language::ALL.len()];
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let (pattern, source) = text.split_once("\n%%\n").unwrap_or((text, text));
    if let Ok(pattern) = Pattern::new(pattern, language) {
        let found = pattern.find(source.as_bytes(), 100, &|| false);
        for one in &found.matches {
            assert!(
                source
                    .get(one.span.start_byte as usize..one.span.end_byte as usize)
                    .is_some()
            );
        }
        assert!(found.matches.len() as u64 <= found.total);
    }
});
