//! The import graph: what every import leads to, cycles, and who imports whom.
//!
//! Nodes are files. Edges that matter when files are loaded are kept apart from the others, because only they
//! can make a cycle that hurts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use syntax::facts::{Import, ImportKind};

use crate::control::Control;
use crate::error::Error;
use crate::index::{ImportPlace, Index, SourceFile};
use crate::model::reports::EdgeCounts;
use crate::names::{Declared, Implementations, Modules, Namespaces, Offers, Owners, Satisfied};
use crate::reach::cycles;
use crate::resolve::{Places, Resolution, SearchPaths};

/// The imports of a repository, resolved.
#[derive(Debug, Default)]
pub struct Graph {
    /// What each import of each file leads to, in the order of the facts.
    pub resolutions: Vec<Vec<Resolution>>,
    /// The files that each file imports, sorted.
    pub imports: Vec<Vec<u32>>,
    /// The files that import each file, sorted.
    pub importers: Vec<Vec<u32>>,
    /// The shortest cycle through each file that stands in one: shortest first, each once, from its smallest file.
    pub cycles: Vec<Vec<u32>>,
    /// Files in cycles for which the steps did not suffice to find the shortest.
    pub cycles_missed: u32,
    /// Where headers of C are looked for.
    pub search: SearchPaths,
    /// Names that files share without importing each other, when they were first asked for.
    pub offers: OnceLock<Offers>,
    /// What the namespaces of all files declare, when it was first asked for.
    pub namespaces: OnceLock<Namespaces>,
    /// Which types of Go have the methods of which interfaces, when it was first asked for.
    pub satisfied: OnceLock<Satisfied>,
    /// How the files of Rust stand to each other, when it was first asked for.
    pub modules: OnceLock<Modules>,
    /// Which implementations of Rust are of which types, when it was first asked for.
    pub implementations: OnceLock<Implementations>,
    /// What files of C++ declare, when it was first asked for.
    pub declared: OnceLock<Declared>,
    /// Which members of C++ belong to which classes, when it was first asked for.
    pub owners: OnceLock<Owners>,
}

impl Graph {
    /// Resolve all imports.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn resolve(index: &Index, control: &Control) -> Result<Self, Error> {
        let places = Places::new(index);
        let resolutions = resolve_all(index, &places, control)?;
        let count = index.files.len();
        let mut imports: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); count];
        let mut importers: Vec<Vec<u32>> = vec![Vec::new(); count];
        let mut loads: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); count];
        for ((((from, file), resolved), imports), loads) in (0_u32..)
            .zip(&index.files)
            .zip(&resolutions)
            .zip(&mut imports)
            .zip(&mut loads)
        {
            for ((import, place), resolution) in
                file.imports.iter().zip(&file.import_places).zip(resolved)
            {
                let targets = resolution.files().iter().copied().filter(|to| *to != from);
                imports.extend(targets.clone());
                if is_loaded(import, *place) {
                    loads.extend(targets);
                }
            }
            for to in imports.iter() {
                if let Some(importers) = importers.get_mut(*to as usize) {
                    importers.push(from);
                }
            }
        }
        let (cycles, cycles_missed) = cycles(&loads, control)?;
        let imports = imports
            .into_iter()
            .map(|targets| targets.into_iter().collect())
            .collect();
        Ok(Self {
            resolutions,
            imports,
            importers,
            cycles,
            cycles_missed,
            search: places.search,
            offers: OnceLock::new(),
            namespaces: OnceLock::new(),
            satisfied: OnceLock::new(),
            modules: OnceLock::new(),
            implementations: OnceLock::new(),
            declared: OnceLock::new(),
            owners: OnceLock::new(),
        })
    }

    /// Imports of these files by what became of them; one module counts once a file.
    #[must_use]
    pub fn counts<'a>(&self, files: impl Iterator<Item = (usize, &'a SourceFile)>) -> EdgeCounts {
        let mut counts = EdgeCounts::default();
        for (position, file) in files {
            let mut seen = BTreeSet::new();
            let resolved = self
                .resolutions
                .get(position)
                .map(Vec::as_slice)
                .unwrap_or_default();
            for (import, resolution) in file.imports.iter().zip(resolved) {
                let counter = match resolution {
                    Resolution::File(_) | Resolution::Place(..) => &mut counts.internal,
                    Resolution::External(_) => &mut counts.external,
                    Resolution::Unresolved => &mut counts.unresolved,
                    Resolution::Own => continue,
                };
                *counter +=
                    u64::from(seen.insert((import.module.as_str(), target_key(resolution))));
            }
        }
        counts
    }

    /// The modules from elsewhere that these files import, most imported first.
    #[must_use]
    pub fn external<'a>(
        &self,
        files: impl Iterator<Item = (usize, &'a SourceFile)>,
    ) -> Vec<(String, u32)> {
        let mut by_module: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (position, _) in files {
            for resolution in self.resolutions.get(position).into_iter().flatten() {
                if let Resolution::External(module) = resolution {
                    by_module.entry(module).or_default().insert(position);
                }
            }
        }
        let count = |files: BTreeSet<usize>| u32::try_from(files.len()).unwrap_or(u32::MAX);
        let mut modules: Vec<(String, u32)> = by_module
            .into_iter()
            .map(|(module, files)| (module.to_owned(), count(files)))
            .collect();
        modules.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        modules
    }
}

impl Resolution {
    /// The files with facts that it leads to.
    #[must_use]
    pub fn files(&self) -> &[u32] {
        match self {
            Self::File(position) => std::slice::from_ref(position),
            Self::Place(_, files) => files,
            Self::External(_) | Self::Unresolved | Self::Own => &[],
        }
    }
}

fn target_key(resolution: &Resolution) -> Option<u32> {
    match resolution {
        Resolution::File(position) => Some(*position),
        Resolution::Place(..)
        | Resolution::External(_)
        | Resolution::Unresolved
        | Resolution::Own => None,
    }
}

type Resolved = Result<Vec<Vec<Resolution>>, Error>;

#[cfg(feature = "parallel")]
fn resolve_all(index: &Index, places: &Places<'_>, control: &Control) -> Resolved {
    use rayon::prelude::*;
    index
        .files
        .par_iter()
        .map(|file| resolve_file(places, file, control))
        .collect()
}

#[cfg(not(feature = "parallel"))]
fn resolve_all(index: &Index, places: &Places<'_>, control: &Control) -> Resolved {
    index
        .files
        .iter()
        .map(|file| resolve_file(places, file, control))
        .collect()
}

fn resolve_file<'a>(
    places: &Places<'a>,
    file: &'a SourceFile,
    control: &Control,
) -> Result<Vec<Resolution>, Error> {
    let resolve = |(import, place): (&Import, &ImportPlace)| {
        control.check()?;
        Ok(places.resolve(file, import, *place))
    };
    file.imports
        .iter()
        .zip(&file.import_places)
        .map(resolve)
        .collect()
}

/// Whether an import is followed when the file is loaded.
fn is_loaded(import: &Import, place: ImportPlace) -> bool {
    // `mod x;` says where a module is, not that this file needs it.
    !import.type_only && import.kind != ImportKind::Submodule && !place.deferred
}
