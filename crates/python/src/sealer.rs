//! Values sealed under keys: from a Python value to an encrypted envelope in one call, and back.

use codec::{Cipher, Error, KeyRing, Lock};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};

use crate::envelope::{
    form, kind, seal_value, seal_written, unseal_value, unseal_written, wrapped,
};
use crate::error::codec_error;

/// Seals and opens values under master keys; may be used from any thread.
#[pyclass(frozen, module = "mcp_code_analysis._native")]
pub struct Sealer {
    ring: KeyRing,
}

#[pymethods]
impl Sealer {
    #[new]
    #[pyo3(signature = (*, keys, current, cipher = None))]
    fn new(keys: &Bound<'_, PyDict>, current: u32, cipher: Option<&str>) -> PyResult<Self> {
        let cipher = match cipher {
            None => Cipher::of_this_machine(),
            Some("aes-256-gcm") => Cipher::Aes256Gcm,
            Some("chacha20-poly1305") => Cipher::ChaCha20Poly1305,
            Some(_) => {
                return Err(codec_error(&Error::Unwritable {
                    reason: "cipher is neither \"aes-256-gcm\" nor \"chacha20-poly1305\"",
                }));
            }
        };
        let mut held: Vec<(u32, PyBackedBytes)> = Vec::with_capacity(keys.len());
        for (id, key) in keys.iter() {
            held.push((id.extract()?, key.extract()?));
        }
        let ring = KeyRing::new(held, current, cipher).map_err(|error| codec_error(&error))?;
        Ok(Self { ring })
    }

    /// The id of the key that values are sealed under.
    #[getter]
    fn current(&self) -> u32 {
        self.ring.current()
    }

    /// The ids of all keys, in order.
    #[getter]
    fn key_ids(&self) -> Vec<u32> {
        self.ring.ids().collect()
    }

    fn __repr__(&self) -> String {
        let ids: Vec<u32> = self.ring.ids().collect();
        format!("Sealer(key_ids={ids:?}, current={})", self.ring.current())
    }

    /// Write a value and seal it for a tenant and a place.
    #[pyo3(signature = (value, *, schema, schema_version = 1, tenant, context, codec = "messagepack", compression = "zstd"))]
    #[expect(
        clippy::too_many_arguments,
        reason = "all but the value are named at the call"
    )]
    fn seal<'py>(
        &self,
        value: &Bound<'py, PyAny>,
        schema: u16,
        schema_version: u16,
        tenant: &str,
        context: &[u8],
        codec: &str,
        compression: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let form = form(codec, compression, schema, schema_version)?;
        seal_value(value, form, Some(self.lock(tenant, context)))
    }

    /// Open what was sealed for this tenant and place, and read the value in it.
    #[pyo3(signature = (data, *, schema, schema_version = 1, tenant, context))]
    fn unseal<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyBytes>,
        schema: u16,
        schema_version: u16,
        tenant: &str,
        context: &[u8],
    ) -> PyResult<Bound<'py, PyAny>> {
        let schema = kind(schema, schema_version);
        unseal_value(py, data, schema, Some(self.lock(tenant, context)))
    }

    /// Seal bytes that are already written.
    #[pyo3(signature = (body, *, codec, schema, schema_version = 1, tenant, context, compression = "zstd"))]
    #[expect(
        clippy::too_many_arguments,
        reason = "all but the bytes are named at the call"
    )]
    fn seal_bytes<'py>(
        &self,
        py: Python<'py>,
        body: PyBackedBytes,
        codec: &str,
        schema: u16,
        schema_version: u16,
        tenant: &str,
        context: &[u8],
        compression: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let form = form(codec, compression, schema, schema_version)?;
        seal_written(py, &body, form, Some(self.lock(tenant, context)))
    }

    /// Open what was sealed for this tenant and place; return how it is written, and the content.
    #[pyo3(signature = (data, *, schema, schema_version = 1, tenant, context))]
    fn unseal_bytes<'py>(
        &self,
        py: Python<'py>,
        data: PyBackedBytes,
        schema: u16,
        schema_version: u16,
        tenant: &str,
        context: &[u8],
    ) -> PyResult<(&'static str, Bound<'py, PyBytes>)> {
        let schema = kind(schema, schema_version);
        unseal_written(py, &data, schema, Some(self.lock(tenant, context)))
    }

    /// Seal an envelope under the current key; one that is already comes back as it is.
    #[pyo3(signature = (data, *, tenant, context))]
    fn reseal<'py>(
        &self,
        py: Python<'py>,
        data: PyBackedBytes,
        tenant: &str,
        context: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        wrapped(py, data.len(), || {
            let sealed = codec::reseal(&data, self.lock(tenant, context))?;
            Ok(sealed.unwrap_or_else(|| data.to_vec()))
        })
    }
}

impl Sealer {
    fn lock<'a>(&'a self, tenant: &'a str, context: &'a [u8]) -> Lock<'a> {
        Lock {
            ring: &self.ring,
            tenant,
            context,
        }
    }
}
