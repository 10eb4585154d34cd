//! MessagePack to Python values.

use codec::{Error, Limits, Reader, Token};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::error::codec_error;

/// Reading recurses, so no caller may ask for more.
pub const DEPTH_MAX: usize = 128;

/// Read one value from MessagePack.
#[pyfunction]
#[pyo3(signature = (data, *, size_bytes_max = 67_108_864, depth_max = 128))]
pub fn unpack<'py>(
    py: Python<'py>,
    data: &[u8],
    size_bytes_max: usize,
    depth_max: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let depth_max = depth_max.min(DEPTH_MAX);
    unpacked(
        py,
        data,
        &Limits {
            size_bytes_max,
            depth_max,
            ..Limits::default()
        },
    )
}

/// The value that MessagePack holds.
pub fn unpacked<'py>(py: Python<'py>, data: &[u8], limits: &Limits) -> PyResult<Bound<'py, PyAny>> {
    whole_value(py, data, limits).map_err(|refusal| match *refusal {
        Refusal::Codec(error) => codec_error(&error),
        Refusal::Python(error) => error,
    })
}

/// Boxed where it is returned, so that the value beside it fits a register.
enum Refusal {
    Codec(Error),
    Python(PyErr),
}

impl From<Error> for Box<Refusal> {
    fn from(error: Error) -> Self {
        Self::new(Refusal::Codec(error))
    }
}

impl From<PyErr> for Box<Refusal> {
    fn from(error: PyErr) -> Self {
        Self::new(Refusal::Python(error))
    }
}

fn whole_value<'py>(
    py: Python<'py>,
    data: &[u8],
    limits: &Limits,
) -> Result<Bound<'py, PyAny>, Box<Refusal>> {
    let reader = Reader::new(data, limits)?;
    let mut build = Build {
        py,
        reader,
        keys: Keys::default(),
        elements: Vec::new(),
    };
    let value = build.value()?;
    build.reader.finish()?;
    Ok(value)
}

struct Build<'py, 'a> {
    py: Python<'py>,
    reader: Reader<'a>,
    keys: Keys<'py, 'a>,
    /// Elements of the lists that are open, so that nothing is allocated by a claimed length.
    elements: Vec<Bound<'py, PyAny>>,
}

impl<'py> Build<'py, '_> {
    /// Recurses as deep as the reader lets it.
    fn value(&mut self) -> Result<Bound<'py, PyAny>, Box<Refusal>> {
        let py = self.py;
        Ok(match self.reader.token()? {
            Token::Nil => py.None().into_bound(py),
            Token::Boolean(value) => PyBool::new(py, value).to_owned().into_any(),
            Token::Integer(value) => PyInt::new(py, value).into_any(),
            Token::Unsigned(value) => PyInt::new(py, value).into_any(),
            Token::Float(value) => PyFloat::new(py, value).into_any(),
            Token::Text(text) => PyString::new(py, text).into_any(),
            Token::Binary(bytes) => PyBytes::new(py, bytes).into_any(),
            Token::Array(count) => self.list(count)?,
            Token::Map(count) => self.dict(count)?,
        })
    }

    fn list(&mut self, count: usize) -> Result<Bound<'py, PyAny>, Box<Refusal>> {
        self.reader.enter()?;
        let first = self.elements.len();
        for _ in 0..count {
            let value = self.value()?;
            self.elements.push(value);
        }
        self.reader.leave();
        Ok(PyList::new(self.py, self.elements.drain(first..))?.into_any())
    }

    fn dict(&mut self, count: usize) -> Result<Bound<'py, PyAny>, Box<Refusal>> {
        self.reader.enter()?;
        let dict = PyDict::new(self.py);
        for _ in 0..count {
            let key = self.reader.key()?;
            let key = self.keys.object(self.py, key);
            let value = self.value()?;
            dict.set_item(key, value)?;
        }
        self.reader.leave();
        if dict.len() == count {
            Ok(dict.into_any())
        } else {
            Err(Error::Corrupt {
                reason: "a key that comes twice",
            }
            .into())
        }
    }
}

const KEYS: usize = 64;
const KEY_BYTES_MAX: usize = 32;

/// Keys met lately: the same few come again in every record, and an object that is there is hashed already.
struct Keys<'py, 'a> {
    slots: [Option<(&'a str, Bound<'py, PyString>)>; KEYS],
}

impl Default for Keys<'_, '_> {
    fn default() -> Self {
        Self {
            slots: [const { None }; KEYS],
        }
    }
}

impl<'py, 'a> Keys<'py, 'a> {
    fn object(&mut self, py: Python<'py>, key: &'a str) -> Bound<'py, PyString> {
        let slot = if key.len() > KEY_BYTES_MAX {
            None
        } else {
            self.slots.get_mut(place(key))
        };
        match slot {
            Some(Some((known, object))) if *known == key => object.clone(),
            Some(slot) => slot.insert((key, PyString::new(py, key))).1.clone(),
            None => PyString::new(py, key),
        }
    }
}

/// Where a key is remembered; two keys in one place cost time, nothing else.
fn place(key: &str) -> usize {
    let bytes = key.as_bytes();
    let at = |index: usize| usize::from(bytes.get(index).copied().unwrap_or(0));
    let mixed = at(0) ^ (at(bytes.len() / 2) << 2) ^ (at(bytes.len().saturating_sub(1)) << 4);
    (mixed ^ bytes.len()) % KEYS
}
