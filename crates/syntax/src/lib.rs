//! One file of source in, facts out.
//!
//! The only owner of tree-sitter.
//! Parsing never fails: broken source gives facts and problems.
//! Never touches files, the clock, the environment or the network.

mod calls;
mod collect;
mod definitions;
mod detect;
pub mod facts;
mod heads;
mod imports;
pub mod language;
mod languages;
mod lines;
mod measure;
pub mod measures;
mod names;
mod outlook;
pub mod parse;
mod rules;
mod source;
mod spans;
pub mod tokens;
pub mod usage;
mod walk;

pub use facts::{FileFacts, facts};
pub use language::Language;
pub use parse::Limits;
