//! Who imports a file, a folder, a module by the name that imports write, or a definition.

use crate::error::Error;
use crate::index::SourceFile;
use crate::model::relations::{RelationKind, RelationsRequest};
use crate::names::{End, Place, reason_of};
use crate::relations::{Gathered, View};
use crate::resolve::Resolution;

/// What is imported.
#[derive(Debug)]
pub enum Loaded {
    /// A file.
    File(u32),
    /// A folder: a package of Go, and what stands in the folder itself.
    Folder(String),
    /// What imports name so, wherever it is.
    Module(String),
    /// One definition.
    Definition(Place),
}

impl View<'_> {
    /// What a request is about, where it asks who imports something that is no definition; with its name.
    pub fn loaded(&self, request: &RelationsRequest) -> Result<Option<(String, Loaded)>, Error> {
        let index = self.question.index;
        let name = request.symbol.trim();
        let position = index.file_position(name);
        let is_importers = request.relation == RelationKind::Importers;
        if let Some(file) = position.and_then(|at| u32::try_from(at).ok()) {
            return if is_importers {
                Ok(Some((name.to_owned(), Loaded::File(file))))
            } else {
                Err(Error::invalid(
                    format!("\"{name}\" is a file"),
                    "give a symbol, such as path::name; only `importers` takes a file",
                ))
            };
        }
        if !is_importers {
            return Ok(None);
        }
        let folder = match name.trim_start_matches("./").trim_end_matches('/') {
            "." => "",
            folder => folder,
        };
        if index.files_in(folder).next().is_some() {
            let shown = if folder.is_empty() { "." } else { folder };
            return Ok(Some((shown.to_owned(), Loaded::Folder(folder.to_owned()))));
        }
        let mut imports = index.files.iter().flat_map(|source| &source.imports);
        let written = imports.any(|import| import.module == name);
        Ok(written.then(|| (name.to_owned(), Loaded::Module(name.to_owned()))))
    }

    /// The imports that lead there.
    pub fn importers(&self, loaded: &Loaded) -> Gathered {
        let mut gathered = Gathered::default();
        let index = self.question.index;
        for (user, source) in (0_u32..).zip(&index.files) {
            for (position, import) in (0_u32..).zip(&source.imports) {
                let resolution = self.names.resolution(user, position);
                let leads = match loaded {
                    Loaded::Definition(of) => self.names.import_leads_to(user, position, *of),
                    Loaded::File(file) => {
                        *file != user
                            && resolution.is_some_and(|found| found.files().contains(file))
                    }
                    Loaded::Folder(folder) => self.is_in(resolution, folder, source),
                    Loaded::Module(name) => import.module == *name,
                };
                if !leads {
                    continue;
                }
                let reason = reason_of(import);
                let end = End {
                    file: user,
                    definition: None,
                };
                let evidence = self.names.import_evidence(user, position);
                gathered.add(evidence, end, reason, user, import.span.start_line);
            }
        }
        let files = (0_u32..).take(index.files.len());
        gathered.unresolved = files.map(|file| self.names.unresolved_imports(file)).sum();
        gathered
    }

    /// Whether an import leads to a folder as a whole, or from outside to a file in it.
    fn is_in(&self, resolution: Option<&Resolution>, folder: &str, user: &SourceFile) -> bool {
        match resolution {
            Some(Resolution::Place(place, _)) => place == folder,
            Some(Resolution::File(file)) => {
                let target = self.names.file(*file);
                user.path.folder() != folder
                    && target.is_some_and(|target| target.path.folder() == folder)
            }
            _ => false,
        }
    }
}
