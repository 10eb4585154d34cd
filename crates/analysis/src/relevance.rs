//! How well definitions fit a question: rare words in telling places count most (BM25 over fields).
//!
//! Only the words of the question are looked for; one pass over all definitions, nothing is kept.

use std::collections::{BTreeMap, BTreeSet};

use syntax::facts::{Definition, DefinitionKind};

use crate::engine::Question;
use crate::error::Error;
use crate::index::SourceFile;
use crate::logarithm::logarithm;
use crate::path::is_aside;
use crate::words::words;

/// How soon more of the same word says nothing more.
pub const SATURATION: f64 = 1.2;
/// How much of a long field's words counts against it.
const LENGTH_SHARE: f64 = 0.5;
/// What a test or example counts, unless it is asked for.
pub const ASIDE_SHARE: f64 = 0.3;

/// Where something sought stands, and what that is worth.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// What one of it counts.
    pub weight: f64,
    /// How long such a place usually is, in whatever it is measured.
    pub usual: f64,
}

impl Field {
    /// What so many count in a place of a length.
    #[must_use]
    pub fn worth(&self, count: f64, length: f64) -> f64 {
        let long = 1.0 - LENGTH_SHARE + LENGTH_SHARE * length / self.usual;
        self.weight * count / long.max(0.5)
    }
}

const NAME: Field = Field {
    weight: 5.0,
    usual: 2.0,
};
const PARENTS: Field = Field {
    weight: 2.0,
    usual: 2.0,
};
const PATH: Field = Field {
    weight: 1.5,
    usual: 4.0,
};
const DOCUMENTATION: Field = Field {
    weight: 2.5,
    usual: 8.0,
};
const SIGNATURE: Field = Field {
    weight: 0.7,
    usual: 8.0,
};

/// A definition that fits.
#[derive(Debug, Clone)]
pub struct Fitting<'a> {
    /// Its file, by position.
    pub file: usize,
    /// The definition.
    pub definition: &'a Definition,
    /// How well it fits.
    pub score: f64,
}

/// What fits a question.
pub struct Relevance<'a> {
    /// Everything that has a word of it, in source order.
    pub fitting: Vec<Fitting<'a>>,
    /// In how many definitions each word of the question stands.
    pub found: BTreeMap<String, u64>,
}

/// How often each word of the question stands in a definition, weighted by place.
struct Hit<'a> {
    file: usize,
    definition: &'a Definition,
    weights: Vec<(usize, f64)>,
}

/// Everything that has a word of the question.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn relevance<'a>(
    question: &Question<'a>,
    asked: &BTreeSet<String>,
    holds: impl Fn(&SourceFile) -> bool,
) -> Result<Relevance<'a>, Error> {
    let asked: Vec<&String> = asked.iter().collect();
    let mut hits = Vec::new();
    let mut counts = vec![0_u64; asked.len()];
    let mut definitions = 0_u64;
    for (position, file) in question.index.files.iter().enumerate() {
        question.control.check()?;
        let path = weighed(&asked, file.path.as_str(), PATH);
        for definition in &file.definitions {
            if !is_shown(definition.kind) || file.is_local(definition) {
                continue;
            }
            definitions += 1;
            let weights = weights(&asked, definition, &path);
            for (at, _) in &weights {
                if let Some(count) = counts.get_mut(*at) {
                    *count += 1;
                }
            }
            if !weights.is_empty() && holds(file) {
                hits.push(Hit {
                    file: position,
                    definition,
                    weights,
                });
            }
        }
    }
    let scores = Scores::new(question, &asked, &counts, definitions);
    let fitting = hits.iter().map(|hit| Fitting {
        file: hit.file,
        definition: hit.definition,
        score: scores.of(hit),
    });
    Ok(Relevance {
        fitting: fitting.collect(),
        found: asked
            .iter()
            .map(|word| (*word).clone())
            .zip(counts)
            .collect(),
    })
}

/// What hits are worth, once it is known how rare each word is.
struct Scores<'a> {
    question: &'a Question<'a>,
    rarity: Vec<f64>,
    wants_tests: bool,
}

