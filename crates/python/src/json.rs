//! JSON text to Python values, under the limits that MessagePack is read under.

use std::cell::Cell;
use std::fmt;

use codec::{Error, Limits};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use serde_json::de::Deserializer;
use serde_json::error::Category;

use crate::error::codec_error;
use crate::unpack::DEPTH_MAX;

/// The value that JSON text holds.
pub fn from_json<'py>(
    py: Python<'py>,
    text: &[u8],
    limits: &Limits,
) -> PyResult<Bound<'py, PyAny>> {
    let refusal = Cell::new(None);
    let build = Build {
        py,
        depth_left: limits.depth_max.min(DEPTH_MAX),
        items_left: &Cell::new(limits.items_max),
        refusal: &refusal,
    };
    let mut source = Deserializer::from_slice(text);
    // Depth is counted here, where the limit is that of MessagePack.
    source.disable_recursion_limit();
    let value = serde::de::DeserializeSeed::deserialize(build, &mut source)
        .and_then(|value| source.end().map(|()| value));
    value.map_err(|error| match (refusal.take(), error.classify()) {
        (Some(refusal), _) => codec_error(&refusal),
        (None, Category::Eof) => codec_error(&Error::Corrupt {
            reason: "its JSON ends too early",
        }),
        (None, Category::Syntax | Category::Data | Category::Io) => codec_error(&Error::Corrupt {
            reason: "it is not JSON",
        }),
    })
}

#[derive(Clone, Copy)]
struct Build<'py, 'a> {
    py: Python<'py>,
    depth_left: usize,
    items_left: &'a Cell<usize>,
    refusal: &'a Cell<Option<Error>>,
}

impl Build<'_, '_> {
    fn refuse<E: serde::de::Error>(&self, error: Error) -> E {
        let message = error.to_string();
        self.refusal.set(Some(error));
        E::custom(message)
    }

    fn count<E: serde::de::Error>(&self) -> Result<(), E> {
        let Some(left) = self.items_left.get().checked_sub(1) else {
            return Err(self.refuse(Error::LimitExceeded {
                what: "values",
                limit: Limits::default().items_max,
            }));
        };
        self.items_left.set(left);
        Ok(())
    }

    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(Self {
                depth_left,
                ..*self
            }),
            None => Err(self.refuse(Error::LimitExceeded {
                what: "levels of nesting",
                limit: DEPTH_MAX,
            })),
        }
    }

    fn python<T, E: serde::de::Error>(&self, outcome: PyResult<T>) -> Result<T, E> {
        outcome.map_err(|_| {
            self.refuse(Error::LimitExceeded {
                what: "bytes of memory",
                limit: Limits::default().size_bytes_max,
            })
        })
    }
}

impl<'py, 'de> serde::de::DeserializeSeed<'de> for Build<'py, '_> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: serde::Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        self.count()?;
        source.deserialize_any(self)
    }
}

impl<'py, 'de> serde::de::Visitor<'de> for Build<'py, '_> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.py, value).to_owned().into_any())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.py, value).into_any())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.py, value).into_any())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(PyFloat::new(self.py, value).into_any())
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.py, value).into_any())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(
        self,
        mut elements: A,
    ) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let list = PyList::empty(self.py);
        while let Some(value) = elements.next_element_seed(inner)? {
            self.python(list.append(value))?;
        }
        Ok(list.into_any())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(
        self,
        mut pairs: A,
    ) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let dict = PyDict::new(self.py);
        let mut count = 0;
        while let Some(key) = pairs.next_key::<std::borrow::Cow<'de, str>>()? {
            self.count()?;
            self.python(dict.set_item(&*key, pairs.next_value_seed(inner)?))?;
            count += 1;
        }
        if dict.len() == count {
            Ok(dict.into_any())
        } else {
            Err(self.refuse(Error::Corrupt {
                reason: "a key that comes twice",
            }))
        }
    }
}
