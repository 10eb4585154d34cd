//! From rows to columns.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::{Fault, unfit};

/// Seven bits of a number stand in a byte; the eighth says that there are more.
const MORE: u8 = 0x80;

/// One place of every row.
#[derive(Default)]
struct Column {
    numbers: Vec<i64>,
    text: Vec<u8>,
}

/// The columns as they are filled, and the place in the row that comes next.
#[derive(Default)]
struct Writer {
    columns: Vec<Column>,
    next: usize,
    /// An option that is something: 0 stands for nothing, so what follows is one more.
    is_some: bool,
}

/// The bytes of a list.
pub(super) fn written<T: Serialize>(rows: &[T]) -> Result<Vec<u8>, Fault> {
    let mut writer = Writer::default();
    for row in rows {
        writer.next = 0;
        row.serialize(&mut writer)?;
    }
    let mut bytes = Vec::new();
    put(&mut bytes, rows.len() as u64);
    put(&mut bytes, writer.columns.len() as u64);
    let mut columns = Vec::new();
    for column in &writer.columns {
        let (is_stepped, numbers) = shorter(&column.numbers);
        put(
            &mut bytes,
            (numbers.len() as u64) << 1 | u64::from(is_stepped),
        );
        put(&mut bytes, column.text.len() as u64);
        columns.extend(numbers);
        columns.extend(&column.text);
    }
    bytes.extend(columns);
    Ok(bytes)
}

/// Numbers as they are, or as steps from one to the next where that will compress better, and which it is.
fn shorter(numbers: &[i64]) -> (bool, Vec<u8>) {
    let (mut plain, mut stepped, mut last) = (Vec::new(), Vec::new(), 0_i64);
    for number in numbers {
        put(&mut plain, *number as u64);
        // Steps up are even, steps down odd, so that small ones are short.
        let step = number.wrapping_sub(last);
        put(&mut stepped, ((step << 1) ^ (step >> 63)) as u64);
        last = *number;
    }
    let is_stepped = cost(&stepped) < cost(&plain);
    (is_stepped, if is_stepped { stepped } else { plain })
}

/// About what bytes come to when each is written by how often it occurs, in 1/256 bits.
///
/// The collision entropy, as it needs one logarithm a list; in whole numbers, as what is written must be the same on
/// every machine.
fn cost(bytes: &[u8]) -> u64 {
    let mut counts = [0_u64; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let count = bytes.len() as u64;
    let same = counts.iter().map(|count| count * count).sum::<u64>();
    count * (2 * logarithm(count)).saturating_sub(logarithm(same))
}

/// The logarithm to base 2 in 1/256, drawn straight between powers of two.
fn logarithm(number: u64) -> u64 {
    let Some(whole) = number.checked_ilog2() else {
        return 0;
    };
    let rest = u128::from(number) << 8 >> whole;
    u64::from(whole) << 8 | (rest as u64 & 0xff)
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= u64::from(MORE) {
        bytes.push((number & 0x7f) as u8 | MORE);
        number >>= 7;
    }
    bytes.push(number as u8);
}

impl Writer {
    fn column(&mut self) -> &mut Column {
        let place = self.next;
        self.next += 1;
        if self.columns.len() <= place {
            self.columns.resize_with(place + 1, Column::default);
        }
        self.columns
            .get_mut(place)
            .expect("it was made when it was not there")
    }

    fn number(&mut self, number: u64) -> Result<(), Fault> {
        let offset = i64::from(std::mem::take(&mut self.is_some));
        let Ok(number) = i64::try_from(number) else {
            return unfit();
        };
        self.column().numbers.push(number.wrapping_add(offset));
        Ok(())
    }
}

impl Serializer for &mut Writer {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Impossible<(), Fault>;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Impossible<(), Fault>;
    type SerializeMap = Impossible<(), Fault>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Fault>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Fault> {
        self.number(u64::from(flag))
    }

    fn serialize_u8(self, number: u8) -> Result<(), Fault> {
        self.number(u64::from(number))
    }

    fn serialize_u16(self, number: u16) -> Result<(), Fault> {
        self.number(u64::from(number))
    }

    fn serialize_u32(self, number: u32) -> Result<(), Fault> {
        self.number(u64::from(number))
    }

    fn serialize_u64(self, number: u64) -> Result<(), Fault> {
        self.number(number)
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        let place = self.next;
        self.number(text.len() as u64)?;
        if let Some(column) = self.columns.get_mut(place) {
            column.text.extend(text.as_bytes());
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Fault> {
        if self.is_some {
            return unfit();
        }
        self.number(0)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        if self.is_some {
            return unfit();
        }
        let place = self.next;
        self.is_some = true;
        value.serialize(&mut *self)?;
        // What is nothing takes one place, so must what is something.
        if self.next == place + 1 {
            Ok(())
        } else {
            unfit()
        }
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
    ) -> Result<(), Fault> {
        self.number(u64::from(index))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_i8(self, _: i8) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_i16(self, _: i16) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_i32(self, _: i32) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_i64(self, _: i64) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_f32(self, _: f32) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_f64(self, _: f64) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_char(self, _: char) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Fault> {
        unfit()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Fault> {
        unfit()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Fault> {
        unfit()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        unfit()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        unfit()
    }
}

impl serde::ser::SerializeTuple for &mut Writer {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

impl serde::ser::SerializeTupleStruct for &mut Writer {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

impl serde::ser::SerializeStruct for &mut Writer {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}
