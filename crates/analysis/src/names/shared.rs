//! Names that files share without importing each other: those of a Go package, and those that C's linker sees.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use syntax::facts::{ImportKind, Visibility};
use syntax::usage::{BindingKind, VariableScope};
use syntax::{Language, is_type};

use super::{Meaning, Names, Place, Reason, Value};
use crate::index::{Index, SourceFile};
use crate::resolve::Resolution;

/// Headers that one file takes in, those of headers with them.
const HEADERS_MAX: usize = 2_000;

/// Files that see each other's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Space<'a> {
    /// Those of one folder that say they are of one package; of Java and Kotlin those of any folder.
    Package(&'a str, &'a str),
    /// All files of C.
    Linked,
}

/// What the files of each space define.
#[derive(Debug, Default)]
pub struct Offers {
    /// By space and name.
    spaces: Vec<HashMap<Box<str>, Vec<Place>>>,
    /// The space of each file.
    of_file: Vec<Option<usize>>,
    /// The spaces of Java and Kotlin by package.
    of_package: HashMap<Box<str>, usize>,
}

impl Offers {
    fn of(index: &Index) -> Self {
        let mut offers = Self::default();
        let mut numbers: HashMap<Space<'_>, usize> = HashMap::new();
        for (file, source) in (0_u32..).zip(&index.files) {
            let space = space(source);
            let number = space.map(|space| {
                let next = numbers.len();
                *numbers.entry(space).or_insert(next)
            });
            offers.of_file.push(number);
            let (Some(space), Some(number)) = (space, number) else {
                continue;
            };
            if let Space::Package("", package) = space
                && matches!(source.language, Language::Java | Language::Kotlin)
            {
                offers.of_package.insert(package.into(), number);
            }
            offers.spaces.resize_with(numbers.len(), HashMap::new);
            if let Some(offered) = offers.spaces.get_mut(number) {
                for (name, definition) in offered_by(source, space == Space::Linked) {
                    let places = offered.entry(name.into()).or_default();
                    places.push(Place { file, definition });
                }
            }
        }
        offers
    }

    /// What a space defines under a name.
    fn under(&self, space: Option<usize>, name: &str) -> &[Place] {
        let found = space.and_then(|space| self.spaces.get(space)?.get(name));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The names of a file that others of its space see, with what they stand for.
fn offered_by(source: &SourceFile, linked: bool) -> impl Iterator<Item = (&str, u32)> {
    let variables = (0_u32..).zip(&source.usage.variables);
    let visible = variables.filter(|(_, one)| one.scope == VariableScope::File);
    visible.flat_map(move |(position, variable)| {
        let name = source.usage.name(variable.name);
        let bindings = source.usage.bindings_of(position).iter();
        let seen = bindings.filter(move |binding| {
            let definition = source.definitions.get(binding.value as usize);
            binding.kind == BindingKind::Definition
                && definition.is_some_and(|one| !linked || one.visibility != Visibility::Private)
        });
        seen.map(move |binding| (name, binding.value))
    })
}

impl Names<'_> {
    /// What the files that share names with this one define under a name.
    pub(super) fn shared(&self, file: u32, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        let reason = match self.file(file).map(|source| source.language) {
            Some(Language::C) => Reason::Linkage,
            _ => Reason::Package,
        };
        let seen = self.offered_here(file, name).iter();
        for place in seen.filter(|place| self.is_seen_by_java(**place)) {
            meaning.push(Value::Definition(*place), reason);
        }
        meaning.incomplete = meaning.values.is_empty();
        meaning
    }

    /// The definitions that the files that share names with this one have under a name.
    pub(super) fn offered_here(&self, file: u32, name: &str) -> &[Place] {
        let offers = self.offers();
        let space = offers.of_file.get(file as usize).copied().flatten();
        offers.under(space, name)
    }

    /// What a package of Java defines under a name.
    pub(super) fn packaged(&self, package: &str, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        for place in self.offered_by_package(package, name) {
            if self.is_seen_by_java(*place) {
                meaning.push(Value::Definition(*place), Reason::Import);
            }
        }
        meaning
    }

    /// What a package of Java or Kotlin defines under a name.
    pub(super) fn offered_by_package(&self, package: &str, name: &str) -> &[Place] {
        let offers = self.offers();
        offers.under(offers.of_package.get(package).copied(), name)
    }

    /// Functions and properties that stand in no type of Kotlin have other names in Java.
    fn is_seen_by_java(&self, place: Place) -> bool {
        !self.is_kotlin(place.file) || self.kind(place).is_some_and(is_type)
    }

    fn offers(&self) -> &Offers {
        self.graph.offers.get_or_init(|| Offers::of(self.index))
    }

    /// What a name that no scope of a C file binds means: what its headers say, else what the linker finds.
    ///
    /// Headers may define it several times over, for one condition or another.
    pub(super) fn linked(&self, file: u32, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        let mut declared = false;
        for header in self.headers(file).iter() {
            let source = self.file(*header);
            let variable = source.and_then(|one| one.variable(VariableScope::File, name));
            if let Some(variable) = variable {
                declared = true;
                let said = self.variable(*header, variable, None);
                meaning.cut |= said.cut;
                for (value, reason) in said.values {
                    let reason = match reason {
                        Reason::Scope => Reason::Import,
                        other => other,
                    };
                    meaning.push(value, reason);
                }
            }
        }
        if meaning.values.is_empty() {
            // What nothing declares may be of a library after all.
            meaning = self.shared(file, name);
            meaning.incomplete |= !declared;
        }
        meaning
    }

    /// The files that a file takes in, nearest first.
    pub(super) fn headers(&self, file: u32) -> Rc<[u32]> {
        if let Some(known) = self.headers.borrow().get(&file) {
            return Rc::clone(known);
        }
        let (mut seen, mut waiting) = (BTreeSet::from([file]), VecDeque::from([file]));
        let mut headers = Vec::new();
        while let Some(at) = waiting.pop_front() {
            for resolution in self.resolutions(at) {
                if let Resolution::File(header) = resolution
                    && headers.len() < HEADERS_MAX
                    && seen.insert(*header)
                {
                    headers.push(*header);
                    waiting.push_back(*header);
                }
            }
        }
        let headers: Rc<[u32]> = headers.into();
        self.headers.borrow_mut().insert(file, Rc::clone(&headers));
        headers
    }

    /// A file that stands for the package of a folder: none of its tests, which are a package of their own.
    pub(super) fn package(&self, folder: &str, language: Language) -> Option<u32> {
        let mut own = self.index.files_in(folder).filter(|(_, source)| {
            source.language == language && !source.path.file_name().ends_with("_test.go")
        });
        own.next().map(|(file, _)| file)
    }
}

/// The space in which a file's names are seen.
fn space(source: &SourceFile) -> Option<Space<'_>> {
    match source.language {
        Language::Go => {
            let package = source
                .imports
                .iter()
                .find(|import| import.kind == ImportKind::Package)?;
            Some(Space::Package(source.path.folder(), &package.module))
        }
        Language::Java | Language::Kotlin => {
            let mut imports = source.imports.iter();
            let package = imports.find(|import| import.kind == ImportKind::Package);
            let name = package.map_or("", |import| import.module.as_str());
            Some(Space::Package("", name))
        }
        Language::C => Some(Space::Linked),
        _ => None,
    }
}
