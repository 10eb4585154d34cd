//! MessagePack: what is written is read again, and what is not MessagePack is refused.

use codec::{Error, Limits, Reader, Token, Writer, check};
use proptest::prelude::*;

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Nil,
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    Binary(Vec<u8>),
    Array(Vec<Value>),
    Map(Vec<(String, Value)>),
}

fn write(value: &Value, writer: &mut Writer) -> Result<(), Error> {
    match value {
        Value::Nil => writer.token(Token::Nil),
        Value::Boolean(value) => writer.token(Token::Boolean(*value)),
        Value::Integer(value) => writer.token(Token::Integer(*value)),
        Value::Unsigned(value) => writer.token(Token::Unsigned(*value)),
        Value::Float(value) => writer.token(Token::Float(*value)),
        Value::Text(text) => writer.token(Token::Text(text)),
        Value::Binary(bytes) => writer.token(Token::Binary(bytes)),
        Value::Array(values) => {
            writer.token(Token::Array(values.len()))?;
            writer.enter()?;
            values.iter().try_for_each(|value| write(value, writer))?;
            writer.leave();
            Ok(())
        }
        Value::Map(pairs) => {
            writer.token(Token::Map(pairs.len()))?;
            writer.enter()?;
            for (key, value) in pairs {
                writer.token(Token::Text(key))?;
                write(value, writer)?;
            }
            writer.leave();
            Ok(())
        }
    }
}

fn read(reader: &mut Reader<'_>) -> Result<Value, Error> {
    Ok(match reader.token()? {
        Token::Nil => Value::Nil,
        Token::Boolean(value) => Value::Boolean(value),
        Token::Integer(value) => Value::Integer(value),
        Token::Unsigned(value) => Value::Unsigned(value),
        Token::Float(value) => Value::Float(value),
        Token::Text(text) => Value::Text(text.to_owned()),
        Token::Binary(bytes) => Value::Binary(bytes.to_owned()),
        Token::Array(count) => {
            reader.enter()?;
            let values = (0..count).map(|_| read(reader)).collect::<Result<_, _>>()?;
            reader.leave();
            Value::Array(values)
        }
        Token::Map(count) => {
            reader.enter()?;
            let pairs = (0..count).map(|_| Ok((reader.key()?.to_owned(), read(reader)?)));
            let pairs = pairs.collect::<Result<_, Error>>()?;
            reader.leave();
            Value::Map(pairs)
        }
    })
}

fn encode(value: &Value, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(limits);
    write(value, &mut writer)?;
    Ok(writer.finish())
}

fn decode(bytes: &[u8], limits: &Limits) -> Result<Value, Error> {
    let mut reader = Reader::new(bytes, limits)?;
    let value = read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::Nil, |value, _| Value::Array(vec![value]))
}

fn any_value() -> impl Strategy<Value = Value> {
    let integer = prop_oneof![any::<i64>(), -70_000..70_000_i64, -130..260_i64];
    let leaf = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::Boolean),
        integer.prop_map(Value::Integer),
        (1 + i64::MAX.unsigned_abs()..).prop_map(Value::Unsigned),
        proptest::num::f64::NORMAL.prop_map(Value::Float),
        "\\PC{0,40}".prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Binary),
    ];
    leaf.prop_recursive(6, 200, 20, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..20).prop_map(Value::Array),
            proptest::collection::vec(("\\PC{0,8}", inner), 0..20).prop_map(Value::Map),
        ]
    })
}

proptest! {
    // requirement: SER-2
    #[test]
    fn what_is_written_is_read_again(value in any_value()) {
        let bytes = encode(&value, &Limits::default())?;
        prop_assert_eq!(check(&bytes, &Limits::default()), Ok(()));
        prop_assert_eq!(decode(&bytes, &Limits::default())?, value);
    }

    #[test]
    fn every_truncation_is_refused(value in any_value()) {
        let bytes = encode(&value, &Limits::default())?;
        for length in 0..bytes.len() {
            let cut = bytes.get(..length).unwrap_or_default();
            prop_assert!(decode(cut, &Limits::default()).is_err());
            prop_assert!(check(cut, &Limits::default()).is_err());
        }
    }

    // requirement: SEC-8
    #[test]
    fn any_bytes_at_all_give_a_value_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let limits = Limits { depth_max: 64, ..Limits::default() };
        prop_assert_eq!(decode(&bytes, &limits).is_ok(), check(&bytes, &limits).is_ok());
    }
}

