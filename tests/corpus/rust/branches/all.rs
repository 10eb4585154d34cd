fn everything(a: Option<u32>) -> Result<u32, Error> {
    if let Some(x) = a && x > 1 || flag {
        one();
    } else if a.is_none() {
        if b {}
    } else {
        loop {
            break;
        }
    }
    while let Some(x) = a {}
    for x in 0..3 {}
    let value = match a {
        Some(1) | Some(2) => 1,
        Some(x) if x > 3 && b => 2,
        _ => first()?.second()?,
    };
    let Some(y) = a else { return Ok(0) };
    let closure = |x: u32| if x > 0 { 1 } else { 2 };
    assert!(value > 0);
    Ok(value)
}
