//! A ranked map of the repository in a number of tokens.
//!
//! Files that use a name lend weight to the files that define it; PageRank adds it up.
//! A name counts more the fewer files define it, and where a file imports one of the definers, only for those.
//! Only addition, multiplication, division and roots, always in the same order: the same bits everywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::Language;
use syntax::facts::{Definition, DefinitionKind};

use crate::engine::Question;
use crate::error::Error;
use crate::graph::Graph;
use crate::index::{Index, SourceFile};
use crate::model::answers::{Answer, RankedFile, RepoMapResult};
use crate::model::requests::RepoMapRequest;
use crate::nearest::nearest;
use crate::page::cost;
use crate::scope::Scope;
use crate::visible::cut;

const DAMPING: f64 = 0.85;
const ROUNDS: usize = 40;
/// A name that more files define says nothing about any of them.
const DEFINERS_MAX: usize = 12;
const SIGNATURE_BYTES_MAX: usize = 120;

/// A definition and the weight that its users lend it.
struct Ranked<'a> {
    file: usize,
    definition: &'a Definition,
    weight: f64,
}

/// One name that a file uses and another defines.
struct Link<'a> {
    from: usize,
    to: usize,
    name: &'a str,
    weight: f64,
}

/// The most important files with their most used definitions.
///
/// # Errors
/// [`Error::NotFound`] for a focus that is neither a path nor a name; [`Error::Cancelled`].
pub fn repo_map(
    question: &Question<'_>,
    request: &RepoMapRequest,
) -> Result<Answer<RepoMapResult>, Error> {
    let index = question.index;
    let graph = index.graph(question.control)?;
    let focus = focus(index, request.focus.as_deref().unwrap_or_default())?;
    let links = links(question, index, graph)?;
    let ranks = ranks(question, index.files.len(), &links, &focus)?;
    let definitions = ranked_definitions(index, &links, &ranks);
    let sequence = sequence(index, &ranks, &definitions);
    let completeness = Scope::new(index, None)?.completeness(index);
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let draw = |count: usize| {
        let result = drawn(index, &ranks, sequence.get(..count).unwrap_or_default());
        frame.answer(result, count, sequence.len())
    };
    // More entries never cost less, so the largest number that fits is found by halving.
    let (mut fits, mut too_many) = (0, sequence.len() + 1);
    while too_many - fits > 1 {
        question.control.check()?;
        let middle = fits + (too_many - fits) / 2;
        if cost(&draw(middle))? <= frame.max_tokens {
            fits = middle
        } else {
            too_many = middle
        }
    }
    let answer = draw(fits);
    let used = cost(&answer)?;
    if used > frame.max_tokens || (fits == 0 && !sequence.is_empty()) {
        Err(frame.too_small(used))
    } else {
        Ok(answer)
    }
}

/// Where the reader stands: files by path, or files that define a name.
fn focus(index: &Index, asked: &[String]) -> Result<BTreeSet<usize>, Error> {
    let mut files = BTreeSet::new();
    for text in asked {
        let name = text.rsplit(['.', ':']).next().unwrap_or(text);
        if let Ok(scope) = Scope::new(index, Some(text)) {
            files.extend(scope.files(index).map(|(position, _)| position));
            continue;
        }
        let before = files.len();
        for (position, file) in index.files.iter().enumerate() {
            if file
                .definitions
                .iter()
                .any(|definition| definition.name == name)
            {
                files.insert(position);
            }
        }
        let known =
            before < files.len() || files.iter().any(|position| defines(index, *position, name));
        if !known {
            let names = index.files.iter().flat_map(|file| &file.definitions);
            let paths = index.files.iter().map(|file| file.path.as_str());
            return Err(Error::NotFound {
                message: format!(
                    "`focus` names \"{}\", which is no path and no symbol",
                    cut(text, 100)
                ),
                hint: Some("give paths, or names of symbols".to_owned()),
                nearest: nearest(
                    text,
                    paths.chain(names.map(|definition| definition.name.as_str())),
                ),
            });
        }
    }
    Ok(files)
}

fn defines(index: &Index, position: usize, name: &str) -> bool {
    index
        .files
        .get(position)
        .is_some_and(|file| file.definitions.iter().any(|one| one.name == name))
}

/// Languages whose names can mean each other.
fn family(language: Language) -> Language {
    match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => Language::JavaScript,
        Language::C | Language::Cpp => Language::C,
        Language::Python | Language::Rust | Language::Go | Language::Java => language,
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
        | DefinitionKind::Macro => true,
        DefinitionKind::Implementation
        | DefinitionKind::Module
        | DefinitionKind::Constant
        | DefinitionKind::Variable
        | DefinitionKind::Field => false,
    }
}

/// Who uses what of whom, by user, then name, then definer.
fn links<'a>(
    question: &Question<'_>,
    index: &'a Index,
    graph: &Graph,
) -> Result<Vec<Link<'a>>, Error> {
    let mut definers: HashMap<(Language, &str), Vec<u32>> = HashMap::new();
    for (position, file) in (0_u32..).zip(&index.files) {
        for definition in file
            .definitions
            .iter()
            .filter(|definition| is_shown(definition.kind))
        {
            let files = definers
                .entry((family(file.language), definition.name.as_str()))
                .or_default();
            if files.last() != Some(&position) {
                files.push(position);
            }
        }
    }
    let mut links = Vec::new();
    for ((from, file), imported) in index.files.iter().enumerate().zip(&graph.imports) {
        question.control.check()?;
        for (name, count) in &file.uses {
            let Some(files) = definers.get(&(family(file.language), &**name)) else {
                continue;
            };
            // A name that the file defines itself means that one.
            if files
                .binary_search(&u32::try_from(from).unwrap_or(u32::MAX))
                .is_ok()
            {
                continue;
            }
            let near: Vec<u32> = files
                .iter()
                .copied()
                .filter(|to| imported.binary_search(to).is_ok())
                .collect();
            let (targets, closeness) = if near.is_empty() {
                (files, 1.0)
            } else {
                (&near, 4.0)
            };
            if targets.len() > DEFINERS_MAX {
                continue;
            }
            let weight =
                closeness * distinction(name) * f64::from(*count).sqrt() / to_float(targets.len());
            links.extend(targets.iter().map(|to| Link {
                from,
                to: *to as usize,
                name,
                weight,
            }));
        }
    }
    Ok(links)
}

