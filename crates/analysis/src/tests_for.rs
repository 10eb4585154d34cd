//! Which tests a change concerns, and how surely.
//!
//! Followed from what changed to its users, once with sure steps only, then with likely ones, then with all, so
//! that each file of tests stands under the surest way that leads to it.

mod covered;

use std::collections::{BTreeMap, BTreeSet};

use crate::calls::{Calls, Edge};
use crate::diff_symbols::{beginning, changes};
use crate::engine::Question;
use crate::error::Error;
use crate::impact::{Spread, inside, of_files};
use crate::index::Index;
use crate::model::answers::Answer;
use crate::model::past::{SymbolChange, SymbolChangeKind};
use crate::model::tests_for::{
    TestCounts, TestEvidence, TestFile, TestReason, TestsForRequest, TestsForResult,
};
use crate::names::{End, Evidence, Names, Place};
use crate::page::Item;
use crate::reach::{Reached, reached};
use crate::relations::placed;
use crate::scope::Scope;
use crate::testing::{is_of_tests, is_test};
use crate::versions::{Differing, differing};

use covered::Covered;

/// Functions named of one file of tests.
const FUNCTIONS_MAX: usize = 20;
/// Those kept when an entry stands alone and does not fit.
const FUNCTIONS_SHORT: usize = 3;

impl Item for Option<TestFile> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(shorten_functions)
    }
}

/// Name fewer functions of an entry that stands alone and does not fit. False where they are few.
pub fn shorten_functions(file: &mut TestFile) -> bool {
    let longer = file.functions.len() > FUNCTIONS_SHORT;
    file.functions.truncate(FUNCTIONS_SHORT);
    longer
}

/// The tests to run for a change.
///
/// # Errors
/// [`Error::InvalidRequest`] for more than one of `symbol`, `paths` and `from`; those of names, revisions, paths and
/// paging.
pub fn tests_for(
    question: &Question<'_>,
    request: &TestsForRequest,
) -> Result<Answer<TestsForResult>, Error> {
    let index = question.index;
    let calls = index.calls(question.control)?;
    let names = Names::new(index, index.graph(question.control)?);
    let starts = starts(question, request, calls, &names)?;
    let (mut files, resolved, unresolved) =
        concerned(question, calls, &names, &starts, request.depth)?;
    let covered = request.coverage.as_deref();
    let covered = covered
        .map(|path| Covered::new(question, calls, &names, &starts, path))
        .transpose()?;
    if let Some(covered) = &covered {
        covered.join(&names, &mut files);
        sort(&mut files);
    }
    let counts = counted(&files, starts.len());
    files.retain(|file| file.evidence <= request.evidence.into());
    let mut completeness = Scope::new(index, None)?.completeness(index);
    completeness.resolved = resolved;
    completeness.unresolved = unresolved;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let item = |position: usize| files.get(position).cloned();
    frame.fill(files.len(), item, |files| TestsForResult {
        files: files.into_iter().flatten().collect(),
        counts,
        coverage: covered.as_ref().map(|covered| covered.report.clone()),
    })
}

/// The files of tests that some changed nodes concern, the surest first, then the nearest; how many uses were
/// followed, and how many could not be.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn concerned<'a>(
    question: &'a Question<'a>,
    calls: &'a Calls,
    names: &'a Names<'a>,
    starts: &BTreeSet<u32>,
    depth: u32,
) -> Result<(Vec<TestFile>, u64, u64), Error> {
    let mut search = Search {
        question,
        calls,
        names,
        found: BTreeMap::new(),
    };
    let (resolved, unresolved) = search.follow(starts, depth)?;
    search.named_after(starts);
    let mut files: Vec<TestFile> = search.found.into_values().collect();
    sort(&mut files);
    Ok((files, resolved, unresolved))
}

/// The surest first, then the nearest.
fn sort(files: &mut [TestFile]) {
    files.sort_by(|one, other| {
        let key = |file: &TestFile| (file.evidence, file.hop, file.reason, file.path.clone());
        key(one).cmp(&key(other))
    });
}

