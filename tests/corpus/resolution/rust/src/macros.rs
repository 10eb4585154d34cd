macro_rules! twofold {
    ($value:expr) => {
        $value * 2
    };
}

pub fn in_macro() -> i32 {
    twofold!(4)
}
