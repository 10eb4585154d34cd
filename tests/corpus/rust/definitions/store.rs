//! Where things are kept.

use std::fmt;

/// The most that fits.
pub const CAPACITY: usize = 16;
static mut COUNTER: u32 = 0;
pub type Shared<T> = std::sync::Arc<Store<T>>;

/// A store of things.
///
/// More about it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Store<T, const N: usize = CAPACITY>
where
    T: Clone,
{
    /// The things.
    pub items: Vec<T>,
    pub(crate) size: usize,
    name: &'static str,
}

pub struct Meters(pub f64, u8);
struct Unit;

pub enum Event {
    /// Put in.
    Added { index: usize, at: u64 },
    Removed(usize),
    Cleared = 3,
}

pub(super) union Bits {
    float: f32,
    bits: u32,
}

pub trait Keep: fmt::Debug {
    type Item;
    const SIZE: usize = 1;
    fn keep(&mut self, item: Self::Item) -> bool;
    fn kept(&self) -> usize { 0 }
}

impl<T: Clone, const N: usize> Store<T, N> {
    pub const EMPTY: usize = 0;

    #[must_use]
    #[inline]
    pub(crate) const fn new(name: &'static str) -> Self {
        fn inner(value: u8) -> u8 { value }
        const LOCAL: u8 = 1;
        let closure = |x: u8| inner(x + LOCAL);
        Self { items: Vec::new(), size: 0, name }
    }

    async unsafe fn load<'a>(self: &'a mut Self, (x, y): (u8, u8)) {}
}

impl<T: Clone> Keep for Store<T> {
    type Item = T;
    fn keep(&mut self, item: T) -> bool { true }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { Ok(()) }
}

pub mod shelves {
    pub mod upper {
        pub fn dust() {}
    }
    #[cfg(test)]
    mod tests {}
}

/// Makes a store.
#[macro_export]
macro_rules! store {
    ($name:expr) => { Store::new($name) };
}

extern "C" {
    fn strlen(text: *const u8) -> usize;
    static ENVIRON: *const u8;
}
