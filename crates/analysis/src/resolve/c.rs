//! C and C++: headers beside the file, then where a `compile_commands.json` says, then the one file whose path ends as
//! written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::facts::{Import, ImportKind};

use super::{Places, Resolution, join, join_relative};
use crate::index::{Index, SourceFile};
use crate::manifest::Compiled;

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let header = import.module.as_str();
    let quoted = import.kind == ImportKind::IncludeQuoted;
    if quoted {
        let beside = join_relative(file.path.folder(), header).and_then(|path| places.file(&path));
        if let Some(position) = beside {
            return Resolution::File(position);
        }
    }
    match Vec::from_iter(places.search.find(places, file, header)).as_slice() {
        [position] => return Resolution::File(*position),
        [] => {}
        _ => return Resolution::Unresolved,
    }
    match by_ending(places, file, header, quoted) {
        Some(position) => Resolution::File(position),
        None if quoted => Resolution::Unresolved,
        None => Resolution::External(header.to_owned()),
    }
}

/// Where headers are looked for, by what was compiled.
#[derive(Debug, Default)]
pub struct SearchPaths {
    /// By file: folders in the repository, in order.
    own: HashMap<String, Vec<String>>,
    /// Those of all files: for headers, which are not compiled themselves.
    all: BTreeSet<String>,
}

impl SearchPaths {
    /// Paths are those of another machine: its root of the repository is the one that most of them fit.
    pub fn new(index: &Index) -> Self {
        let manifests = index.records.iter().filter_map(|record| record.manifest());
        let compiled: Vec<&Compiled> = manifests.flat_map(|one| &one.compiled).collect();
        let mut roots: BTreeMap<&str, u32> = BTreeMap::new();
        for one in &compiled {
            let root = suffixes(&one.file).find(|(_, path)| index.record(path).is_some());
            if let Some((root, _)) = root {
                *roots.entry(root).or_default() += 1;
            }
        }
        let Some((root, _)) = roots.iter().max_by_key(|(_, count)| **count) else {
            return Self::default();
        };
        let inside = |path: &str| {
            let rest = path.strip_prefix(root)?;
            if rest.is_empty() || root.is_empty() {
                return Some(rest.to_owned());
            }
            rest.strip_prefix('/').map(str::to_owned)
        };
        let mut own = HashMap::<String, Vec<String>>::new();
        for one in &compiled {
            if let Some(file) = inside(&one.file) {
                let folders = one.folders.iter().filter_map(|folder| inside(folder));
                own.entry(file).or_default().extend(folders);
            }
        }
        let all = own.values().flatten().cloned().collect();
        Self { own, all }
    }

    /// The header that a compiled file finds first; of one that is none, all that compiled files could.
    fn find(&self, places: &Places<'_>, file: &SourceFile, header: &str) -> BTreeSet<u32> {
        let within = |folder: &String| places.file(&join_relative(folder, header)?);
        match self.own.get(file.path.as_str()) {
            Some(own) => own.iter().find_map(within).into_iter().collect(),
            None => self.all.iter().filter_map(within).collect(),
        }
    }

    /// Whether a header that a compiled file names is looked for where this one is.
    pub fn lead(&self, file: &str, header: &str, target: &str) -> bool {
        let mut own = self.own.get(file).into_iter().flatten();
        own.any(|folder| join_relative(folder, header).as_deref() == Some(target))
    }
}

/// Each way to cut a path in two at a `/`, the longest second part first.
fn suffixes(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let cuts = path.match_indices('/');
    let cut = cuts.filter_map(|(at, _)| Some((path.get(..at)?, path.get(at + 1..)?)));
    std::iter::once(("", path)).chain(cut)
}

/// The file that ends as written and shares most folders with the includer; none where two share as many.
fn by_ending(places: &Places<'_>, file: &SourceFile, header: &str, quoted: bool) -> Option<u32> {
    let header = header.trim_start_matches("../").trim_start_matches("./");
    let name = header.rsplit('/').next().unwrap_or(header);
    let mut best: Option<(usize, u32)> = None;
    let mut tied = false;
    for position in places.by_file_name.get(name).into_iter().flatten().copied() {
        let path = places
            .source(position)
            .map_or("", |candidate| candidate.path.as_str());
        let Some(before) = path
            .strip_suffix(header)
            .filter(|before| before.is_empty() || before.ends_with('/'))
        else {
            continue;
        };
        // An angle include is ours only where an include path would plausibly lead.
        if !quoted && !is_include_root(before.trim_end_matches('/')) {
            continue;
        }
        let shared = shared_parts(&join(before, name), file.path.as_str());
        tied = best.is_some_and(|(most, _)| most == shared);
        if best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, position));
        }
    }
    best.filter(|_| !tied).map(|(_, position)| position)
}

fn is_include_root(folder: &str) -> bool {
    matches!(
        folder.rsplit('/').next(),
        Some("include" | "includes" | "inc")
    )
}

fn shared_parts(left: &str, right: &str) -> usize {
    left.split('/')
        .zip(right.split('/'))
        .take_while(|(left, right)| left == right)
        .count()
}
