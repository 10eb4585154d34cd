//! Values made of the plain types only, which nearly all are, written without counting references.
//!
//! Refuses everything else: a subclass, text that is not UTF-8, a number too large, a limit reached.
//! The caller then takes the long way, which says what was wrong and where.

#![expect(
    unsafe_code,
    reason = "the stable interface lends what a dict, a list or a tuple holds through pointers only"
)]

use std::ffi::c_int;
use std::ptr::{NonNull, null_mut};

use codec::{Limits, Short, Token, Writer};
use pyo3::ffi;
use pyo3::prelude::*;

/// The MessagePack of a value of plain types.
pub fn packed(value: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
    let mut plain = Plain {
        writer: Writer::new(&Limits::default()),
        keys: [const { [None; 2] }; KEYS],
        py: value.py(),
    };
    // SAFETY: `value` keeps the object alive, and `write` runs no Python code (see there).
    unsafe { plain.write(value.as_ptr()) }?;
    Some(plain.writer.finish())
}

const KEYS: usize = 64;

/// A key's address and its written form.
type Key = (NonNull<ffi::PyObject>, Short);

struct Plain<'py> {
    writer: Writer,
    /// Keys met lately, by their address: records have the same few, as the same objects.
    keys: [[Option<Key>; 2]; KEYS],
    py: Python<'py>,
}

impl Plain<'_> {
    /// Write what an object holds; recurses as deep as the writer lets it.
    ///
    /// SAFETY: the caller holds the interpreter and keeps the object alive. As long as this goes on, no
    /// Python code runs: only objects of exactly the built-in types are looked into, through functions that
    /// neither call into Python nor create an object. So nothing that is lent can change or go. The one
    /// exception is text that is not UTF-8, which makes an exception: nothing lent is used after it.
    unsafe fn write(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        // SAFETY: by the rule of this function, for every call within.
        unsafe {
            let kind = ffi::Py_TYPE(object);
            if kind == &raw mut ffi::PyUnicode_Type {
                self.text(object)
            } else if kind == &raw mut ffi::PyLong_Type {
                self.integer(object)
            } else if kind == &raw mut ffi::PyDict_Type {
                self.dict(object)
            } else if kind == &raw mut ffi::PyList_Type {
                let count = ffi::PyList_Size(object);
                self.elements(object, count, ffi::PyList_GetItem)
            } else if object == ffi::Py_None() {
                self.token(Token::Nil)
            } else if kind == &raw mut ffi::PyBool_Type {
                self.token(Token::Boolean(object == ffi::Py_True()))
            } else if kind == &raw mut ffi::PyFloat_Type {
                self.token(Token::Float(ffi::PyFloat_AsDouble(object)))
            } else if kind == &raw mut ffi::PyTuple_Type {
                let count = ffi::PyTuple_Size(object);
                self.elements(object, count, ffi::PyTuple_GetItem)
            } else if kind == &raw mut ffi::PyBytes_Type {
                self.binary(object)
            } else {
                None
            }
        }
    }

    #[inline]
    fn token(&mut self, token: Token<'_>) -> Option<()> {
        self.writer.token(token).ok()
    }

    /// SAFETY: as for `write`.
    #[inline]
    unsafe fn key(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        let place = place(object.addr());
        // No address is another object's while all of them live.
        if let Some(set) = self.keys.get(place) {
            for (known, short) in set.iter().flatten() {
                if known.as_ptr() == object {
                    return self.writer.again(short).ok();
                }
            }
        }
        // SAFETY: by the rule of `write`.
        let text = unsafe {
            if ffi::Py_TYPE(object) != &raw mut ffi::PyUnicode_Type {
                return None;
            }
            self.utf8(object)?
        };
        if let (Some(short), Some([first, second])) = (Short::of(text), self.keys.get_mut(place)) {
            *second = first.take();
            *first = NonNull::new(object).map(|object| (object, short));
        }
        self.writer.text(text).ok()
    }

    /// SAFETY: as for `write`; the object is a str.
    #[inline]
    unsafe fn text(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        // SAFETY: the object is a str.
        let text = unsafe { self.utf8(object) }?;
        self.writer.text(text).ok()
    }

    /// SAFETY: as for `write`; the object is a str, and what is returned is used while it is alive.
    #[inline]
    unsafe fn utf8<'a>(&self, object: *mut ffi::PyObject) -> Option<&'a str> {
        let mut length = 0;
        // SAFETY: the object is a str. Its UTF-8 is kept in it, so it lives as long, and CPython made it valid.
        unsafe {
            let data = ffi::PyUnicode_AsUTF8AndSize(object, &raw mut length);
            if data.is_null() {
                drop(PyErr::take(self.py));
                return None;
            }
            let bytes =
                std::slice::from_raw_parts(data.cast::<u8>(), usize::try_from(length).ok()?);
            Some(std::str::from_utf8_unchecked(bytes))
        }
    }

    /// SAFETY: as for `write`; the object is an int.
    #[inline]
    unsafe fn integer(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        let mut overflow: c_int = 0;
        // SAFETY: the object is an int, so nothing is converted and no error is set.
        let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(object, &raw mut overflow) };
        if overflow == 0 {
            self.token(Token::Integer(value))
        } else {
            None
        }
    }

    /// SAFETY: as for `write`; the object is bytes.
    unsafe fn binary(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        // SAFETY: the object is bytes, which own their data and never change.
        let bytes = unsafe {
            let length = usize::try_from(ffi::PyBytes_Size(object)).ok()?;
            std::slice::from_raw_parts(ffi::PyBytes_AsString(object).cast::<u8>(), length)
        };
        self.token(Token::Binary(bytes))
    }

    /// SAFETY: as for `write`; the object is a dict.
    unsafe fn dict(&mut self, object: *mut ffi::PyObject) -> Option<()> {
        // SAFETY: the object is a dict, and nothing changes it while its pairs are lent.
        unsafe {
            let count = usize::try_from(ffi::PyDict_Size(object)).ok()?;
            self.token(Token::Map(count))?;
            self.writer.enter().ok()?;
            let (mut position, mut key, mut value) = (0, null_mut(), null_mut());
            while ffi::PyDict_Next(object, &raw mut position, &raw mut key, &raw mut value) != 0 {
                self.key(key)?;
                self.write(value)?;
            }
        }
        self.writer.leave();
        Some(())
    }

    /// SAFETY: as for `write`; `element` lends the elements of the object, which has so many.
    unsafe fn elements(
        &mut self,
        object: *mut ffi::PyObject,
        count: ffi::Py_ssize_t,
        element: unsafe extern "C" fn(*mut ffi::PyObject, ffi::Py_ssize_t) -> *mut ffi::PyObject,
    ) -> Option<()> {
        self.token(Token::Array(usize::try_from(count).ok()?))?;
        self.writer.enter().ok()?;
        for index in 0..count {
            // SAFETY: the index is within the object, and nothing changes it while its elements are lent.
            unsafe { self.write(element(object, index)) }?;
        }
        self.writer.leave();
        Some(())
    }
}

/// Where a key is remembered; two keys in one place cost time, nothing else.
#[inline]
fn place(address: usize) -> usize {
    // Fibonacci hashing: addresses differ in few bits, which the multiplication carries to the top.
    let mixed = address.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as usize);
    mixed >> (usize::BITS - KEYS.trailing_zeros())
}
