//! Writing MessagePack: every value in the shortest form there is for it.

use rmp::Marker;

use super::Token;
use crate::{Error, Limits};

/// Writes tokens; whatever it wrote, a `Reader` with the same limits reads.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
    items_left: usize,
    depth: usize,
    limits: Limits,
}

impl Writer {
    /// Start writing.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            bytes: Vec::new(),
            items_left: limits.items_max,
            depth: 0,
            limits: limits.clone(),
        }
    }

    /// Write one value, or the head of an array or a map whose elements the caller writes next.
    #[inline]
    pub fn token(&mut self, token: Token<'_>) -> Result<(), Error> {
        self.items_left = self.items_left.checked_sub(1).ok_or(Error::LimitExceeded {
            what: "values",
            limit: self.limits.items_max,
        })?;
        match token {
            Token::Nil => self.marker(Marker::Null),
            Token::Boolean(false) => self.marker(Marker::False),
            Token::Boolean(true) => self.marker(Marker::True),
            Token::Integer(value) => self.integer(value),
            Token::Unsigned(value) => self.unsigned(value),
            Token::Float(value) if !value.is_finite() => {
                return Err(Error::Unwritable {
                    reason: "not a finite number",
                });
            }
            Token::Float(value) => self.number(Marker::F64, value.to_be_bytes()),
            Token::Text(text) => {
                self.text_head(self.length(text.len())?);
                self.bytes.extend_from_slice(text.as_bytes());
            }
            Token::Binary(binary) => {
                self.binary_head(self.length(binary.len())?);
                self.bytes.extend_from_slice(binary);
            }
            Token::Array(count) => self.array_head(self.length(count)?),
            Token::Map(count) => self.map_head(self.length(count)?),
        }
        self.length(0).map(|_| ())
    }

    /// Say that the elements of an array or a map come next.
    pub fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > self.limits.depth_max {
            return Err(Error::Unwritable {
                reason: "nested too deeply, or containing itself",
            });
        }
        Ok(())
    }

    /// Say that the elements entered last have all been written.
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// End writing and return the bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Give a length as MessagePack writes it; refuse what would not fit the limit any more.
    #[inline]
    fn length(&self, more: usize) -> Result<u32, Error> {
        let limit = self.limits.size_bytes_max;
        let fits = self
            .bytes
            .len()
            .checked_add(more)
            .is_some_and(|total| total <= limit);
        let length = if fits { u32::try_from(more).ok() } else { None };
        length.ok_or(Error::LimitExceeded {
            what: "bytes",
            limit,
        })
    }

    #[inline]
    fn marker(&mut self, marker: Marker) {
        self.bytes.push(marker.to_u8());
    }

    #[inline]
    fn number<const COUNT: usize>(&mut self, marker: Marker, number: [u8; COUNT]) {
        self.marker(marker);
        self.bytes.extend_from_slice(&number);
    }

    fn integer(&mut self, value: i64) {
        if let Ok(value) = u64::try_from(value) {
            self.unsigned(value);
        } else if let Ok(value) = i8::try_from(value) {
            if value >= -32 {
                self.marker(Marker::FixNeg(value))
            } else {
                self.number(Marker::I8, value.to_be_bytes())
            }
        } else if let Ok(value) = i16::try_from(value) {
            self.number(Marker::I16, value.to_be_bytes());
        } else if let Ok(value) = i32::try_from(value) {
            self.number(Marker::I32, value.to_be_bytes());
        } else {
            self.number(Marker::I64, value.to_be_bytes());
        }
    }

    fn unsigned(&mut self, value: u64) {
        if let Ok(value) = u8::try_from(value) {
            if value < 128 {
                self.marker(Marker::FixPos(value))
            } else {
                self.number(Marker::U8, [value])
            }
        } else if let Ok(value) = u16::try_from(value) {
            self.number(Marker::U16, value.to_be_bytes());
        } else if let Ok(value) = u32::try_from(value) {
            self.number(Marker::U32, value.to_be_bytes());
        } else {
            self.number(Marker::U64, value.to_be_bytes());
        }
    }

    #[inline]
    fn text_head(&mut self, length: u32) {
        if let Ok(length) = u8::try_from(length) {
            if length < 32 {
                self.marker(Marker::FixStr(length))
            } else {
                self.number(Marker::Str8, [length])
            }
        } else if let Ok(length) = u16::try_from(length) {
            self.number(Marker::Str16, length.to_be_bytes());
        } else {
            self.number(Marker::Str32, length.to_be_bytes());
        }
    }

    fn binary_head(&mut self, length: u32) {
        if let Ok(length) = u8::try_from(length) {
            self.number(Marker::Bin8, [length]);
        } else if let Ok(length) = u16::try_from(length) {
            self.number(Marker::Bin16, length.to_be_bytes());
        } else {
            self.number(Marker::Bin32, length.to_be_bytes());
        }
    }

    fn array_head(&mut self, count: u32) {
        match u8::try_from(count) {
            Ok(count) if count < 16 => self.marker(Marker::FixArray(count)),
            _ => match u16::try_from(count) {
                Ok(count) => self.number(Marker::Array16, count.to_be_bytes()),
                Err(_) => self.number(Marker::Array32, count.to_be_bytes()),
            },
        }
    }

    fn map_head(&mut self, count: u32) {
        match u8::try_from(count) {
            Ok(count) if count < 16 => self.marker(Marker::FixMap(count)),
            _ => match u16::try_from(count) {
                Ok(count) => self.number(Marker::Map16, count.to_be_bytes()),
                Err(_) => self.number(Marker::Map32, count.to_be_bytes()),
            },
        }
    }
}
