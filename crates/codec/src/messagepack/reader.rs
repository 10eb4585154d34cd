//! Reading MessagePack: nothing is allocated because the bytes say so, and nothing recurses.

use rmp::Marker;

use super::Token;
use crate::{Error, Limits};

/// Reads tokens from bytes; refuses what a limit forbids before anything is allocated for it.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    items_left: usize,
    depth: usize,
    limits: Limits,
}

impl<'a> Reader<'a> {
    /// Start reading.
    pub fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.size_bytes_max {
            return Err(Error::LimitExceeded {
                what: "bytes",
                limit: limits.size_bytes_max,
            });
        }
        Ok(Self {
            rest: bytes,
            items_left: limits.items_max,
            depth: 0,
            limits: limits.clone(),
        })
    }

    /// Read the next token. The lengths of arrays and maps are what the bytes claim: at most one
    /// element for each byte left, but do not allocate for them ahead.
    #[inline]
    pub fn token(&mut self) -> Result<Token<'a>, Error> {
        Ok(match self.unchecked()? {
            Token::Text(bytes) => Token::Text(utf8(bytes)?),
            Token::Nil => Token::Nil,
            Token::Boolean(value) => Token::Boolean(value),
            Token::Integer(value) => Token::Integer(value),
            Token::Unsigned(value) => Token::Unsigned(value),
            Token::Float(value) => Token::Float(value),
            Token::Binary(bytes) => Token::Binary(bytes),
            Token::Array(count) => Token::Array(count),
            Token::Map(count) => Token::Map(count),
        })
    }

    /// Read the next token, with text that is not known to be UTF-8: for a caller that finds out itself.
    #[inline]
    pub fn unchecked(&mut self) -> Result<Token<'a, &'a [u8]>, Error> {
        self.items_left = self.items_left.checked_sub(1).ok_or(Error::LimitExceeded {
            what: "values",
            limit: self.limits.items_max,
        })?;
        let [marker] = self.take()?;
        match Marker::from_u8(marker) {
            Marker::Null => Ok(Token::Nil),
            Marker::False => Ok(Token::Boolean(false)),
            Marker::True => Ok(Token::Boolean(true)),
            Marker::FixPos(value) => Ok(Token::Integer(value.into())),
            Marker::FixNeg(value) => Ok(Token::Integer(value.into())),
            Marker::U8 => Ok(Token::Integer(u8::from_be_bytes(self.take()?).into())),
            Marker::U16 => Ok(Token::Integer(u16::from_be_bytes(self.take()?).into())),
            Marker::U32 => Ok(Token::Integer(u32::from_be_bytes(self.take()?).into())),
            Marker::U64 => Ok(whole(u64::from_be_bytes(self.take()?))),
            Marker::I8 => Ok(Token::Integer(i8::from_be_bytes(self.take()?).into())),
            Marker::I16 => Ok(Token::Integer(i16::from_be_bytes(self.take()?).into())),
            Marker::I32 => Ok(Token::Integer(i32::from_be_bytes(self.take()?).into())),
            Marker::I64 => Ok(Token::Integer(i64::from_be_bytes(self.take()?))),
            Marker::F32 => finite(f32::from_be_bytes(self.take()?).into()),
            Marker::F64 => finite(f64::from_be_bytes(self.take()?)),
            Marker::FixStr(length) => self.text(length.into()),
            Marker::Str8 => self.length8().and_then(|length| self.text(length)),
            Marker::Str16 => self.length16().and_then(|length| self.text(length)),
            Marker::Str32 => self.length32().and_then(|length| self.text(length)),
            Marker::Bin8 => self.length8().and_then(|length| self.binary(length)),
            Marker::Bin16 => self.length16().and_then(|length| self.binary(length)),
            Marker::Bin32 => self.length32().and_then(|length| self.binary(length)),
            Marker::FixArray(count) => self.array(count.into()),
            Marker::Array16 => self.length16().and_then(|count| self.array(count)),
            Marker::Array32 => self.length32().and_then(|count| self.array(count)),
            Marker::FixMap(count) => self.map(count.into()),
            Marker::Map16 => self.length16().and_then(|count| self.map(count)),
            Marker::Map32 => self.length32().and_then(|count| self.map(count)),
            Marker::FixExt1
            | Marker::FixExt2
            | Marker::FixExt4
            | Marker::FixExt8
            | Marker::FixExt16
            | Marker::Ext8
            | Marker::Ext16
            | Marker::Ext32 => Err(Error::Corrupt {
                reason: "an extension type",
            }),
            Marker::Reserved => Err(Error::Corrupt {
                reason: "a byte that MessagePack does not use",
            }),
        }
    }

    /// Read the key of a pair.
    pub fn key(&mut self) -> Result<&'a str, Error> {
        utf8(self.unchecked_key()?)
    }

    /// Read the key of a pair, which is not known to be UTF-8.
    #[inline]
    pub fn unchecked_key(&mut self) -> Result<&'a [u8], Error> {
        match self.unchecked()? {
            Token::Text(bytes) => Ok(bytes),
            Token::Nil
            | Token::Boolean(_)
            | Token::Integer(_)
            | Token::Unsigned(_)
            | Token::Float(_)
            | Token::Binary(_)
            | Token::Array(_)
            | Token::Map(_) => Err(Error::Corrupt {
                reason: "a key that is not text",
            }),
        }
    }

    /// Say that the elements of an array or a map come next.
    pub fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > self.limits.depth_max {
            return Err(Error::LimitExceeded {
                what: "levels of nesting",
                limit: self.limits.depth_max,
            });
        }
        Ok(())
    }

    /// Say that the elements entered last have all been read.
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// End reading; bytes left over are an error.
    pub fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Error::Corrupt {
                reason: "bytes after its end",
            })
        }
    }

    #[inline]
    fn take<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Error> {
        let (head, rest) = self.rest.split_first_chunk().ok_or(SHORT)?;
        self.rest = rest;
        Ok(*head)
    }

    fn length8(&mut self) -> Result<usize, Error> {
        Ok(u8::from_be_bytes(self.take()?).into())
    }

    fn length16(&mut self) -> Result<usize, Error> {
        Ok(u16::from_be_bytes(self.take()?).into())
    }

    fn length32(&mut self) -> Result<usize, Error> {
        usize::try_from(u32::from_be_bytes(self.take()?)).map_err(|_| SHORT)
    }

    #[inline]
    fn text(&mut self, length: usize) -> Result<Token<'a, &'a [u8]>, Error> {
        self.slice(length).map(Token::Text)
    }

    fn binary(&mut self, length: usize) -> Result<Token<'a, &'a [u8]>, Error> {
        self.slice(length).map(Token::Binary)
    }

    #[inline]
    fn slice(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (head, rest) = self.rest.split_at_checked(length).ok_or(SHORT)?;
        self.rest = rest;
        Ok(head)
    }

    fn array(&self, count: usize) -> Result<Token<'a, &'a [u8]>, Error> {
        if count > self.rest.len() {
            Err(SHORT)
        } else {
            Ok(Token::Array(count))
        }
    }

    fn map(&self, count: usize) -> Result<Token<'a, &'a [u8]>, Error> {
        if count > self.rest.len() / 2 {
            Err(SHORT)
        } else {
            Ok(Token::Map(count))
        }
    }
}

