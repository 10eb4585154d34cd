//! The envelope round stored values; compression and checks run with the interpreter released.

use codec::{Content, Error, Limits, Schema};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

use crate::error::codec_error;
use crate::pack::packed;
use crate::unpack::unpacked;

/// Write a value as MessagePack and put it into an envelope.
#[pyfunction]
#[pyo3(signature = (value, *, schema, schema_version = 1))]
pub fn seal<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    schema: u16,
    schema_version: u16,
) -> PyResult<Bound<'py, PyBytes>> {
    let body = packed(value)?;
    let schema = Schema {
        id: schema,
        version: schema_version,
    };
    sealed(py, || {
        codec::seal(&body, Content::MessagePack, schema, &Limits::default())
    })
}

/// Open an envelope and read the value in it; `schema_version` is the newest that the caller knows.
#[pyfunction]
#[pyo3(signature = (data, *, schema, schema_version = 1))]
pub fn unseal(
    py: Python<'_>,
    data: PyBackedBytes,
    schema: u16,
    schema_version: u16,
) -> PyResult<Bound<'_, PyAny>> {
    let limits = Limits::default();
    let schema = Schema {
        id: schema,
        version: schema_version,
    };
    let opened = py
        .detach(|| codec::unseal(&data, schema, &limits))
        .map_err(|error| codec_error(&error))?;
    match opened.content {
        Content::MessagePack => unpacked(py, &opened.bytes, &limits),
        Content::Json => Err(codec_error(&Error::Unwritable {
            reason: "it is JSON; open it with unseal_bytes",
        })),
    }
}

/// Put bytes that are already written into an envelope; `codec` is "json" or "messagepack".
#[pyfunction]
#[pyo3(signature = (body, *, codec, schema, schema_version = 1))]
pub fn seal_bytes<'py>(
    py: Python<'py>,
    body: PyBackedBytes,
    codec: &str,
    schema: u16,
    schema_version: u16,
) -> PyResult<Bound<'py, PyBytes>> {
    let content = read_content(codec)?;
    let limits = Limits::default();
    let schema = Schema {
        id: schema,
        version: schema_version,
    };
    sealed(py, || {
        // What could not be read again is refused now, not when somebody needs it.
        if content == Content::MessagePack {
            codec::check(&body, &limits)?;
        }
        codec::seal(&body, content, schema, &limits)
    })
}

/// Open an envelope and return how its content is written, and the content.
#[pyfunction]
#[pyo3(signature = (data, *, schema, schema_version = 1))]
pub fn unseal_bytes(
    py: Python<'_>,
    data: PyBackedBytes,
    schema: u16,
    schema_version: u16,
) -> PyResult<(&'static str, Bound<'_, PyBytes>)> {
    let schema = Schema {
        id: schema,
        version: schema_version,
    };
    let opened = py.detach(|| codec::unseal(&data, schema, &Limits::default()));
    let opened = opened.map_err(|error| codec_error(&error))?;
    let content = match opened.content {
        Content::Json => "json",
        Content::MessagePack => "messagepack",
    };
    Ok((content, PyBytes::new(py, &opened.bytes)))
}

fn sealed<'py>(
    py: Python<'py>,
    seal: impl FnOnce() -> Result<Vec<u8>, Error> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let sealed = py.detach(seal).map_err(|error| codec_error(&error))?;
    Ok(PyBytes::new(py, &sealed))
}

fn read_content(codec: &str) -> PyResult<Content> {
    match codec {
        "json" => Ok(Content::Json),
        "messagepack" => Ok(Content::MessagePack),
        _ => Err(codec_error(&Error::Unwritable {
            reason: "codec is neither \"json\" nor \"messagepack\"",
        })),
    }
}
