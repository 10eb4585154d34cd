//! How a repository is put together: packages, their layers and circles, where runs begin.
//!
//! A package is a folder. What it imports for types only makes no layer and no circle.

mod packages;
mod symbols;

use serde::Serialize;
use syntax::Language;
use syntax::facts::DefinitionKind;

use crate::engine::Question;
use crate::error::Error;
use crate::graph::Graph;
use crate::index::Index;
use crate::model::answers::Answer;
use crate::model::architecture::{
    ArchitectureFormat, ArchitectureRequest, ArchitectureResult, CallCycle, EntryPoint,
    EntryReason, Package, PackageEdge, SymbolHub,
};
use crate::names::Names;
use crate::page::{Item, interleave};
use crate::scope::Scope;
use crate::testing::is_test;

use packages::Packages;
use symbols::Symbols;

/// One entry of one of the tables, or a line of a diagram.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Package(Package),
    Edge(PackageEdge),
    Cycle(Vec<String>),
    Start(EntryPoint),
    Hub(SymbolHub),
    Calls(CallCycle),
    Line(String),
}

impl Item for Option<Entry> {}

/// Packages, their layers, circles and clusters, and where runs begin.
///
/// # Errors
/// [`Error::NotFound`] for a path without analysed files; those of paging.
pub fn architecture(
    question: &Question<'_>,
    request: &ArchitectureRequest,
) -> Result<Answer<ArchitectureResult>, Error> {
    let index = question.index;
    let scope = Scope::new(index, request.path.as_deref())?;
    let graph = index.graph(question.control)?;
    let packages = Packages::new(index, graph, &scope, request.depth);
    let names = Names::new(index, graph);
    let symbols = match request.symbols {
        true => Some(Symbols::new(&names, index, &scope, question.control)?),
        false => None,
    };
    let tables = Tables {
        hubs: symbols.as_ref().map_or(Vec::new(), Symbols::hubs),
        call_cycles: match &symbols {
            Some(symbols) => symbols.cycles(question.control)?,
            None => Vec::new(),
        },
        cycles: packages.cycles(),
        edges: packages.edges(&names),
        starts: entry_points(index, graph, &scope),
        packages: packages.shown(index),
    };
    let entries = match request.format {
        ArchitectureFormat::Data => tables.interleaved(),
        ArchitectureFormat::Mermaid => tables.mermaid(),
        ArchitectureFormat::Dot => tables.dot(),
    };
    let edges = graph.counts(scope.files(index));
    let mut completeness = scope.completeness(index);
    let (resolved, unresolved) = symbols.as_ref().map_or((0, 0), Symbols::counts);
    completeness.resolved = edges.internal + edges.external + resolved;
    completeness.unresolved = edges.unresolved + unresolved;
    let frame = question.frame(
        completeness,
        Some(request.limit),
        request.cursor.as_deref(),
        request.max_tokens,
    )?;
    let total = entries.len();
    let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let item = |position: usize| entries.get_mut(position).and_then(Option::take);
    frame.fill(total, item, |entries| sorted_out(&tables, entries))
}

fn sorted_out(tables: &Tables, entries: Vec<Option<Entry>>) -> ArchitectureResult {
    let mut result = ArchitectureResult {
        total_packages: tables.packages.len() as u64,
        total_edges: tables.edges.len() as u64,
        ..ArchitectureResult::default()
    };
    let mut lines: Vec<String> = Vec::new();
    for entry in entries.into_iter().flatten() {
        match entry {
            Entry::Package(one) => result.packages.push(one),
            Entry::Edge(one) => result.edges.push(one),
            Entry::Cycle(one) => result.cycles.push(one),
            Entry::Start(one) => result.entry_points.push(one),
            Entry::Hub(one) => result.hubs.push(one),
            Entry::Calls(one) => result.call_cycles.push(one),
            Entry::Line(line) => lines.push(line),
        }
    }
    result.diagram = (!lines.is_empty()).then(|| lines.join("\n"));
    result
}

struct Tables {
    packages: Vec<Package>,
    edges: Vec<PackageEdge>,
    cycles: Vec<Vec<String>>,
    starts: Vec<EntryPoint>,
    hubs: Vec<SymbolHub>,
    call_cycles: Vec<CallCycle>,
}

