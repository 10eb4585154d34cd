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
            bytes: Vec::with_capacity(CAPACITY_FIRST),
            items_left: limits.items_max,
            depth: 0,
            limits: limits.clone(),
        }
    }

    /// Write one value, or the head of an array or a map whose elements the caller writes next.
    #[inline(always)]
    pub fn token(&mut self, token: Token<'_>) -> Result<(), Error> {
        if let Token::Text(text) = token {
            return self.text(text);
        }
        self.count()?;
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
            Token::Text(text) => self.long_text(text)?,
            Token::Binary(binary) => {
                self.binary_head(self.length(binary.len())?);
                self.bytes.extend_from_slice(binary);
            }
            Token::Array(count) => self.array_head(self.length(count)?),
            Token::Map(count) => self.map_head(self.length(count)?),
        }
        self.fits()
    }

    /// Write text; the same as its token.
    #[inline(always)]
    pub fn text(&mut self, text: &str) -> Result<(), Error> {
        self.count()?;
        if text.len() < SHORT_BYTES {
            self.short(text.as_bytes());
        } else {
            self.long_text(text)?;
        }
        self.fits()
    }

    /// Write short text that was written before, as it was made ready then.
    #[inline(always)]
    pub fn again(&mut self, short: &Short) -> Result<(), Error> {
        self.count()?;
        let end = self.bytes.len() + short.length();
        self.bytes.extend_from_slice(&short.0);
        self.bytes.truncate(end);
        self.fits()
    }

    #[inline(always)]
    fn count(&mut self) -> Result<(), Error> {
        match self.items_left.checked_sub(1) {
            Some(left) => {
                self.items_left = left;
                Ok(())
            }
            None => Err(Error::LimitExceeded {
                what: "values",
                limit: self.limits.items_max,
            }),
        }
    }

    #[inline(always)]
    fn fits(&self) -> Result<(), Error> {
        if self.bytes.len() <= self.limits.size_bytes_max {
            return Ok(());
        }
        Err(Error::LimitExceeded {
            what: "bytes",
            limit: self.limits.size_bytes_max,
        })
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

    #[inline(always)]
    fn marker(&mut self, marker: Marker) {
        self.bytes.push(marker.to_u8());
    }

    #[inline(always)]
    fn number<const COUNT: usize>(&mut self, marker: Marker, number: [u8; COUNT]) {
        self.bytes.reserve(1 + COUNT);
        self.marker(marker);
        self.bytes.extend_from_slice(&number);
    }

    /// Text below 32 bytes: room of a fixed length is made and what is left of it cut off, which is cheaper
    /// than a copy that asks for its length.
    #[inline(always)]
    fn short(&mut self, text: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; SHORT_BYTES]);
        if let Some((head, body)) = self
            .bytes
            .get_mut(start..)
            .and_then(<[u8]>::split_first_mut)
        {
            *head = u8::try_from(text.len()).map_or(0, |length| Marker::FixStr(length).to_u8());
            if let Some(body) = body.get_mut(..text.len()) {
                // Two copies of a fixed length, which overlap, cover every length between.
                let _ = ends::<16>(text, body)
                    || ends::<8>(text, body)
                    || ends::<4>(text, body)
                    || ends::<2>(text, body)
                    || ends::<1>(text, body);
            }
        }
        self.bytes.truncate(start + 1 + text.len());
    }

    fn long_text(&mut self, text: &str) -> Result<(), Error> {
        self.text_head(self.length(text.len())?);
        self.bytes.extend_from_slice(text.as_bytes());
        Ok(())
    }

    #[inline(always)]
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

    #[inline(always)]
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

/// Most states fit; larger ones grow from here.
const CAPACITY_FIRST: usize = 1024;

/// Short text as it is written, ready to be written again. What is beyond its end is nought.
#[derive(Debug, Clone, Copy)]
pub struct Short([u8; SHORT_BYTES]);

impl Short {
    /// The written form of text below 32 bytes.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut block = [0; SHORT_BYTES];
        let (head, body) = block.split_first_mut()?;
        *head = Marker::FixStr(u8::try_from(text.len()).ok()?).to_u8();
        body.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(block))
    }

    /// How much of the block is written: the marker holds the length of what follows it.
    #[inline(always)]
    fn length(&self) -> usize {
        let [marker, ..] = self.0;
        1 + usize::from(marker & 0x1F)
    }
}

/// Text below this has its length in its marker.
const SHORT_BYTES: usize = 32;

/// Copy the first and the last so many bytes; false when the text is shorter than that.
#[inline(always)]
fn ends<const COUNT: usize>(text: &[u8], body: &mut [u8]) -> bool {
    let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) else {
        return false;
    };
    if let Some(place) = body.first_chunk_mut::<COUNT>() {
        *place = *first;
    }
    if let Some(place) = body.last_chunk_mut::<COUNT>() {
        *place = *last;
    }
    true
}
