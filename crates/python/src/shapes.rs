//! What records have in common, made once: texts that come again, and dicts of the same keys.
//!
//! Only saves time: what is read is the same without it.

use std::rc::Rc;

use codec::NOT_UTF8;
use pyo3::exceptions::PyUnicodeDecodeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::unpack::Refusal;

const TEXTS: usize = 64;
const TEXT_BYTES_MAX: usize = 32;
const SHAPES: usize = 8;
const SHAPE_KEYS_MAX: usize = 32;
/// Making a shape costs as much as two dicts of it save.
const SHAPE_FROM_TIMES: u8 = 3;

/// Text as it was read, and the object made of it.
struct Text<'py, 'a> {
    text: &'a [u8],
    object: Bound<'py, PyString>,
}

/// Texts met lately: keys and short values come again in every record, and an object that is there is hashed already.
pub struct Texts<'py, 'a> {
    slots: [Option<Text<'py, 'a>>; TEXTS],
}

impl Default for Texts<'_, '_> {
    fn default() -> Self {
        Self {
            slots: [const { None }; TEXTS],
        }
    }
}

impl<'py, 'a> Texts<'py, 'a> {
    /// The object of a text.
    #[inline]
    pub fn object(
        &mut self,
        py: Python<'py>,
        text: &'a [u8],
    ) -> Result<Bound<'py, PyString>, Box<Refusal>> {
        if text.len() > TEXT_BYTES_MAX {
            return made(py, text);
        }
        self.key(py, text).cloned()
    }

    /// The object of a key, lent; any text may be one.
    #[inline]
    pub fn key(
        &mut self,
        py: Python<'py>,
        text: &'a [u8],
    ) -> Result<&Bound<'py, PyString>, Box<Refusal>> {
        let slot = self.slots.get_mut(place(text) % TEXTS);
        // There is a slot at every place, so this error is one that nobody sees.
        let slot = slot.ok_or(NOT_UTF8)?;
        if slot.as_ref().is_none_or(|known| known.text != text) {
            let object = made(py, text)?;
            *slot = Some(Text { text, object });
        }
        let known = slot.as_ref().ok_or(NOT_UTF8)?;
        Ok(&known.object)
    }
}

fn made<'py>(py: Python<'py>, text: &[u8]) -> Result<Bound<'py, PyString>, Box<Refusal>> {
    PyString::from_bytes(py, text).map_err(|error| {
        if error.is_instance_of::<PyUnicodeDecodeError>(py) {
            NOT_UTF8.into()
        } else {
            error.into()
        }
    })
}

/// A dict of some keys with nothing for values, and the keys in their order.
pub struct Shape<'py> {
    pub keys: Vec<Key<'py>>,
    pub dict: Bound<'py, PyDict>,
}

/// A key as text and as object.
pub struct Key<'py> {
    pub text: Box<[u8]>,
    pub object: Bound<'py, PyAny>,
}

/// Shapes met lately. Copying a dict that has its keys is cheaper than letting one grow.
#[derive(Default)]
pub struct Shapes<'py, 'a> {
    slots: [Slot<'py, 'a>; SHAPES],
}

#[derive(Default)]
enum Slot<'py, 'a> {
    #[default]
    Empty,
    /// Met so many times, which is no reason yet to make anything of it.
    Met(&'a [u8], usize, u8),
    Known(Rc<Shape<'py>>),
}

impl<'py, 'a> Shapes<'py, 'a> {
    /// The shape that a dict with this first key and so many keys has had before.
    #[inline]
    pub fn known(&self, first: &[u8], count: usize) -> Option<Rc<Shape<'py>>> {
        match self.slots.get(slot_of(first, count))? {
            Slot::Known(shape) if shape.begins(first, count) => Some(Rc::clone(shape)),
            Slot::Known(_) | Slot::Met(..) | Slot::Empty => None,
        }
    }

    /// Remember the shape of a dict when others like it were met before.
    pub fn met(&mut self, first: &'a [u8], dict: &Bound<'py, PyDict>) -> PyResult<()> {
        let count = dict.len();
        let Some(slot) = self.slots.get_mut(slot_of(first, count)) else {
            return Ok(());
        };
        *slot = match slot {
            Slot::Met(known, keys, times) if *known == first && *keys == count => {
                if *times < SHAPE_FROM_TIMES || count > SHAPE_KEYS_MAX {
                    Slot::Met(first, count, times.saturating_add(1))
                } else {
                    Slot::Known(Rc::new(Shape::of(dict)?))
                }
            }
            Slot::Empty | Slot::Met(..) | Slot::Known(_) => Slot::Met(first, count, 1),
        };
        Ok(())
    }
}

impl<'py> Shape<'py> {
    fn of(dict: &Bound<'py, PyDict>) -> PyResult<Self> {
        let empty = PyDict::new(dict.py());
        let mut keys = Vec::with_capacity(dict.len());
        for (object, _) in dict.iter() {
            empty.set_item(&object, dict.py().None())?;
            let text = object.cast::<PyString>()?.to_str()?.as_bytes().into();
            keys.push(Key { text, object });
        }
        Ok(Self { keys, dict: empty })
    }

    fn begins(&self, first: &[u8], count: usize) -> bool {
        self.keys.len() == count && self.keys.first().is_some_and(|key| *key.text == *first)
    }
}

#[inline]
fn slot_of(first: &[u8], count: usize) -> usize {
    (place(first) ^ count) % SHAPES
}

/// Where a text is remembered; two texts in one place cost time, nothing else.
#[inline]
fn place(text: &[u8]) -> usize {
    let (first, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(first), Some(last)) => (
                u32::from_le_bytes(*first).into(),
                u32::from_le_bytes(*last).into(),
            ),
            _ => text.iter().fold((0, 0), |(mixed, _), byte| {
                ((mixed << 8) | u64::from(*byte), 0)
            }),
        },
    };
    let mixed = (first ^ last.rotate_left(29) ^ (text.len() as u64) << 56)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 48) as usize
}
