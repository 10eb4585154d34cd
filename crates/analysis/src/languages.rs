//! What languages are read, as clients and documents see them.

use serde::Serialize;
use syntax::usage::follows;
use syntax::{Language, Tier};

/// A language that is read.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageDescription {
    /// Its name on the wire.
    pub name: &'static str,
    /// `A` where all facts are known, else `B`.
    pub tier: char,
    /// Extensions that mean it, without the dot.
    pub extensions: &'static [&'static str],
    /// Facts that its files give, beside lines and problems.
    pub offers: Vec<&'static str>,
}

/// Describe every language that is read, in the order of the table.
#[must_use]
pub fn languages() -> Vec<LanguageDescription> {
    let described = Language::ALL
        .into_iter()
        .map(|language| LanguageDescription {
            name: language.name(),
            tier: match language.tier() {
                Tier::A => 'A',
                Tier::B => 'B',
            },
            extensions: language.extensions(),
            offers: offers(language),
        });
    described.collect()
}

/// What a language's files give; `names` where it is known what they lead to.
fn offers(language: Language) -> Vec<&'static str> {
    let mut offers = language.offers().to_vec();
    if follows(language) {
        offers.push("names");
    }
    offers
}
