//! From columns to rows.

use serde::de::value::U32Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{Fault, unfit};

/// One place of every row, as far as it has not been read.
#[derive(Clone, Copy)]
struct Column<'a> {
    numbers: &'a [u8],
    /// Whether each number is the step from the one above.
    is_stepped: bool,
    /// The number above.
    last: i64,
    text: &'a [u8],
}

struct Reader<'a> {
    columns: Vec<Column<'a>>,
    next: usize,
    /// An option that is something: what follows is one more than it says.
    is_some: bool,
}

/// The list in these bytes.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, Fault> {
    let mut rest = bytes;
    let count = taken(&mut rest)?;
    let width = taken(&mut rest)?;
    // A row has a byte in each column at least, and a column two bytes that say how long it is.
    if count > bytes.len() || width > bytes.len() {
        return short();
    }
    let mut lengths = Vec::with_capacity(width);
    for _ in 0..width {
        lengths.push((taken(&mut rest)?, taken(&mut rest)?));
    }
    let mut reader = Reader {
        columns: Vec::with_capacity(width),
        next: 0,
        is_some: false,
    };
    for (numbers, text) in lengths {
        reader.columns.push(Column {
            numbers: part(&mut rest, numbers >> 1)?,
            is_stepped: numbers & 1 == 1,
            last: 0,
            text: part(&mut rest, text)?,
        });
    }
    let mut rows = Vec::new();
    for _ in 0..count {
        reader.next = 0;
        rows.push(T::deserialize(&mut reader)?);
        // Only now it is known that there are as many columns as a row has places, so that memory can be taken for
        // as many rows as are said to be there.
        if rows.len() == 1 {
            if reader.next != width || count.saturating_mul(width) > bytes.len() {
                return short();
            }
            rows.reserve_exact(count - 1);
        }
    }
    let is_read = |column: &Column<'_>| column.numbers.is_empty() && column.text.is_empty();
    if rest.is_empty() && reader.columns.iter().all(is_read) {
        Ok(rows)
    } else {
        Err(Fault("more than its rows".to_owned()))
    }
}

fn short<T>() -> Result<T, Fault> {
    Err(Fault("ends too early".to_owned()))
}

fn part<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Fault> {
    let Some((part, behind)) = rest.split_at_checked(length) else {
        return short();
    };
    *rest = behind;
    Ok(part)
}

fn taken(rest: &mut &[u8]) -> Result<usize, Fault> {
    usize::try_from(number(rest)?).or_else(|_| short())
}

fn number(rest: &mut &[u8]) -> Result<u64, Fault> {
    let (mut number, mut shift) = (0_u64, 0_u32);
    while let Some((byte, behind)) = rest.split_first() {
        *rest = behind;
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    short()
}

impl Column<'_> {
    /// The next number: steps up are even, steps down odd.
    fn number(&mut self) -> Result<i64, Fault> {
        let written = number(&mut self.numbers)?;
        if !self.is_stepped {
            return Ok(written as i64);
        }
        let step = (written >> 1) as i64 ^ -((written & 1) as i64);
        self.last = self.last.wrapping_add(step);
        Ok(self.last)
    }
}

impl<'a> Reader<'a> {
    fn column(&mut self) -> Result<&mut Column<'a>, Fault> {
        let place = self.next;
        self.next += 1;
        self.columns.get_mut(place).map_or_else(short, Ok)
    }

    /// The next number of the row.
    fn number(&mut self) -> Result<u64, Fault> {
        let offset = i64::from(std::mem::take(&mut self.is_some));
        let number = self.column()?.number()?;
        u64::try_from(number.wrapping_sub(offset)).or_else(|_| unfit())
    }

    fn text(&mut self) -> Result<&'a str, Fault> {
        let place = self.next;
        let length = self.number()?;
        let Some(column) = self.columns.get_mut(place) else {
            return short();
        };
        let length = usize::try_from(length).or_else(|_| short())?;
        let text = part(&mut column.text, length)?;
        std::str::from_utf8(text).map_err(|_| Fault("not UTF-8".to_owned()))
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Fault;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        unfit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.number()? {
            0 => visitor.visit_bool(false),
            1 => visitor.visit_bool(true),
            _ => unfit(),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Some(mut ahead) = self
            .columns
            .get(self.next)
            .copied()
            .filter(|_| !self.is_some)
        else {
            return unfit();
        };
        if ahead.number()? == 0 {
            self.number()?;
            return visitor.visit_none();
        }
        self.is_some = true;
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let index = u32::try_from(self.number()?).or_else(|_| unfit())?;
        visitor.visit_enum(Variant(index))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_seq(Parts {
            reader: self,
            left: count,
        })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(count, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(fields.len(), visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 f32 f64 char bytes byte_buf unit unit_struct seq map identifier ignored_any
    }
}

/// The fields of a struct or tuple.
struct Parts<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Parts<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

/// A variant by its number.
struct Variant(u32);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Fault> {
        let index: U32Deserializer<Fault> = self.0.into_deserializer();
        seed.deserialize(index).map(|value| (value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Fault> {
        unfit()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        unfit()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        unfit()
    }
}
