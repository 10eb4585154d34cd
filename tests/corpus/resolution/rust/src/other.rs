pub fn helper() -> i32 {
    3
}

pub struct Inner;

impl Inner {
    pub fn twice(&self) -> i32 {
        4
    }

    pub fn only_here(&self) -> i32 {
        5
    }
}

pub mod deep {
    pub fn below() -> i32 {
        super::helper()
    }
}
