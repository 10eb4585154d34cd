use super::forge;
use std::ops::Deref;

#[derive(Default)]
pub struct Hammer {
    pub weight: Weight,
}

#[derive(Default)]
pub struct Weight(u32);

impl Weight {
    pub fn heavy(&self) -> bool {
        self.0 > 3
    }

    pub fn weight(&self) -> u32 {
        self.0
    }
}

impl Hammer {
    pub fn weight(&self) -> bool {
        self.weight.heavy()
    }

    pub fn again(&self) -> Hammer {
        forge()
    }
}

impl Deref for Hammer {
    type Target = Weight;

    fn deref(&self) -> &Weight {
        &self.weight
    }
}
