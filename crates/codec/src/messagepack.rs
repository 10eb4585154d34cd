//! MessagePack as a stream of tokens, written and read under limits.
//!
//! Carries what JSON carries, and bytes: keys are text, numbers are finite and at most 64 bits.
//! Refuses extension types, so a timestamp travels as text or number.

mod reader;
mod writer;

pub use reader::{NOT_UTF8, Reader, check};
pub use writer::{Short, Writer};

/// One value, or the head of an array or a map whose elements follow. Text is `T`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a, T = &'a str> {
    /// Nothing.
    Nil,
    /// True or false.
    Boolean(bool),
    /// A whole number that fits 64 bits with a sign.
    Integer(i64),
    /// A whole number above `i64::MAX`.
    Unsigned(u64),
    /// A finite number.
    Float(f64),
    /// Text.
    Text(T),
    /// Bytes.
    Binary(&'a [u8]),
    /// So many values follow.
    Array(usize),
    /// So many pairs of a text and a value follow.
    Map(usize),
}
