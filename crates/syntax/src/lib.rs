//! One file of source in, facts out.
//!
//! The only owner of tree-sitter.
//! Parsing never fails: broken source gives facts and problems.
//! Never touches files, the clock, the environment or the network.

mod bounded;
mod calls;
mod collect;
pub mod columns;
mod definitions;
mod dense;
mod detect;
pub mod facts;
mod header;
mod heads;
mod imports;
mod interleave;
pub mod language;
mod languages;
mod levels;
mod lines;
mod maps;
mod marked;
mod measure;
pub mod measures;
mod names;
mod native;
mod outlook;
pub mod parse;
pub mod pattern;
mod query;
mod read;
mod rules;
mod source;
mod spans;
pub mod texts;
mod tier_a;
mod tier_b;
pub mod tokens;
mod tree;
pub mod usage;
mod walk;

pub use definitions::{holds_value, is_callable, is_function, is_type};
pub use facts::{FileFacts, FrontEnd};
pub use language::{Language, Tier};
pub use parse::{Limits, misread, parting};
pub use read::{declared, facts};
