//! What names mean across files: which definition a call or a reference leads to, and how surely.
//!
//! Follows scopes, imports, bases, receivers, constructors, annotations and returns, and nothing that a program
//! only knows while it runs. A name of the language or of a library is never one of ours that looks the same.
//! Works on demand: a question costs what it touches, and nothing is kept when it is answered.

mod around;
mod classes;
mod cpp;
mod cpp_declared;
mod cpp_fitting;
mod cpp_members;
mod cpp_seen;
mod edges;
mod extensions;
mod fitting;
mod implementations;
mod infer;
mod kotlin;
mod kotlin_platforms;
mod members;
mod modules;
mod namespaces;
mod outside;
mod paths;
mod php;
mod places;
mod results;
mod ruby;
mod ruby_constants;
mod satisfies;
mod shared;
mod users;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde::Serialize;
use syntax::facts::{Definition, DefinitionKind};

use crate::graph::Graph;
use crate::index::{Index, SourceFile};

pub use cpp_declared::{Declared, Owners};
pub use edges::{Status, Uses};
pub use implementations::Implementations;
pub use members::reason_of;
pub use modules::Modules;
pub use namespaces::Namespaces;
pub use satisfies::Satisfied;
pub use shared::Offers;
pub use users::{User, Users};

pub use crate::rank::family;

/// A definition, by the position of its file and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Position of its file in the index.
    pub file: u32,
    /// Position among the definitions of its file.
    pub definition: u32,
}

/// One end of a relation: a definition, or a file's own code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The file.
    pub file: u32,
    /// The definition; none for the file's own code.
    pub definition: Option<u32>,
}

/// How surely a relation holds.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Evidence {
    /// Resolved through scopes, imports and types.
    Exact,
    /// One candidate by name and shape.
    Likely,
    /// One of several candidates.
    Possible,
}

/// Why a relation is believed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Reason {
    /// The name is defined in a scope of the file.
    Scope,
    /// It is imported.
    Import,
    /// It is imported under another name.
    ImportAlias,
    /// It is another name for the target.
    Alias,
    /// Another file of the same package defines it.
    Package,
    /// The linker finds it: it is defined in another file and declared, or not, where it is used.
    Linkage,
    /// It is a member of the object that the method runs on.
    Receiver,
    /// It is what the bases of the class define.
    Super,
    /// It is a member of a class or module that is named.
    Member,
    /// It is a member of an object that was made from the class.
    Constructor,
    /// It is a member of an object whose type is declared.
    Annotation,
    /// It is a member of what a call returns.
    Returned,
    /// Nothing but the name is known.
    Name,
    /// A method of a base is called, and the object may be of this class.
    Dispatch,
    /// It has the methods that the interface asks for.
    Methods,
    /// It is said by the definition itself.
    Declared,
}

/// What an expression may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Value {
    /// This very definition.
    Definition(Place),
    /// An instance of a type of ours.
    Instance(Place),
    /// The object of a method as the bases of this class see it.
    Super(Place),
    /// A file, as the module that it is.
    Module(u32),
    /// A namespace, by its number among all.
    Namespace(u32),
    /// A list, map or the like of what this expression of this file names as a type.
    Many(u32, u32),
    /// Something of the language or a library; what it gives is such as well.
    Outside,
    /// A value of nothing, which has no members.
    Nothing,
}

/// All that an expression may be.
#[derive(Debug, Clone, Default)]
struct Meaning {
    values: Vec<(Value, Reason)>,
    /// There is nothing else that it may be.
    incomplete: bool,
    /// It was cut short by where the question came from, so it is no answer to another.
    cut: bool,
}

/// Where an expression stands: its file, its number, and the class whose object runs the code.
type Asked = (u32, u32, Option<Place>);

/// Names of one state of a repository, for the length of one question.
pub struct Names<'a> {
    index: &'a Index,
    graph: &'a Graph,
    memo: RefCell<HashMap<Asked, Rc<Meaning>>>,
    bases: RefCell<HashMap<Place, Rc<classes::Bases>>>,
    headers: RefCell<HashMap<u32, Rc<[u32]>>>,
    /// The same with the file itself, sorted.
    seen: RefCell<HashMap<u32, Rc<[u32]>>>,
    directives: RefCell<HashMap<u32, Rc<[namespaces::Directive<'a>]>>>,
    /// Of each definition of a file, the first of its name.
    firsts: RefCell<HashMap<u32, Rc<[u32]>>>,
    active: RefCell<HashSet<Asked>>,
    depth: Cell<u32>,
    steps: Cell<u32>,
    /// The implementations of Rust are not known yet.
    without_implementations: Cell<bool>,
    /// Imports of Rust whose paths are being followed.
    active_imports: RefCell<HashSet<(u32, u32)>>,
}

impl<'a> Names<'a> {
    /// Nothing is looked at before it is asked for.
    #[must_use]
    pub fn new(index: &'a Index, graph: &'a Graph) -> Self {
        Self {
            index,
            graph,
            memo: RefCell::default(),
            bases: RefCell::default(),
            headers: RefCell::default(),
            seen: RefCell::default(),
            directives: RefCell::default(),
            firsts: RefCell::default(),
            active: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
            without_implementations: Cell::new(false),
            active_imports: RefCell::default(),
        }
    }

    /// A file by its position.
    #[must_use]
    pub fn file(&self, position: u32) -> Option<&'a SourceFile> {
        self.index.files.get(position as usize).map(|file| &**file)
    }

    /// A definition by its place.
    #[must_use]
    pub fn definition(&self, place: Place) -> Option<&'a Definition> {
        self.file(place.file)?
            .definitions
            .get(place.definition as usize)
    }

    /// Whether two definitions are known by one name: overloads, variants by condition, parts of one type.
    #[must_use]
    pub fn is_same(&self, one: Place, other: Place) -> bool {
        if one.file != other.file {
            return self.is_part(one, other);
        }
        match (self.definition(one), self.definition(other)) {
            (Some(one), Some(other)) => one.qualified_name == other.qualified_name,
            _ => false,
        }
    }

    fn kind(&self, place: Place) -> Option<DefinitionKind> {
        self.definition(place).map(|definition| definition.kind)
    }
}

impl Meaning {
    fn unknown() -> Self {
        Self {
            incomplete: true,
            ..Self::default()
        }
    }

    fn cut() -> Self {
        Self {
            incomplete: true,
            cut: true,
            ..Self::default()
        }
    }

    /// Nothing yet, and as far from the whole as this.
    fn emptied(&self) -> Self {
        Self {
            values: Vec::new(),
            incomplete: self.incomplete,
            cut: self.cut,
        }
    }

    fn one(value: Value, reason: Reason) -> Self {
        Self {
            values: vec![(value, reason)],
            ..Self::default()
        }
    }

    fn add(&mut self, other: &Self) {
        for (value, reason) in &other.values {
            self.push(*value, *reason);
        }
        self.incomplete |= other.incomplete;
        self.cut |= other.cut;
    }

    fn push(&mut self, value: Value, reason: Reason) {
        if self.values.iter().any(|(known, _)| *known == value) {
            return;
        }
        if self.values.len() < VALUES_MAX {
            self.values.push((value, reason));
        } else {
            self.incomplete = true;
        }
    }
}

/// Things that one expression may be; of more nothing is said.
const VALUES_MAX: usize = 12;
