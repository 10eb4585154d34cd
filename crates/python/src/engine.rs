//! The engine over a folder on disk.

use std::path::PathBuf;
use std::sync::Arc;

use analysis::{Error, Format, Limits, RepoPath};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::PyBytes;
use repo::{Disk, SystemClock};

use crate::control::Control;
use crate::error::engine_error;
use crate::facts::Shelf;
use crate::interrupt::detached;

/// One repository on disk, ready for questions from any number of threads.
#[pyclass(frozen, module = "mcp_code_analysis._native")]
pub struct Engine {
    inner: analysis::Engine,
    root: PathBuf,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (root, *, limits = None, facts = None))]
    fn new(
        py: Python<'_>,
        root: PathBuf,
        limits: Option<PyBackedBytes>,
        facts: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let opened = py.detach(|| {
            let limits = limits
                .as_deref()
                .map_or_else(|| Ok(Limits::default()), Limits::from_json)?;
            Disk::new(&root, limits.clone()).map(|disk| (disk, limits))
        });
        let (disk, limits) = opened.map_err(|error| engine_error(py, &error))?;
        let root = disk.root().to_owned();
        let inner = analysis::Engine::new(Arc::new(disk), Arc::new(SystemClock::new()), limits);
        let inner = match facts {
            Some(store) => inner.with_facts(Arc::new(Shelf(store))),
            None => inner,
        };
        Ok(Self { inner, root })
    }

    /// The name of the root folder.
    #[getter]
    fn name(&self) -> &str {
        self.inner.name()
    }

    /// The root folder's path without links; to check which roots are allowed, never to be shown.
    #[getter]
    fn root(&self) -> String {
        self.root.to_string_lossy().into_owned()
    }

    /// How many files are listed and not read yet, because a call's patience ended.
    #[getter]
    fn pending(&self) -> u64 {
        self.inner.pending()
    }

    /// Files parsed, files whose facts came from the store, and facts in it that could not be used.
    #[getter]
    fn facts_counts(&self) -> (u64, u64, u64) {
        let counts = self.inner.facts_counts();
        (counts.parsed, counts.reused, counts.refused)
    }

    /// Run one tool; request and answer are written in `format`, "json" or "messagepack".
    #[pyo3(signature = (tool, request, *, format = "json", control = None))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        tool: PyBackedStr,
        request: PyBackedBytes,
        format: &str,
        control: Option<&Control>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let format = read_format(format).map_err(|error| engine_error(py, &error))?;
        let control = control
            .map(|control| control.inner.clone())
            .unwrap_or_default();
        let answer = detached(py, &control, || {
            self.inner.call(&tool, &request, format, &control)
        })?;
        answer
            .map(|bytes| PyBytes::new(py, &bytes))
            .map_err(|error| engine_error(py, &error))
    }

    /// Look at these files again; everything else is taken to be as it was.
    #[pyo3(signature = (paths, *, control = None))]
    fn apply(
        &self,
        py: Python<'_>,
        paths: Vec<PyBackedStr>,
        control: Option<&Control>,
    ) -> PyResult<()> {
        let control = control
            .map(|control| control.inner.clone())
            .unwrap_or_default();
        let applied = detached(py, &control, || {
            let paths: Vec<RepoPath> = paths
                .iter()
                .map(|path| RepoPath::new(path))
                .collect::<Result<_, _>>()?;
            self.inner.apply(&paths, &control)
        })?;
        applied.map_err(|error| engine_error(py, &error))
    }
}

/// Describe all tools, as a JSON array.
#[pyfunction]
pub fn tools(py: Python<'_>) -> PyResult<Bound<'_, PyBytes>> {
    described(py, &analysis::tools())
}

/// Describe all languages that are read, as a JSON array.
#[pyfunction]
pub fn languages(py: Python<'_>) -> PyResult<Bound<'_, PyBytes>> {
    described(py, &analysis::languages())
}

/// Return how many tokens a text costs a model, from above; the engine keeps to budgets by it.
#[pyfunction]
pub fn estimate_tokens(text: &str) -> u64 {
    analysis::tokens::estimate(text)
}

fn described<'py>(
    py: Python<'py>,
    values: &impl serde::Serialize,
) -> PyResult<Bound<'py, PyBytes>> {
    let described = serde_json::to_vec(values);
    let described = described.map_err(|error| {
        engine_error(
            py,
            &Error::Internal {
                message: error.to_string(),
            },
        )
    })?;
    Ok(PyBytes::new(py, &described))
}

fn read_format(name: &str) -> Result<Format, Error> {
    match name {
        "json" => Ok(Format::Json),
        "messagepack" => Ok(Format::MessagePack),
        _ => Err(Error::InvalidRequest {
            message: format!("there is no format \"{name}\""),
            hint: None,
            nearest: vec!["json".to_owned(), "messagepack".to_owned()],
        }),
    }
}
