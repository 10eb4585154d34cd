//! Pure functions over facts, and the one door to them: [`Engine::call`].
//!
//! Bytes in, bytes out. Knows the outside world only through [`Repository`] and [`Clock`].
//! Never touches files, the clock, the environment, processes, randomness or the network, and never sees a
//! syntax tree.

mod arguments;
mod breaks;
mod chronicle;
pub mod churn;
mod control;
pub mod coupling;
mod cursor;
mod dates;
mod dependencies;
mod diff_symbols;
mod engine;
mod error;
mod explore;
mod format;
mod formulas;
mod graph;
mod history;
mod hotspots;
mod index;
pub mod ledger;
mod limits;
mod line_diff;
mod lines;
mod logarithm;
mod manifest;
mod map;
mod memory;
mod metrics;
pub mod model;
mod names;
mod near;
mod nearest;
mod owners;
mod page;
mod past;
mod path;
mod rank;
mod read;
mod refresh;
mod relations;
mod relevance;
mod repository;
mod resolve;
mod reuse;
mod schemas;
mod scope;
mod search;
mod shortest_edit;
mod spread;
mod status;
mod stored;
mod symbols;
pub mod tokens;
mod tools;
mod versions;
pub mod visible;
mod words;

pub use control::{Clock, Control};
pub use engine::Engine;
pub use error::{Error, ErrorBody};
pub use format::Format;
pub use limits::Limits;
pub use memory::Memory;
pub use past::{Change, Commit, ObjectId, Past, PastReader, Version, VersionKind};
pub use path::RepoPath;
pub use repository::{Entry, Listing, Repository, SkipReason, Skipped};
pub use stored::{FactsCounts, FactsKey, FactsStore};
pub use tools::{Annotations, ToolDescription, tools};
