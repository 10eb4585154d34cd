//! Who uses what of whom, and what that makes important.
//!
//! Files that use a name lend weight to the files that define it; `PageRank` adds it up.
//! A name means a definition that the file imports, or that its imports hand on; only a telling name may mean one
//! further away, and a name of the language never does.
//! A name that many files use says less of each of them than a rare one.
//! Only addition, multiplication, division, roots and our own logarithm, always in the same order: the same bits
//! everywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::Language;
use syntax::facts::{Definition, DefinitionKind};

use crate::engine::Question;
use crate::error::Error;
use crate::graph::Graph;
use crate::index::{Index, SourceFile};
use crate::logarithm::logarithm;
use crate::near::{Near, is_compound};
use crate::path::is_aside;

const DAMPING: f64 = 0.85;
const ROUNDS: usize = 40;
/// A name that more files define says nothing about any of them.
const DEFINERS_MAX: usize = 12;
/// What a test or example counts against other files.
const ASIDE_SHARE: f64 = 0.1;

/// A definition and the weight that its users lend it.
pub struct Ranked<'a> {
    /// Its file, by position.
    pub file: usize,
    /// The definition.
    pub definition: &'a Definition,
    weight: f64,
}

/// One name that a file uses and another defines.
struct Link<'a> {
    from: usize,
    to: usize,
    name: &'a str,
    level: Level,
    weight: f64,
}

/// What is important.
pub struct Ranking<'a> {
    /// Rank of each file, by its position.
    pub files: Vec<f64>,
    /// Definitions that others use, heaviest first.
    pub definitions: Vec<Ranked<'a>>,
}

/// Rank everything, as seen from the files of the focus where there is one.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn ranking<'a>(
    question: &Question<'a>,
    graph: &Graph,
    focus: &BTreeSet<usize>,
) -> Result<Ranking<'a>, Error> {
    let index = question.index;
    let links = links(question, index, graph)?;
    let files = ranks(question, &links, focus)?;
    let definitions = ranked_definitions(index, &links, &files);
    Ok(Ranking { files, definitions })
}

/// Languages whose names can mean each other.
pub fn family(language: Language) -> Language {
    match language {
        Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Vue
        | Language::Svelte
        | Language::Html => Language::JavaScript,
        Language::C | Language::Cpp => Language::C,
        Language::Java | Language::Kotlin | Language::Scala => Language::Java,
        other => other,
    }
}

/// Kinds that a map shows.
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
        | DefinitionKind::Table
        | DefinitionKind::Macro => true,
        DefinitionKind::Implementation
        | DefinitionKind::Module
        | DefinitionKind::Constant
        | DefinitionKind::Variable
        | DefinitionKind::Field
        | DefinitionKind::Heading
        | DefinitionKind::Key
        | DefinitionKind::Block
        | DefinitionKind::Rule
        | DefinitionKind::Stage
        | DefinitionKind::Element => false,
    }
}

/// Whether other files can mean a definition by its name alone: it is shown, and not local to a function.
fn is_linked(file: &SourceFile, definition: &Definition) -> bool {
    is_shown(definition.kind) && !file.is_local(definition)
}

/// Whether a name can be used alone, or only of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Level {
    Free,
    Member,
}

impl Level {
    const ALL: [Self; 2] = [Self::Free, Self::Member];

    fn of(definition: &Definition) -> Self {
        if definition.kind == DefinitionKind::Method {
            Self::Member
        } else {
            Self::Free
        }
    }

    /// A member's name says little of whose member is used.
    fn sureness(self, name: &str) -> f64 {
        match self {
            Self::Free => 1.0,
            Self::Member if is_compound(name) => 0.5,
            Self::Member => 0.2,
        }
    }
}

/// The files that define each name.
type Definers<'a> = HashMap<(Language, &'a str, Level), Vec<u32>>;

fn definers(index: &Index) -> Definers<'_> {
    let mut definers: Definers<'_> = HashMap::new();
    for (position, file) in (0_u32..).zip(&index.files) {
        for definition in file
            .definitions
            .iter()
            .filter(|definition| is_linked(file, definition))
        {
            let files = definers
                .entry((
                    family(file.language),
                    definition.name.as_str(),
                    Level::of(definition),
                ))
                .or_default();
            if files.last() != Some(&position) {
                files.push(position);
            }
        }
    }
    definers
}

/// How many files use each name that is defined.
fn users<'a>(index: &'a Index, definers: &Definers<'_>) -> HashMap<(Language, &'a str), usize> {
    let mut users: HashMap<(Language, &str), usize> = HashMap::new();
    for file in &index.files {
        let family = family(file.language);
        for (name, _) in file.uses.iter() {
            let is_defined = |level| definers.contains_key(&(family, name, level));
            if Level::ALL.into_iter().any(is_defined) {
                *users.entry((family, name)).or_default() += 1;
            }
        }
    }
    users
}

/// What a name says that so many of all files use: 1 where one does, less the more do.
fn rarity(users: usize, files: usize) -> f64 {
    let all = logarithm(1.0 + to_float(files.max(1)));
    logarithm(1.0 + to_float(files.max(1)) / to_float(users.max(1))) / all
}

