fn parse(tokens: &[Token], strict: bool) -> Result<u32, Error> {
    let Some(first) = tokens.first() else {
        return Err(Error::Empty);
    };
    let mut total = match first {
        Token::Number(n) if *n > 10 && strict => *n,
        Token::Number(n) => {
            if strict { *n } else if *n == 0 { 1 } else { 2 }
        }
        Token::Plus | Token::Minus => 0,
        _ => return Err(Error::Unknown),
    };
    for token in tokens.iter().skip(1) {
        while let Token::Number(n) = token {
            if n == &0 || strict {
                break;
            }
        }
        loop {
            total += read(token)?.checked_add(1).ok_or(Error::Large)?;
            break;
        }
    }
    if let Some(last) = tokens.last() && strict {
        total += 1;
    }
    let pick = |token: &Token| if token.is_number() { 1 } else { 0 };
    fn inner(flag: bool) -> bool {
        if flag { true } else { false }
    }
    match total {
        0 => Ok(0),
        other => Ok(other + tokens.iter().map(pick).sum::<u32>()),
    }
}

const WIDE: bool = cfg!(wide) && true;
