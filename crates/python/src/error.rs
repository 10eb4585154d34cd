//! Errors of the engine and the codec as Python exceptions.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

create_exception!(
    mcp_code_analysis._native,
    EngineError,
    PyException,
    "The engine refused or failed; args are (code, message, hint, nearest)."
);
create_exception!(
    mcp_code_analysis._native,
    CodecError,
    PyException,
    "Bytes or a value were refused; args are (code, message)."
);

/// An error of the engine.
pub fn engine_error(py: Python<'_>, error: &analysis::Error) -> PyErr {
    match PyTuple::new(py, error.nearest()) {
        Ok(nearest) => EngineError::new_err((
            error.code(),
            error.to_string(),
            error.hint(),
            nearest.unbind(),
        )),
        Err(error) => error,
    }
}

/// An error of the codec.
pub fn codec_error(error: &codec::Error) -> PyErr {
    CodecError::new_err((error.code(), error.to_string()))
}
