mod hammer;

pub use self::hammer::Hammer;

pub fn forge() -> Hammer {
    Hammer::default()
}
