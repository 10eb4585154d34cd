use std::fmt;

pub const SIDE: i32 = 2;

pub fn helper() -> i32 {
    SIDE
}

pub trait Shape {
    fn side(&self) -> i32;

    fn area(&self) -> i32 {
        self.side() * 2
    }

    fn scale() -> i32
    where
        Self: Sized,
    {
        Self::default_scale()
    }

    fn default_scale() -> i32
    where
        Self: Sized,
    {
        1
    }
}

#[derive(Clone)]
pub struct Square {
    pub side: i32,
    inner: Option<Box<Square>>,
}

impl Square {
    pub fn new() -> Self {
        Self { side: helper(), inner: None }
    }

    pub fn parse(text: &str) -> Result<Self, fmt::Error> {
        if text.is_empty() { Err(fmt::Error) } else { Ok(Self::new()) }
    }

    pub fn twice(&self) -> i32 {
        self.area() + self.inner.as_ref().unwrap().area()
    }

    pub fn scaled(self) -> Self {
        self
    }

    pub fn halves(&self) -> (Square, Corner) {
        (self.clone(), Corner::Round)
    }
}

impl Shape for Square {
    fn side(&self) -> i32 {
        self.side + helper()
    }
}

impl fmt::Display for Square {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.twice())
    }
}

pub enum Corner {
    Round,
    Sharp(i32),
}

impl Corner {
    pub fn degrees(&self) -> i32 {
        match self {
            Self::Round => 0,
            Self::Sharp(degrees) => *degrees,
        }
    }
}

pub trait Loud {
    fn shout(&self) -> i32;
}

impl Loud for str {
    fn shout(&self) -> i32 {
        self.len() as i32
    }
}

pub fn make() -> Square {
    Square::new()
}
