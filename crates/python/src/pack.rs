//! Python values to MessagePack.

use codec::{Error, Limits, Token, Writer};
use pyo3::PyTypeInfo;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::error::{CodecError, codec_error};

/// Write a value as MessagePack: None, bool, int of 64 bits, finite float, str, bytes, list, tuple, and
/// dict with str keys, at most 128 deep.
#[pyfunction]
pub fn pack<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &packed(value)?))
}

/// The MessagePack of a value.
pub fn packed(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    #[cfg(not(Py_GIL_DISABLED))]
    if let Some(bytes) = crate::plain::packed(value) {
        return Ok(bytes);
    }
    let mut writer = Writer::new(&Limits::default());
    write(value, &mut writer).map_err(|fault| fault.to_error())?;
    Ok(writer.finish())
}

/// What was wrong, and where: the steps from the outermost value, the last one first.
struct Fault {
    error: Error,
    steps: Vec<String>,
}

/// Deeper steps of a path say nothing more to a reader.
const STEPS_MAX: usize = 8;
const STEP_CHARACTERS_MAX: usize = 60;

impl Fault {
    fn at(mut self: Box<Self>, step: impl FnOnce() -> String) -> Box<Self> {
        self.steps.push(step());
        self
    }

    fn to_error(&self) -> PyErr {
        if self.steps.is_empty() {
            return codec_error(&self.error);
        }
        let more = if self.steps.len() > STEPS_MAX {
            "…"
        } else {
            ""
        };
        let place: String = self
            .steps
            .iter()
            .rev()
            .take(STEPS_MAX)
            .map(String::as_str)
            .collect();
        CodecError::new_err((
            self.error.code(),
            format!("At value{place}{more}: {}", self.error),
        ))
    }
}

impl From<Error> for Box<Fault> {
    fn from(error: Error) -> Self {
        Self::new(Fault {
            error,
            steps: Vec::new(),
        })
    }
}

fn unwritable(reason: &'static str) -> Box<Fault> {
    Error::Unwritable { reason }.into()
}

/// Recurses as deep as the writer lets it.
fn write(value: &Bound<'_, PyAny>, writer: &mut Writer) -> Result<(), Box<Fault>> {
    // By falling frequency. An exact type is one comparison; subclasses take the long way.
    if let Some(text) = exact::<PyString>(value) {
        writer.token(Token::Text(utf8(text)?))?;
    } else if let Some(integer) = exact::<PyInt>(value) {
        writer.token(whole(integer)?)?;
    } else if let Some(dict) = exact::<PyDict>(value) {
        write_dict(dict, writer)?;
    } else if let Some(list) = exact::<PyList>(value) {
        write_elements(list.len(), list.iter(), writer)?;
    } else if value.is_none() {
        writer.token(Token::Nil)?;
    } else if let Some(boolean) = exact::<PyBool>(value) {
        writer.token(Token::Boolean(boolean.is_true()))?;
    } else if let Ok(float) = value.cast::<PyFloat>() {
        writer.token(Token::Float(float.value()))?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        write_elements(tuple.len(), tuple.iter(), writer)?;
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        writer.token(Token::Binary(bytes.as_bytes()))?;
    } else if let Ok(text) = value.cast::<PyString>() {
        writer.token(Token::Text(utf8(text)?))?;
    } else if let Ok(integer) = value.cast::<PyInt>() {
        writer.token(whole(integer)?)?;
    } else if let Ok(dict) = value.cast::<PyDict>() {
        write_dict(dict, writer)?;
    } else if let Ok(list) = value.cast::<PyList>() {
        write_elements(list.len(), list.iter(), writer)?;
    } else {
        return Err(unwritable(
            "not None, bool, int, float, str, bytes, list, tuple or dict",
        ));
    }
    Ok(())
}

/// A failing cast builds an error; this asks first.
#[inline]
fn exact<'a, 'py, T: PyTypeInfo>(value: &'a Bound<'py, PyAny>) -> Option<&'a Bound<'py, T>> {
    if value.is_exact_instance_of::<T>() {
        value.cast_exact().ok()
    } else {
        None
    }
}

fn write_dict(dict: &Bound<'_, PyDict>, writer: &mut Writer) -> Result<(), Box<Fault>> {
    writer.token(Token::Map(dict.len()))?;
    writer.enter()?;
    for (key, value) in dict.iter() {
        let Ok(key) = key.cast::<PyString>() else {
            return Err(unwritable("a key that is not a str"));
        };
        let key = utf8(key)?;
        writer.token(Token::Text(key))?;
        write(&value, writer).map_err(|fault| fault.at(|| step(key)))?;
    }
    writer.leave();
    Ok(())
}

fn write_elements<'py>(
    count: usize,
    values: impl Iterator<Item = Bound<'py, PyAny>>,
    writer: &mut Writer,
) -> Result<(), Box<Fault>> {
    writer.token(Token::Array(count))?;
    writer.enter()?;
    for (index, value) in values.enumerate() {
        write(&value, writer).map_err(|fault| fault.at(|| format!("[{index}]")))?;
    }
    writer.leave();
    Ok(())
}

fn step(key: &str) -> String {
    let short: String = key.chars().take(STEP_CHARACTERS_MAX).collect();
    format!("[{short:?}]")
}

fn whole<'a>(integer: &Bound<'_, PyInt>) -> Result<Token<'a>, Box<Fault>> {
    if let Ok(value) = integer.extract::<i64>() {
        return Ok(Token::Integer(value));
    }
    match integer.extract::<u64>() {
        Ok(value) => Ok(Token::Unsigned(value)),
        Err(_) => Err(unwritable("an integer beyond 64 bits")),
    }
}

fn utf8<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, Box<Fault>> {
    text.to_str()
        .map_err(|_| unwritable("text with a lone surrogate, which UTF-8 cannot carry"))
}
