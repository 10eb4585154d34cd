//! Pure functions over facts, and the one door to them: [`Engine::call`].
//!
//! Bytes in, bytes out. Knows the outside world only through [`Repository`] and [`Clock`].
//! Never touches files, the clock, the environment, processes, randomness or the network, and never sees a
//! syntax tree.

mod arguments;
mod clones;
mod control;
mod cursor;
mod dependencies;
mod engine;
mod error;
mod format;
mod graph;
mod import_places;
mod index;
mod limits;
mod lines;
mod manifest;
mod map;
mod memory;
mod metrics;
pub mod model;
mod names;
mod near;
mod nearest;
mod page;
mod path;
mod rank;
mod read;
mod refresh;
mod relations;
mod repository;
mod resolve;
mod reuse;
mod scope;
mod search;
mod status;
mod stored;
mod symbols;
pub mod tokens;
mod tools;
pub mod visible;

pub use control::{Clock, Control};
pub use engine::Engine;
pub use error::{Error, ErrorBody};
pub use format::Format;
pub use limits::Limits;
pub use memory::Memory;
pub use path::RepoPath;
pub use repository::{Entry, Listing, Repository, SkipReason, Skipped};
pub use stored::{FactsCounts, FactsKey, FactsStore};
pub use tools::{Annotations, ToolDescription, tools};
