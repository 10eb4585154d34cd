//! Cancelling and following a call from another thread.

use pyo3::prelude::*;

/// Cancels a call and tells how far it is; may be used from any thread.
#[pyclass(frozen, module = "mcp_code_analysis._native")]
#[derive(Default)]
pub struct Control {
    pub inner: analysis::Control,
}

#[pymethods]
impl Control {
    /// With `patience_ms` the call waits so long at most for files to be read.
    #[new]
    #[pyo3(signature = (*, patience_ms = None))]
    fn new(patience_ms: Option<u64>) -> Self {
        Self {
            inner: patience_ms.map_or_else(analysis::Control::new, analysis::Control::patient),
        }
    }

    /// Ask the call to stop; it raises with the code CANCELLED.
    fn cancel(&self) {
        self.inner.cancel();
    }

    /// Whether `cancel` was called.
    #[getter]
    fn cancelled(&self) -> bool {
        self.inner.cancelled()
    }

    /// Steps done and steps in all; a total of 0 is not known yet.
    fn progress(&self) -> (u64, u64) {
        self.inner.progress()
    }
}
