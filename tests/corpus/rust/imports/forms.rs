extern crate alloc;
extern crate core as base;

mod reader;
pub mod writer;
#[path = "other.rs"]
mod renamed;
mod inline { use super::reader::Reader; }

use std::collections::{self, BTreeMap, HashMap as Map, btree_map::{Entry, *}};
use std::fmt;
use crate::store::Store as _;
use self::writer::Writer;
use super::parent;
use super::super::grand::{Parent, self as elder};
use ::serde::Serialize;
use {log::info, log::warn as warning};
pub use crate::shelves::Shelf;
pub(crate) use reader::*;
use r#type::Thing;

fn late() {
    use std::io::Read;
}
