//! Languages whose parse tables are rows; the inside is `dense.c`.

#![expect(unsafe_code, reason = "tables can be read in C only")]

use std::sync::OnceLock;

use tree_sitter::ffi;

use crate::Language;

unsafe extern "C" {
    fn dense(language: *const ffi::TSLanguage) -> *const ffi::TSLanguage;
}

/// The grammar of a language to parse with; made on first use, kept for the life of the process.
pub(crate) fn grammar(language: Language) -> &'static tree_sitter::Language {
    static GRAMMARS: [OnceLock<tree_sitter::Language>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    GRAMMARS
        .get(language as usize)
        .expect("the array has a place for each language")
        .get_or_init(|| {
            let listed = (language.row().grammar)().into_raw();
            // SAFETY: a language of a grammar, which is there for ever as the one that is made of it.
            unsafe { tree_sitter::Language::from_raw(dense(listed)) }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What can follow in a state, and where it leads.
    fn follows(language: &tree_sitter::Language, state: u16) -> Vec<(u16, u16)> {
        let symbols = language.lookahead_iterator(state).into_iter().flatten();
        let mut follows: Vec<(u16, u16)> = symbols
            .map(|symbol| (symbol, language.next_state(state, symbol)))
            .collect();
        follows.sort_unstable();
        follows
    }

    #[test]
    fn rows_say_what_the_lists_say() {
        let mut are_rows = 0;
        for language in Language::ALL {
            let listed = (language.row().grammar)();
            let rows = grammar(language);
            are_rows += usize::from(rows.clone().into_raw() != listed.clone().into_raw());
            let state_count = u16::try_from(listed.parse_state_count()).expect("states are small");
            for state in 0..state_count {
                assert_eq!(
                    follows(rows, state),
                    follows(&listed, state),
                    "{language:?} {state}"
                );
            }
        }
        assert!(are_rows > 15, "{are_rows}");
    }
}
