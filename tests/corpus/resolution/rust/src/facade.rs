pub use crate::shapes::helper as assist;
pub use crate::shapes::*;
