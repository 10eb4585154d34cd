//! The envelope round stored values; compression, cipher and checks run with the interpreter released.

use codec::{Compression, Content, Error, Form, Limits, Lock, Opened, Schema, check, json_of};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

use crate::error::codec_error;
use crate::json::from_json;
use crate::pack::packed;
use crate::unpack::unpacked;

/// Less than this is done before another thread could make use of the interpreter.
const RELEASE_FROM_BYTES: usize = 16 << 10;

/// Write a value as MessagePack or JSON and put it into an envelope.
#[pyfunction]
#[pyo3(signature = (value, *, schema, schema_version = 1, codec = "messagepack", compression = "zstd"))]
pub fn seal<'py>(
    value: &Bound<'py, PyAny>,
    schema: u16,
    schema_version: u16,
    codec: &str,
    compression: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let form = form(codec, compression, schema, schema_version)?;
    seal_value(value, form, None)
}

/// Open an envelope and read the value in it; `schema_version` is the newest that the caller knows.
#[pyfunction]
#[pyo3(signature = (data, *, schema, schema_version = 1))]
pub fn unseal<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyBytes>,
    schema: u16,
    schema_version: u16,
) -> PyResult<Bound<'py, PyAny>> {
    unseal_value(py, data, kind(schema, schema_version), None)
}

/// Put bytes that are already written into an envelope; `codec` is "json" or "messagepack".
#[pyfunction]
#[pyo3(signature = (body, *, codec, schema, schema_version = 1, compression = "zstd"))]
pub fn seal_bytes<'py>(
    py: Python<'py>,
    body: PyBackedBytes,
    codec: &str,
    schema: u16,
    schema_version: u16,
    compression: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let form = form(codec, compression, schema, schema_version)?;
    seal_written(py, &body, form, None)
}

/// Open an envelope and return how its content is written, and the content.
#[pyfunction]
#[pyo3(signature = (data, *, schema, schema_version = 1))]
pub fn unseal_bytes<'py>(
    py: Python<'py>,
    data: PyBackedBytes,
    schema: u16,
    schema_version: u16,
) -> PyResult<(&'static str, Bound<'py, PyBytes>)> {
    unseal_written(py, &data, kind(schema, schema_version), None)
}

/// Write a value and wrap it.
pub fn seal_value<'py>(
    value: &Bound<'py, PyAny>,
    form: Form,
    lock: Option<Lock<'_>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let limits = Limits::default();
    let body = packed(value)?;
    wrapped(value.py(), body.len(), || match form.content {
        Content::MessagePack => codec::seal(&body, form, lock, &limits),
        Content::Json => codec::seal(&json_of(&body, &limits)?, form, lock, &limits),
    })
}

/// Wrap what is already written; what could not be read again is refused now, not when somebody needs it.
pub fn seal_written<'py>(
    py: Python<'py>,
    body: &[u8],
    form: Form,
    lock: Option<Lock<'_>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let limits = Limits::default();
    wrapped(py, body.len(), || {
        if form.content == Content::MessagePack {
            check(body, &limits)?;
        }
        codec::seal(body, form, lock, &limits)
    })
}

/// Open an envelope and read the value in it.
pub fn unseal_value<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyBytes>,
    schema: Schema,
    lock: Option<Lock<'_>>,
) -> PyResult<Bound<'py, PyAny>> {
    let limits = Limits::default();
    let opened = opened(py, data.as_bytes(), schema, lock)?;
    match opened.content {
        Content::MessagePack => unpacked(py, &opened.bytes, &limits),
        Content::Json => from_json(py, &opened.bytes, &limits),
    }
}

/// Open an envelope and return how its content is written, and the content.
pub fn unseal_written<'py>(
    py: Python<'py>,
    data: &[u8],
    schema: Schema,
    lock: Option<Lock<'_>>,
) -> PyResult<(&'static str, Bound<'py, PyBytes>)> {
    let opened = opened(py, data, schema, lock)?;
    let content = match opened.content {
        Content::Json => "json",
        Content::MessagePack => "messagepack",
    };
    Ok((content, PyBytes::new(py, &opened.bytes)))
}

/// Run the work, with the interpreter released where there is enough of it, and hand out what it wrote.
pub fn wrapped<'py>(
    py: Python<'py>,
    size_bytes: usize,
    work: impl FnOnce() -> Result<Vec<u8>, Error> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let sealed = if size_bytes < RELEASE_FROM_BYTES {
        work()
    } else {
        py.detach(work)
    };
    let sealed = sealed.map_err(|error| codec_error(&error))?;
    Ok(PyBytes::new(py, &sealed))
}

/// The schema as the codec takes it.
pub fn kind(id: u16, version: u16) -> Schema {
    Schema { id, version }
}

/// How the caller wants an envelope written.
pub fn form(codec: &str, compression: &str, schema: u16, schema_version: u16) -> PyResult<Form> {
    let unknown = |reason| codec_error(&Error::Unwritable { reason });
    let content = match codec {
        "json" => Content::Json,
        "messagepack" => Content::MessagePack,
        _ => {
            return Err(unknown("codec is neither \"json\" nor \"messagepack\""));
        }
    };
    let compression = match compression {
        "none" => Compression::None,
        "zstd" => Compression::Zstd,
        "lz4" => Compression::Lz4,
        _ => {
            return Err(unknown(
                "compression is none of \"none\", \"zstd\" and \"lz4\"",
            ));
        }
    };
    Ok(Form {
        content,
        compression,
        schema: kind(schema, schema_version),
    })
}

fn opened<'a>(
    py: Python<'_>,
    data: &'a [u8],
    schema: Schema,
    lock: Option<Lock<'_>>,
) -> PyResult<Opened<'a>> {
    let limits = Limits::default();
    let opened = if data.len() < RELEASE_FROM_BYTES {
        codec::unseal(data, schema, lock, &limits)
    } else {
        py.detach(|| codec::unseal(data, schema, lock, &limits))
    };
    opened.map_err(|error| codec_error(&error))
}