const SHORT: Error = Error::Corrupt {
    reason: "it ends too early",
};

fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| NOT_UTF8)
}

/// What a caller of `unchecked` says of text that is not UTF-8.
pub const NOT_UTF8: Error = Error::Corrupt {
    reason: "text that is not UTF-8",
};

fn whole<'a>(value: u64) -> Token<'a, &'a [u8]> {
    i64::try_from(value).map_or(Token::Unsigned(value), Token::Integer)
}

fn finite<'a>(value: f64) -> Result<Token<'a, &'a [u8]>, Error> {
    if value.is_finite() {
        Ok(Token::Float(value))
    } else {
        Err(Error::Corrupt {
            reason: "not a finite number",
        })
    }
}

/// Read a whole message and keep nothing: `Ok` when it is one well-formed value within the limits.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut reader = Reader::new(bytes, limits)?;
    // What is still open, outermost first: how many elements are left, and whether keys precede them.
    let mut open: Vec<(usize, bool)> = vec![(1, false)];
    while let Some((left, keyed)) = open.pop() {
        let Some(left) = left.checked_sub(1) else {
            reader.leave();
            continue;
        };
        open.push((left, keyed));
        if keyed {
            reader.key()?;
        }
        match reader.token()? {
            Token::Array(count) => {
                reader.enter()?;
                open.push((count, false));
            }
            Token::Map(count) => {
                reader.enter()?;
                open.push((count, true));
            }
            Token::Nil
            | Token::Boolean(_)
            | Token::Integer(_)
            | Token::Unsigned(_)
            | Token::Float(_)
            | Token::Text(_)
            | Token::Binary(_) => {}
        }
    }
    reader.finish()
}
