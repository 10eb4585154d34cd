//! About the file, not about what follows.

/// A point
/// in space.
#[derive(Debug, Clone)]
pub struct Point<T: Copy> {
    /// Across.
    pub x: T,
    y: T,
}

struct Pair(u32, pub u32);
pub(crate) struct Unit;

pub enum Shape {
    Empty,
    Round(f64),
    Square { side: f64 },
}

union Bits {
    whole: u32,
}

pub trait Area: Sized {
    const SIDES: u32;
    type Output;
    fn area(&self) -> f64;
    fn twice(&self) -> f64 {
        self.area() * 2.0
    }
}

impl<T: Copy> Area for Point<T> {
    const SIDES: u32 = 0;
    type Output = T;
    fn area(&self) -> f64 {
        0.0
    }
}

impl Point<f64> {
    pub fn new(x: f64, y: f64) -> Self {
        const LOCAL: f64 = 1.0;
        fn helper() {}
        Self { x, y }
    }
    fn hidden(&mut self) {}
}

pub const LIMIT: usize = 3;
static mut COUNTER: u32 = 0;
type Grid = Vec<Vec<Point<f64>>>;

pub mod inner {
    pub(super) async unsafe fn deep<'a, const N: usize>(
        // a comment between
        text: &'a str,
        rest: [u8; N],
    ) -> &'a str
    where
        Self: Sized,
    {
        text
    }
}

#[macro_export]
macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

extern "C" {
    fn outside(a: i32, ...) -> i32;
}

#[cfg(test)]
mod tests {
    #[test]
    fn works() {}
}
