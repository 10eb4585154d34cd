//! Lists that are kept by columns come back as they were, and damaged ones do no harm.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Colour {
    Red,
    Green,
    Blue,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Inner {
    flag: bool,
    pair: (u8, u16),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    number: u32,
    long: u64,
    perhaps: Option<u32>,
    text: String,
    title: Option<String>,
    colour: Colour,
    inner: Inner,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Rows(#[serde(with = "syntax::columns")] Vec<Row>);

#[derive(Serialize)]
struct Lists(#[serde(with = "syntax::columns")] Vec<Vec<u32>>);

#[derive(Serialize)]
struct Texts(#[serde(with = "syntax::columns")] Vec<Option<(String, String)>>);

fn row() -> impl Strategy<Value = Row> {
    let colour = prop_oneof![Just(Colour::Red), Just(Colour::Green), Just(Colour::Blue)];
    (
        any::<u32>(),
        0..=u64::try_from(i64::MAX - 1).unwrap_or(0),
        any::<Option<u32>>(),
        ".*",
        proptest::option::of("[a-z]*"),
        colour,
        any::<(bool, (u8, u16))>(),
    )
        .prop_map(
            |(number, long, perhaps, text, title, colour, (flag, pair))| Row {
                number,
                long,
                perhaps,
                text,
                title,
                colour,
                inner: Inner { flag, pair },
            },
        )
}

fn written(rows: &Rows) -> Vec<u8> {
    rmp_serde::to_vec(rows).expect("rows have a fixed shape")
}

proptest! {
    #[test]
    fn rows_come_back_as_they_were(rows in proptest::collection::vec(row(), 0..20)) {
        let rows = Rows(rows);
        prop_assert_eq!(rmp_serde::from_slice::<Rows>(&written(&rows)).ok(), Some(rows));
    }

    #[test]
    fn damaged_bytes_give_other_rows_or_none(
        rows in proptest::collection::vec(row(), 0..10),
        changes in proptest::collection::vec(any::<(u16, u8)>(), 1..10),
    ) {
        let mut bytes = written(&Rows(rows));
        for (place, byte) in changes {
            let place = usize::from(place) % bytes.len();
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        if let Ok(Rows(rows)) = rmp_serde::from_slice::<Rows>(&bytes) {
            prop_assert!(rows.len() <= bytes.len());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        // As a list of one element that is bytes, which is what a format makes of one.
        let mut framed = vec![0x91, 0xc4, u8::try_from(bytes.len()).unwrap_or(0)];
        framed.extend(&bytes);
        if let Ok(Rows(rows)) = rmp_serde::from_slice::<Rows>(&framed) {
            prop_assert!(rows.len() <= bytes.len());
        }
    }
}

#[test]
fn what_has_no_fixed_shape_is_refused() {
    assert!(rmp_serde::to_vec(&Lists(vec![vec![1], vec![]])).is_err());
    let two = Texts(vec![None, Some(("a".to_owned(), "b".to_owned()))]);
    assert!(rmp_serde::to_vec(&two).is_err());
}

#[test]
fn people_get_rows() {
    let rows = Rows(Vec::new());
    assert_eq!(serde_json::to_string(&rows).ok().as_deref(), Some("[]"));
}

#[test]
fn numbers_that_differ_little_take_a_byte_each() {
    let rows = (0..1_000_u32).map(|number| Row {
        number: 1_000_000 + number * 3,
        long: 5,
        perhaps: Some(number),
        text: String::new(),
        title: None,
        colour: Colour::Blue,
        inner: Inner {
            flag: true,
            pair: (1, 2),
        },
    });
    let bytes = written(&Rows(rows.collect()));
    assert!(bytes.len() < 9 * 1_000 + 100, "{}", bytes.len());
}