impl<'a> Scores<'a> {
    fn new(question: &'a Question<'a>, asked: &[&String], counts: &[u64], all: u64) -> Self {
        let is_test =
            |word: &&&String| matches!(word.as_str(), "test" | "exampl" | "spec" | "fixtur");
        Self {
            question,
            rarity: counts.iter().map(|count| rarity(*count, all)).collect(),
            wants_tests: asked.iter().any(|word| is_test(&word)),
        }
    }

    fn of(&self, hit: &Hit<'_>) -> f64 {
        let (mut sum, mut covered) = (0.0, 0.0);
        for (at, weight) in &hit.weights {
            let rarity = self.rarity.get(*at).copied().unwrap_or(0.0);
            sum += rarity * weight / (SATURATION + weight);
            covered += rarity;
        }
        let all: f64 = self.rarity.iter().sum();
        let file = self.question.index.files.get(hit.file);
        let is_aside = file.is_some_and(|file| is_aside(file.path.as_str()));
        let aside = if is_aside && !self.wants_tests {
            ASIDE_SHARE
        } else {
            1.0
        };
        // One that has all words is worth more than one that has a rare one often.
        aside * sum * if all > 0.0 { covered / all } else { 0.0 }
    }
}

fn weights(asked: &[&String], definition: &Definition, path: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let parents = definition
        .qualified_name
        .strip_suffix(definition.name.as_str())
        .unwrap_or_default();
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    let fields = [
        weighed(asked, &definition.name, NAME),
        weighed(asked, parents, PARENTS),
        weighed(
            asked,
            definition.documentation.as_deref().unwrap_or_default(),
            DOCUMENTATION,
        ),
        weighed(asked, &definition.signature, SIGNATURE),
    ];
    for (at, weight) in fields.iter().flatten().chain(path) {
        *sums.entry(*at).or_default() += weight;
    }
    // A path alone says where, not what.
    if fields.iter().all(Vec::is_empty) {
        Vec::new()
    } else {
        sums.into_iter().collect()
    }
}

/// The words of the question that stand in a field, by position, and what that is worth.
fn weighed(asked: &[&String], text: &str, field: Field) -> Vec<(usize, f64)> {
    let mut counts: Vec<f64> = Vec::new();
    let mut length = 0.0;
    for word in words(text) {
        length += 1.0;
        for (at, _) in asked
            .iter()
            .enumerate()
            .filter(|(_, asked)| is_same(asked, &word))
        {
            counts.resize(asked.len(), 0.0);
            if let Some(count) = counts.get_mut(at) {
                *count += 1.0;
            }
        }
    }
    counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0.0)
        .map(|(at, count)| (at, field.worth(count, length)))
        .collect()
}

/// A word of the question, also where it begins a longer one that was written together: `csrfmiddlewaretoken`.
fn is_same(asked: &str, word: &str) -> bool {
    word == asked
        || asked.len() >= 4
            && word.len() >= asked.len() + 4
            && (word.starts_with(asked) || word.ends_with(asked))
}

/// How much a word says that `count` of `all` have.
#[must_use]
pub fn rarity(count: u64, all: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of definitions are far below 2^53"
    )]
    let (count, all) = (count as f64, all as f64);
    logarithm(1.0 + (all - count + 0.5) / (count + 0.5))
}

fn is_shown(kind: DefinitionKind) -> bool {
    match kind {
        DefinitionKind::Function
        | DefinitionKind::Method
        | DefinitionKind::Class
        | DefinitionKind::Struct
        | DefinitionKind::Enum
        | DefinitionKind::Union
        | DefinitionKind::Interface
        | DefinitionKind::Trait
        | DefinitionKind::TypeAlias
        | DefinitionKind::Macro
        | DefinitionKind::Constant
        | DefinitionKind::Heading
        | DefinitionKind::Block
        | DefinitionKind::Table
        | DefinitionKind::Stage
        | DefinitionKind::Variable => true,
        DefinitionKind::Implementation
        | DefinitionKind::Module
        | DefinitionKind::Field
        | DefinitionKind::Key
        | DefinitionKind::Rule
        | DefinitionKind::Element => false,
    }
}
