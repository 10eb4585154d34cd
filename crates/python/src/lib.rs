//! The Python face: `mcp_code_analysis._native`.
//!
//! Converts and nothing else; no rule of analysis and no format of bytes lives here.
//! Works with the interpreter released, and hands out frozen objects only.

use pyo3::prelude::*;

mod control;
mod engine;
mod envelope;
mod error;
mod facts;
mod interrupt;
mod json;
mod pack;
#[cfg(not(Py_GIL_DISABLED))]
mod plain;
mod sealer;
mod shapes;
mod unpack;

/// The module as Python sees it; `_native.pyi` has its types.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::control::Control;
    #[pymodule_export]
    use crate::engine::{Engine, estimate_tokens, languages, tools};
    #[pymodule_export]
    use crate::envelope::{seal, seal_bytes, unseal, unseal_bytes};
    #[pymodule_export]
    use crate::error::{CodecError, EngineError};
    #[pymodule_export]
    use crate::pack::pack;
    #[pymodule_export]
    use crate::sealer::Sealer;
    #[pymodule_export]
    use crate::unpack::unpack;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