/// Who uses what of whom, by user, then name, then definer.
fn links<'a>(
    question: &Question<'_>,
    index: &'a Index,
    graph: &Graph,
) -> Result<Vec<Link<'a>>, Error> {
    let definers = definers(index);
    let users = users(index, &definers);
    let rarity = |language: Language, name: &str| {
        let users = users.get(&(family(language), name)).copied().unwrap_or(1);
        rarity(users, index.files.len())
    };
    let mut links = Vec::new();
    for (from, file) in index.files.iter().enumerate() {
        question.control.check()?;
        let near = Near::new(index, graph, from);
        for (name, count) in file.uses.iter() {
            for level in Level::ALL {
                let Some(files) = definers.get(&(family(file.language), name, level)) else {
                    continue;
                };
                // A name that the file defines itself means that one.
                if files
                    .binary_search(&u32::try_from(from).unwrap_or(u32::MAX))
                    .is_ok()
                {
                    break;
                }
                let (targets, closeness) = near.meant(files, name);
                if targets.is_empty() || targets.len() > DEFINERS_MAX {
                    continue;
                }
                let sureness = closeness * level.sureness(name) / to_float(targets.len());
                let weight = sureness
                    * distinction(name)
                    * rarity(file.language, name)
                    * f64::from(count).sqrt();
                links.extend(targets.iter().map(|to| Link {
                    from,
                    to: *to as usize,
                    name,
                    level,
                    weight,
                }));
                break;
            }
        }
    }
    Ok(links)
}

/// Long compound names say more than short ones, private ones less.
fn distinction(name: &str) -> f64 {
    let private = if name.starts_with('_') { 0.1 } else { 1.0 };
    let length = if name.len() < 4 { 0.3 } else { 1.0 };
    let shape = if is_compound(name) { 2.0 } else { 1.0 };
    private * length * shape
}

/// `PageRank` by a fixed number of rounds; the jump goes to the focus where there is one.
fn ranks(
    question: &Question<'_>,
    links: &[Link<'_>],
    focus: &BTreeSet<usize>,
) -> Result<Vec<f64>, Error> {
    let index = question.index;
    let jump = jump(index, focus);
    let count = jump.len();
    let mut edges: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut out = vec![0.0; count];
    for link in links {
        *edges.entry((link.from, link.to)).or_default() += link.weight;
        if let Some(out) = out.get_mut(link.from) {
            *out += link.weight;
        }
    }
    let mut rank = jump.clone();
    for _ in 0..ROUNDS {
        question.control.check()?;
        let mut next: Vec<f64> = vec![0.0; count];
        for ((from, to), weight) in &edges {
            let share = rank.get(*from).unwrap_or(&0.0) * weight / out.get(*from).unwrap_or(&1.0);
            if let Some(slot) = next.get_mut(*to) {
                *slot += share;
            }
        }
        // What files that use nothing hold goes back to the jump.
        let given: f64 = next.iter().sum();
        for (slot, jump) in next.iter_mut().zip(&jump) {
            *slot = DAMPING * *slot + (1.0 - DAMPING * given) * jump;
        }
        rank = next;
    }
    Ok(rank)
}

/// Where rank comes from: the focus, or every file, tests and examples less.
fn jump(index: &Index, focus: &BTreeSet<usize>) -> Vec<f64> {
    let share =
        |position: usize, file: &SourceFile| match (focus.is_empty(), focus.contains(&position)) {
            (true, _) if is_aside(file.path.as_str()) => ASIDE_SHARE,
            (true, _) | (false, true) => 1.0,
            (false, false) => 0.0,
        };
    let shares: Vec<f64> = index
        .files
        .iter()
        .enumerate()
        .map(|(position, file)| share(position, file))
        .collect();
    let all: f64 = shares.iter().sum();
    shares
        .into_iter()
        .map(|share| if all > 0.0 { share / all } else { 0.0 })
        .collect()
}

/// Definitions by the weight that reaches them, heaviest first.
fn ranked_definitions<'a>(index: &'a Index, links: &[Link<'a>], ranks: &[f64]) -> Vec<Ranked<'a>> {
    let mut out = vec![0.0; index.files.len()];
    for link in links {
        if let Some(out) = out.get_mut(link.from) {
            *out += link.weight;
        }
    }
    let mut weights: HashMap<(usize, &str, Level), f64> = HashMap::new();
    for link in links {
        let share =
            ranks.get(link.from).unwrap_or(&0.0) * link.weight / out.get(link.from).unwrap_or(&1.0);
        *weights.entry((link.to, link.name, link.level)).or_default() += share;
    }
    let mut ranked: Vec<Ranked<'a>> = Vec::new();
    for (position, file) in index.files.iter().enumerate() {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for definition in file
            .definitions
            .iter()
            .filter(|definition| is_linked(file, definition))
        {
            let key = (position, definition.name.as_str(), Level::of(definition));
            // Of several with one name, such as overloads and variants by condition, the first stands for all.
            if let Some(weight) = weights
                .get(&key)
                .filter(|_| seen.insert(&definition.qualified_name))
            {
                ranked.push(Ranked {
                    file: position,
                    definition,
                    weight: *weight,
                });
            }
        }
    }
    ranked.sort_by(|left, right| {
        let place = |one: &Ranked<'_>| (one.file, one.definition.span);
        right
            .weight
            .total_cmp(&left.weight)
            .then_with(|| place(left).cmp(&place(right)))
    });
    ranked
}

fn to_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