/// Long compound names say more than short ones, private ones less.
fn distinction(name: &str) -> f64 {
    let compound = name.contains('_') || name.chars().skip(1).any(char::is_uppercase);
    let private = if name.starts_with('_') { 0.1 } else { 1.0 };
    let length = if name.len() < 4 { 0.3 } else { 1.0 };
    let shape = if compound && name.len() >= 8 {
        3.0
    } else {
        1.0
    };
    private * length * shape
}

/// `PageRank` by a fixed number of rounds; the jump goes to the focus where there is one.
fn ranks(
    question: &Question<'_>,
    count: usize,
    links: &[Link<'_>],
    focus: &BTreeSet<usize>,
) -> Result<Vec<f64>, Error> {
    let jump_share = 1.0 / to_float(if focus.is_empty() { count } else { focus.len() }.max(1));
    let jump: Vec<f64> = (0..count)
        .map(|position| {
            if focus.is_empty() || focus.contains(&position) {
                jump_share
            } else {
                0.0
            }
        })
        .collect();
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

/// Definitions by the weight that reaches them, heaviest first.
fn ranked_definitions<'a>(index: &'a Index, links: &[Link<'a>], ranks: &[f64]) -> Vec<Ranked<'a>> {
    let mut out = vec![0.0; index.files.len()];
    for link in links {
        if let Some(out) = out.get_mut(link.from) {
            *out += link.weight;
        }
    }
    let mut weights: HashMap<(usize, &str), f64> = HashMap::new();
    for link in links {
        let share =
            ranks.get(link.from).unwrap_or(&0.0) * link.weight / out.get(link.from).unwrap_or(&1.0);
        *weights.entry((link.to, link.name)).or_default() += share;
    }
    let mut ranked: Vec<Ranked<'a>> = Vec::new();
    for (position, file) in index.files.iter().enumerate() {
        for definition in file
            .definitions
            .iter()
            .filter(|definition| is_shown(definition.kind))
        {
            if let Some(weight) = weights.get(&(position, definition.name.as_str())) {
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

/// One step of growth of the map: a file, or a file with one more definition.
#[derive(Clone, Copy)]
struct Step<'a> {
    file: usize,
    definition: Option<&'a Definition>,
}

/// Definitions in order of weight; behind them the files that nobody uses, by rank.
fn sequence<'a>(index: &'a Index, ranks: &[f64], definitions: &[Ranked<'a>]) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'_>> = definitions
        .iter()
        .map(|one| Step {
            file: one.file,
            definition: Some(one.definition),
        })
        .collect();
    let used: BTreeSet<usize> = definitions.iter().map(|one| one.file).collect();
    let mut rest: Vec<usize> = (0..index.files.len())
        .filter(|position| !used.contains(position))
        .collect();
    rest.sort_by(|left, right| {
        let rank = |position: usize| ranks.get(position).copied().unwrap_or(0.0);
        rank(*right)
            .total_cmp(&rank(*left))
            .then_with(|| left.cmp(right))
    });
    steps.extend(rest.into_iter().map(|file| Step {
        file,
        definition: None,
    }));
    steps
}

/// Files by rank, each with its definitions by line.
fn drawn(index: &Index, ranks: &[f64], steps: &[Step<'_>]) -> RepoMapResult {
    let mut by_file: BTreeMap<usize, Vec<&Definition>> = BTreeMap::new();
    for step in steps {
        by_file
            .entry(step.file)
            .or_default()
            .extend(step.definition);
    }
    let mut files: Vec<(usize, Vec<&Definition>)> = by_file.into_iter().collect();
    let rank = |position: usize| ranks.get(position).copied().unwrap_or(0.0);
    files.sort_by(|left, right| {
        rank(right.0)
            .total_cmp(&rank(left.0))
            .then_with(|| left.0.cmp(&right.0))
    });
    let highest = ranks.iter().copied().fold(0.0, f64::max);
    let mut result = RepoMapResult {
        text: String::new(),
        files: Vec::new(),
    };
    for (position, mut definitions) in files {
        let Some(file) = index.files.get(position) else {
            continue;
        };
        definitions.sort_by_key(|definition| definition.span);
        draw_file(&mut result.text, file, &definitions);
        let share = if highest > 0.0 {
            rank(position) / highest
        } else {
            0.0
        };
        let rank = (share * 1_000.0).round() / 1_000.0;
        result.files.push(RankedFile {
            path: file.path.as_str().to_owned(),
            rank,
        });
    }
    result
}

fn draw_file(text: &mut String, file: &SourceFile, definitions: &[&Definition]) {
    text.push_str(file.path.as_str());
    text.push('\n');
    for definition in definitions {
        let depth = file.depth(definition).min(8);
        for _ in 0..depth {
            text.push_str("  ");
        }
        let line = definition.span.start_line;
        text.push_str(&format!(
            "{line}: {}\n",
            cut(&definition.signature, SIGNATURE_BYTES_MAX)
        ));
    }
}

fn to_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
