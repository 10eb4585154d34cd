use crate::facade::{self, Corner, Loud, Shape, Square, assist};
use crate::other::{self, Inner as Within, deep};
use crate::tools::{Hammer, forge};
use std::collections::HashMap;
use std::rc::Rc;

type Squares = Vec<Square>;

struct Holder {
    square: Rc<Square>,
    many: HashMap<String, Square>,
}

impl Holder {
    fn held(&self) -> i32 {
        self.square.twice() + self.many.get("a").unwrap().twice()
    }
}

fn use_alias() -> i32 {
    assist()
}

fn use_other() -> i32 {
    other::helper() + deep::below()
}

fn use_path() -> i32 {
    crate::other::deep::below() + facade::make().twice() + self::use_alias()
}

fn use_root() -> i32 {
    crate::at_root().twice()
}

fn use_constructor() -> i32 {
    Square::new().twice()
}

fn use_inherited() -> i32 {
    let square = Square::new();
    square.area()
}

fn use_overridden(square: &Square) -> i32 {
    square.side()
}

fn use_result() -> Result<i32, std::fmt::Error> {
    let square = Square::parse("4")?;
    Ok(square.scaled().twice())
}

fn use_bound<T: Shape>(shape: &T) -> i32 {
    shape.side()
}

fn use_dynamic(shape: &dyn Shape, boxed: Box<dyn Shape>) -> i32 {
    shape.side() + boxed.area()
}

fn use_shadowed(square: Square) -> i32 {
    let square = square.halves().1;
    let square = Within;
    square.twice()
}

fn use_tuple(square: &Square) -> i32 {
    let (half, corner) = square.halves();
    half.twice() + corner.degrees()
}

fn use_many(squares: Squares, shapes: &[Square]) -> i32 {
    for one in shapes.iter() {
        one.twice();
    }
    for one in squares {
        one.side();
    }
    shapes[0].area()
}

fn use_pattern(square: Option<Square>) -> i32 {
    if let Some(square) = square {
        square.twice()
    } else {
        0
    }
}

fn use_variant() -> i32 {
    Corner::Sharp(3).degrees()
}

fn use_match(corner: Option<Corner>) -> i32 {
    match corner {
        Some(corner) => corner.degrees(),
        None => assist(),
    }
}

fn use_closure() -> i32 {
    let square = Square::new();
    let run = |hammer: Hammer| hammer.again();
    run(forge());
    square.twice()
}

fn use_nested() -> i32 {
    fn nested() -> Within {
        Within
    }
    nested().only_here()
}

fn use_deref(hammer: Hammer) -> bool {
    hammer.heavy()
}

fn use_macro() -> i32 {
    assert_eq!(use_alias(), Square::new().twice());
    twofold!(3)
}

fn use_library(text: &str) -> String {
    std::mem::drop(3);
    text.trim().to_owned()
}

fn use_extension(text: &str) -> i32 {
    text.shout()
}

fn use_unknown<T>(thing: T) -> i32
where
    T: Fn() -> Within,
{
    thing().only_here()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_tests() {
        use_alias();
        super::use_other();
        Holder::held(&make_holder());
    }

    fn make_holder() -> Holder {
        todo!()
    }
}
