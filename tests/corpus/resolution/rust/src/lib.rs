#[macro_use]
mod macros;
mod facade;
mod main_use;
mod other;
mod shapes;
mod tools;

pub use facade::{Square, assist};

pub fn at_root() -> Square {
    Square::new()
}