impl Tables {
    fn interleaved(&self) -> Vec<Entry> {
        let lengths = [
            self.packages.len(),
            self.edges.len(),
            self.cycles.len(),
            self.starts.len(),
            self.hubs.len(),
            self.call_cycles.len(),
        ];
        let entry = |(table, at): (usize, usize)| match table {
            0 => self.packages.get(at).cloned().map(Entry::Package),
            1 => self.edges.get(at).cloned().map(Entry::Edge),
            2 => self.cycles.get(at).cloned().map(Entry::Cycle),
            3 => self.starts.get(at).cloned().map(Entry::Start),
            4 => self.hubs.get(at).cloned().map(Entry::Hub),
            _ => self.call_cycles.get(at).cloned().map(Entry::Calls),
        };
        interleave(lengths).into_iter().filter_map(entry).collect()
    }

    fn position(&self, name: &str) -> usize {
        let named = self.packages.iter().position(|one| one.name == name);
        named.unwrap_or_default()
    }

    /// Names of folders cannot be names of nodes in Mermaid; they are their labels.
    fn mermaid(&self) -> Vec<Entry> {
        let node = |(at, one): (usize, &Package)| {
            format!("  p{at}[\"{}\"]", one.name.replace('"', "#quot;"))
        };
        let edge = |one: &PackageEdge| {
            let (from, to) = (self.position(&one.from), self.position(&one.to));
            format!("  p{from} -->|{}| p{to}", one.imports)
        };
        self.lines("flowchart TD", node, edge, None)
    }

    fn dot(&self) -> Vec<Entry> {
        let quoted = |name: &str| name.replace('\\', "\\\\").replace('"', "\\\"");
        let node = |(_, one): (usize, &Package)| format!("  \"{}\";", quoted(&one.name));
        let edge = |one: &PackageEdge| {
            let (from, to) = (quoted(&one.from), quoted(&one.to));
            format!("  \"{from}\" -> \"{to}\" [label={}];", one.imports)
        };
        self.lines("digraph architecture {", node, edge, Some("}"))
    }

    fn lines(
        &self,
        first: &str,
        node: impl Fn((usize, &Package)) -> String,
        edge: impl Fn(&PackageEdge) -> String,
        last: Option<&str>,
    ) -> Vec<Entry> {
        let first = std::iter::once(first.to_owned());
        let nodes = self.packages.iter().enumerate().map(node);
        let edges = self.edges.iter().map(edge);
        let last = last.into_iter().map(str::to_owned);
        first
            .chain(nodes)
            .chain(edges)
            .chain(last)
            .map(Entry::Line)
            .collect()
    }
}

/// Functions that the language starts, files that are run, and files that only import; by path.
fn entry_points(index: &Index, graph: &Graph, scope: &Scope) -> Vec<EntryPoint> {
    let mut found = Vec::new();
    for (position, source) in scope.files(index) {
        let path = source.path.as_str();
        if is_test(path) {
            continue;
        }
        let before = found.len();
        let mains = source.definitions.iter().filter(|one| {
            matches!(one.kind, DefinitionKind::Function | DefinitionKind::Method)
                && starts_runs(source.language, &one.name)
        });
        found.extend(mains.map(|one| EntryPoint {
            id: source.id(one),
            reason: EntryReason::Main,
        }));
        let has = |lists: &[Vec<u32>]| lists.get(position).is_some_and(|list| !list.is_empty());
        let reason = if source.path.file_name() == "__main__.py" {
            Some(EntryReason::PackageMain)
        } else {
            let lonely = is_imported_by_file(source.language)
                && has(&graph.imports)
                && !has(&graph.importers)
                && before == found.len();
            lonely.then_some(EntryReason::ImportedByNobody)
        };
        found.extend(reason.map(|reason| EntryPoint {
            id: path.to_owned(),
            reason,
        }));
    }
    found.sort_by_key(|one| one.reason);
    found
}

/// Whether a language imports files, and not packages or headers.
fn is_imported_by_file(language: Language) -> bool {
    matches!(
        language,
        Language::Python
            | Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Ruby
            | Language::Php
    )
}

/// Whether the language starts a run at a function of this name.
fn starts_runs(language: Language, name: &str) -> bool {
    match language {
        Language::CSharp => name == "Main",
        Language::Go
        | Language::C
        | Language::Cpp
        | Language::Rust
        | Language::Java
        | Language::Kotlin => name == "main",
        _ => false,
    }
}