/// Files of tests by how surely they concern a change that began at so many nodes.
#[must_use]
pub fn counted(files: &[TestFile], changed: usize) -> TestCounts {
    let mut counts = TestCounts {
        changed: changed as u64,
        ..TestCounts::default()
    };
    for file in files {
        *match file.evidence {
            TestEvidence::Covered => &mut counts.covered,
            TestEvidence::Exact => &mut counts.exact,
            TestEvidence::Likely => &mut counts.likely,
            TestEvidence::Possible => &mut counts.possible,
        } += 1;
    }
    counts
}

/// The nodes of what changed: symbols, and files where it is not known which.
fn starts(
    question: &Question<'_>,
    request: &TestsForRequest,
    calls: &Calls,
    names: &Names<'_>,
) -> Result<BTreeSet<u32>, Error> {
    match (&request.symbol, &request.paths, &request.from) {
        (Some(symbol), None, None) => {
            let (_, place) = placed(question, names, symbol)?;
            Ok(inside(calls, names, place).into_iter().collect())
        }
        (None, Some(paths), None) if !paths.is_empty() => of_files(question.index, calls, paths),
        (None, None, from) => since(question, from.as_deref(), calls, names),
        _ => Err(Error::invalid(
            "`tests_for` takes one of `symbol`, `paths` and `from`",
            "give a symbol, the files of a diff, or a revision to compare with",
        )),
    }
}

/// What changed since a commit. A file is followed as well: its code outside symbols may have changed.
fn since(
    question: &Question<'_>,
    from: Option<&str>,
    calls: &Calls,
    names: &Names<'_>,
) -> Result<BTreeSet<u32>, Error> {
    let index = question.index;
    let (past, from) = beginning(question, from)?;
    let differing = differing(question, &*past, (from, None), None)?;
    let (changed, _) = changes(question, &*past, &differing)?;
    let mut starts = file_nodes(index, calls, &differing);
    for one in &changed {
        starts.extend(symbol_nodes(index, calls, names, &one.change));
    }
    Ok(starts)
}

/// The nodes of files that differ and are there.
#[must_use]
pub fn file_nodes(index: &Index, calls: &Calls, differing: &Differing) -> BTreeSet<u32> {
    let positions = differing
        .files
        .iter()
        .filter_map(|file| position(index, file.path.as_str()));
    let node = |file| {
        calls.node(End {
            file,
            definition: None,
        })
    };
    positions.map(node).collect()
}

/// The nodes of a symbol that changed, and of what stands inside it; none where it is gone.
#[must_use]
pub fn symbol_nodes(
    index: &Index,
    calls: &Calls,
    names: &Names<'_>,
    change: &SymbolChange,
) -> Vec<u32> {
    let file = position(index, &change.path);
    let Some(file) = file.filter(|_| change.change != SymbolChangeKind::Removed) else {
        return Vec::new();
    };
    let definitions = names.file(file).map(|source| source.definitions.as_slice());
    let mut nodes = Vec::new();
    for (definition, one) in (0_u32..).zip(definitions.unwrap_or_default()) {
        if one.qualified_name == change.qualified_name {
            nodes.extend(inside(calls, names, Place { file, definition }));
        }
    }
    nodes
}

fn position(index: &Index, path: &str) -> Option<u32> {
    u32::try_from(index.file_position(path)?).ok()
}

struct Search<'a> {
    question: &'a Question<'a>,
    calls: &'a Calls,
    names: &'a Names<'a>,
    /// By file.
    found: BTreeMap<u32, TestFile>,
}