#[test]
fn lengths_at_the_borders_of_their_forms_are_read_again() -> Result<(), Error> {
    for length in [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536] {
        for value in [
            Value::Text("x".repeat(length)),
            Value::Binary(vec![0; length]),
            Value::Array(vec![Value::Nil; length]),
            Value::Map(vec![("key".to_owned(), Value::Nil); length]),
        ] {
            let bytes = encode(&value, &Limits::default())?;
            assert_eq!(decode(&bytes, &Limits::default())?, value);
        }
    }
    Ok(())
}

#[test]
fn a_claimed_length_beyond_the_bytes_is_refused() {
    let claims: [&[u8]; 6] = [
        &[0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0xDF, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0xDB, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0xC6, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x82, 0xA1, b'a', 0xC0],
        &[0x92, 0xC0],
    ];
    for claim in claims {
        assert_eq!(
            check(claim, &Limits::default()),
            Err(Error::Corrupt {
                reason: "it ends too early"
            })
        );
    }
}

#[test]
fn nesting_stops_at_the_limit_on_both_ways() -> Result<(), Error> {
    let limits = Limits {
        depth_max: 128,
        ..Limits::default()
    };
    let bytes = encode(&nested(128), &limits)?;
    assert_eq!(decode(&bytes, &limits)?, nested(128));
    assert_eq!(
        encode(&nested(129), &limits).map_err(|error| error.code()),
        Err("INVALID_REQUEST")
    );
    let deep = vec![0x91; 1_000_000];
    assert_eq!(
        check(&deep, &limits).map_err(|error| error.code()),
        Err("LIMIT_EXCEEDED")
    );
    Ok(())
}

#[test]
fn size_and_number_of_values_stop_at_their_limits() -> Result<(), Error> {
    let limits = Limits {
        size_bytes_max: 100,
        items_max: 10,
        ..Limits::default()
    };
    let most = Value::Array(vec![Value::Nil; 9]);
    assert_eq!(decode(&encode(&most, &limits)?, &limits)?, most);
    for value in [
        Value::Array(vec![Value::Nil; 10]),
        Value::Text("x".repeat(99)),
        Value::Binary(vec![0; 200]),
    ] {
        let code = |error: Error| error.code();
        assert_eq!(encode(&value, &limits).map_err(code), Err("LIMIT_EXCEEDED"));
        let bytes = encode(&value, &Limits::default())?;
        assert_eq!(check(&bytes, &limits).map_err(code), Err("LIMIT_EXCEEDED"));
    }
    Ok(())
}

#[test]
fn what_json_could_not_carry_is_refused() {
    let writes = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for number in writes {
        let refused = encode(&Value::Float(number), &Limits::default());
        assert_eq!(
            refused,
            Err(Error::Unwritable {
                reason: "not a finite number"
            })
        );
        let mut bytes = vec![0xCB];
        bytes.extend_from_slice(&number.to_be_bytes());
        assert_eq!(
            check(&bytes, &Limits::default()),
            Err(Error::Corrupt {
                reason: "not a finite number"
            })
        );
    }
    let reads: [(&[u8], &str); 5] = [
        (&[0xD6, 0xFF, 0, 0, 0, 0], "an extension type"),
        (&[0xC1], "a byte that MessagePack does not use"),
        (&[0x81, 0x01, 0x02], "a key that is not text"),
        (&[0xA2, 0xC3, 0x28], "text that is not UTF-8"),
        (&[0xC0, 0xC0], "bytes after its end"),
    ];
    for (bytes, reason) in reads {
        assert_eq!(
            check(bytes, &Limits::default()),
            Err(Error::Corrupt { reason })
        );
    }
}
