use std::fmt;

fn whole() -> u32 {
    1
}

fn unclosed(a: u32, b: {
    if a > {
        call(;
    }

struct Later {
    x: u32,
    y:
}