impl Search<'_> {
    /// Follow the users of what changed; how many uses could be followed, and how many not.
    fn follow(&mut self, starts: &BTreeSet<u32>, depth: u32) -> Result<(u64, u64), Error> {
        let (mut resolved, mut unresolved) = (0, 0);
        for least in [Evidence::Exact, Evidence::Likely, Evidence::Possible] {
            let (question, calls, names) = (self.question, self.calls, self.names);
            let spread = Spread {
                question,
                calls,
                names,
                least,
            };
            let is_possible = least == Evidence::Possible;
            let is_followed = |node: u32| is_possible || calls.end(node).definition.is_some();
            let begin: Vec<u32> = starts
                .iter()
                .copied()
                .filter(|node| is_followed(*node))
                .collect();
            (resolved, unresolved) = (0, 0);
            let reached = reached(&begin, depth, |node| {
                if is_followed(node) {
                    let users = spread.users(node, &mut unresolved)?;
                    resolved += users.len() as u64;
                    Ok(users)
                } else {
                    Ok(Vec::new())
                }
            })?;
            self.take(&reached, least);
        }
        Ok((resolved, unresolved))
    }

    /// Keep the files of tests that were reached now and not before.
    fn take(&mut self, reached: &[Reached<Edge>], evidence: Evidence) {
        let by_node: BTreeMap<u32, &Reached<Edge>> =
            reached.iter().map(|one| (one.node, one)).collect();
        let before: BTreeSet<u32> = self.found.keys().copied().collect();
        for one in reached {
            let end = self.calls.end(one.node);
            if before.contains(&end.file) || !is_of_tests(self.names, end) {
                continue;
            }
            let origin = origin(one, &by_node);
            let Some((changed, _)) = self.names.shown(self.calls.end(origin)) else {
                continue;
            };
            let by_import = self.calls.end(origin).definition.is_none();
            let reason = match one.by {
                None => TestReason::Changed,
                Some(_) if by_import => TestReason::Imports,
                Some(_) => TestReason::Uses,
            };
            let path = self
                .names
                .file(end.file)
                .map(|file| file.path.as_str().to_owned());
            let file = self.found.entry(end.file).or_insert_with(|| TestFile {
                path: path.unwrap_or_default(),
                evidence: if one.by.is_none() {
                    TestEvidence::Exact
                } else {
                    evidence.into()
                },
                reason,
                hop: one.hop,
                changed,
                functions: Vec::new(),
                ran: None,
            });
            if let (Some(_), Some((id, _))) = (end.definition, self.names.shown(end))
                && file.functions.len() < FUNCTIONS_MAX
            {
                file.functions.push(id);
            }
        }
    }

    /// Files of tests that have the name of a file that changed.
    fn named_after(&mut self, starts: &BTreeSet<u32>) {
        let changed: BTreeSet<u32> = starts
            .iter()
            .map(|node| self.calls.end(*node).file)
            .collect();
        let mut stems: BTreeMap<String, String> = BTreeMap::new();
        for source in changed.iter().filter_map(|file| self.names.file(*file)) {
            let path = source.path.as_str();
            stems
                .entry(stem(path).to_lowercase())
                .or_insert_with(|| path.to_owned());
        }
        for (file, source) in (0_u32..).zip(&self.question.index.files) {
            let path = source.path.as_str();
            let is_known = self
                .found
                .get(&file)
                .is_some_and(|one| one.evidence < TestEvidence::Possible);
            let Some(changed) = subject(path).and_then(|subject| stems.get(&subject)) else {
                continue;
            };
            if is_known || changed == path || !is_test(path) {
                continue;
            }
            let named = TestFile {
                path: path.to_owned(),
                evidence: TestEvidence::Likely,
                reason: TestReason::Name,
                hop: 1,
                changed: changed.clone(),
                functions: Vec::new(),
                ran: None,
            };
            self.found.insert(file, named);
        }
    }
}

/// What changed at the start of the way to a node.
fn origin(one: &Reached<Edge>, by_node: &BTreeMap<u32, &Reached<Edge>>) -> u32 {
    let mut at = one;
    while let Some((before, _)) = &at.by {
        match by_node.get(before) {
            Some(next) => at = next,
            None => break,
        }
    }
    at.node
}

fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// What a file of tests is named after, in lower case: `shapes` of `test_shapes.py` and `shapes.spec.ts`.
fn subject(path: &str) -> Option<String> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let stem = stem(path);
    let lower = stem.to_lowercase();
    if name.contains(".test.") || name.contains(".spec.") {
        return Some(lower);
    }
    let cut = ["_test", "_spec", "tests", "test", "spec"];
    let named = lower
        .strip_prefix("test_")
        .or_else(|| cut.iter().find_map(|end| lower.strip_suffix(end)))?;
    (!named.is_empty()).then(|| named.to_owned())
}
