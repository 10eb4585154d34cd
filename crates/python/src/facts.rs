//! A store of facts that is a Python object: it holds envelopes and sees nothing of what is in them.

use std::hash::{BuildHasher, Hasher, RandomState};

use analysis::{FactsKey, FactsStore};
use codec::{Compression, Content, Form, Limits, Schema};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

/// What the envelopes say they hold; a change of facts changes their keys, not this.
const FORM: Form = Form {
    content: Content::MessagePack,
    compression: Compression::Dense,
    schema: Schema { id: 16, version: 1 },
};

/// An object with `load(keys)`, which returns a list as long, and `save(pairs)`.
pub struct Shelf(pub Py<PyAny>);

impl FactsStore for Shelf {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        Python::attach(|py| {
            let found = self.loaded(py, keys);
            found.unwrap_or_else(|error| {
                self.told(py, error);
                vec![None; keys.len()]
            })
        })
    }

    fn order(&self) -> u64 {
        // Seeded anew by the system for each value.
        RandomState::new().build_hasher().finish()
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        Python::attach(|py| {
            if let Err(error) = self.saved(py, &facts) {
                self.told(py, error);
            }
        });
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        codec::seal(&facts, FORM, None, &Limits::default()).ok()
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let opened = codec::unseal(sealed, FORM.schema, None, &Limits::default()).ok()?;
        (opened.content == Content::MessagePack).then(|| opened.bytes.into_owned())
    }
}

impl Shelf {
    fn loaded(&self, py: Python<'_>, keys: &[FactsKey]) -> PyResult<Vec<Option<Vec<u8>>>> {
        let keys = PyList::new(py, keys.iter().map(|key| PyBytes::new(py, &key.0)))?;
        self.0.call_method1(py, "load", (keys,))?.extract(py)
    }

    fn saved(&self, py: Python<'_>, facts: &[(FactsKey, Vec<u8>)]) -> PyResult<()> {
        let pairs = facts
            .iter()
            .map(|(key, sealed)| (PyBytes::new(py, &key.0), PyBytes::new(py, sealed)));
        let pairs = PyList::new(py, pairs)?;
        self.0.call_method1(py, "save", (pairs,)).map(drop)
    }

    /// A store that raises has nothing; the mistake is shown where Python shows such mistakes.
    fn told(&self, py: Python<'_>, error: PyErr) {
        error.write_unraisable(py, Some(self.0.bind(py)));
    }
}
