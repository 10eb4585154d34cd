use std::fmt;

fn whole(first: u8) -> u8 {
    first
}

fn broken(first: u8, second -> u8 {
    first +
}

struct Box {
    size: ,
    after: u8,
}

impl Box {
    fn size(&self -> u8 { whole(1) }

    fn after(&self) -> u8 { whole(2) }
}

let x = = 3;

fn last() {
    if true { whole(3);
}
