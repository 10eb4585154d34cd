//! MessagePack to Python values.

use codec::{Error, Limits, Reader, Token};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList};

use crate::error::codec_error;
use crate::shapes::{Shape, Shapes, Texts};

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
pub enum Refusal {
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
        texts: Texts::default(),
        shapes: Shapes::default(),
        elements: Vec::new(),
    };
    let value = build.value()?;
    build.reader.finish()?;
    Ok(value)
}

struct Build<'py, 'a> {
    py: Python<'py>,
    reader: Reader<'a>,
    texts: Texts<'py, 'a>,
    shapes: Shapes<'py, 'a>,
    /// Elements of the lists that are open, so that nothing is allocated by a claimed length.
    elements: Vec<Bound<'py, PyAny>>,
}

impl<'py, 'a> Build<'py, 'a> {
    /// Recurses as deep as the reader lets it.
    fn value(&mut self) -> Result<Bound<'py, PyAny>, Box<Refusal>> {
        let py = self.py;
        Ok(match self.reader.unchecked()? {
            Token::Nil => py.None().into_bound(py),
            Token::Boolean(value) => PyBool::new(py, value).to_owned().into_any(),
            Token::Integer(value) => PyInt::new(py, value).into_any(),
            Token::Unsigned(value) => PyInt::new(py, value).into_any(),
            Token::Float(value) => PyFloat::new(py, value).into_any(),
            Token::Text(bytes) => self.texts.object(py, bytes)?.into_any(),
            Token::Binary(bytes) => PyBytes::new(py, bytes).into_any(),
            Token::Array(count) => self.list(count)?,
            Token::Map(count) => self.dict(count)?.into_any(),
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

    fn dict(&mut self, count: usize) -> Result<Bound<'py, PyDict>, Box<Refusal>> {
        self.reader.enter()?;
        let dict = if count == 0 {
            PyDict::new(self.py)
        } else {
            let key = self.reader.unchecked_key()?;
            match self.shapes.known(key, count) {
                Some(shape) => self.shaped(key, &shape)?,
                None => self.pairs(PyDict::new(self.py), key, count)?,
            }
        };
        self.reader.leave();
        if dict.len() == count {
            Ok(dict)
        } else {
            Err(Error::Corrupt {
                reason: "a key that comes twice",
            }
            .into())
        }
    }

    /// Read so many pairs, of which the first key is read already.
    fn pairs(
        &mut self,
        dict: Bound<'py, PyDict>,
        first: &'a [u8],
        count: usize,
    ) -> Result<Bound<'py, PyDict>, Box<Refusal>> {
        let mut key = first;
        for left in (0..count).rev() {
            let value = self.value()?;
            dict.set_item(self.texts.key(self.py, key)?, value)?;
            if left > 0 {
                key = self.reader.unchecked_key()?;
            }
        }
        // What was begun with other keys is never found by this one: its shape begins with another.
        self.shapes.met(first, &dict)?;
        Ok(dict)
    }

    /// Read pairs into a copy of a dict that has their keys already, as long as they are those keys.
    fn shaped(
        &mut self,
        first: &'a [u8],
        shape: &Shape<'py>,
    ) -> Result<Bound<'py, PyDict>, Box<Refusal>> {
        let dict = shape.dict.copy()?;
        let mut key = first;
        for (index, known) in shape.keys.iter().enumerate() {
            if index > 0 {
                key = self.reader.unchecked_key()?;
            }
            if *key != *known.text {
                let begun = PyDict::new(self.py);
                for known in shape.keys.iter().take(index) {
                    begun.set_item(&known.object, dict.get_item(&known.object)?)?;
                }
                return self.pairs(begun, key, shape.keys.len() - index);
            }
            let value = self.value()?;
            dict.set_item(&known.object, value)?;
        }
        Ok(dict)
    }
}
