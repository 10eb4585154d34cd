//! JSON text of what MessagePack holds, for people and for programs that read nothing else.
//!
//! Refuses bytes, which JSON cannot carry.

use crate::{Error, Limits, Reader, Token};

/// What is open, with how many elements are left of it, and whether one was written.
struct Open {
    left: usize,
    keyed: bool,
    begun: bool,
}

/// Write as JSON what a message holds; nothing recurses.
pub fn json_of(message: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::new(message, limits)?;
    let mut json = Vec::with_capacity(message.len() + message.len() / 4);
    let mut open: Vec<Open> = Vec::new();
    loop {
        let head = value(&mut reader, &mut json)?;
        open.extend(head);
        loop {
            let Some(last) = open.last_mut() else {
                reader.finish()?;
                return Ok(json);
            };
            if last.left > 0 {
                last.left -= 1;
                if std::mem::replace(&mut last.begun, true) {
                    json.push(b',');
                }
                if last.keyed {
                    text(reader.key()?, &mut json)?;
                    json.push(b':');
                }
                break;
            }
            json.push(if last.keyed { b'}' } else { b']' });
            reader.leave();
            open.pop();
        }
        if json.len() > limits.size_bytes_max {
            return Err(Error::LimitExceeded {
                what: "bytes",
                limit: limits.size_bytes_max,
            });
        }
    }
}

/// Write one value, or the beginning of one that stays open.
fn value(reader: &mut Reader<'_>, json: &mut Vec<u8>) -> Result<Option<Open>, Error> {
    match reader.token()? {
        Token::Nil => json.extend_from_slice(b"null"),
        Token::Boolean(value) => json.extend_from_slice(if value { b"true" } else { b"false" }),
        Token::Integer(value) => written(serde_json::to_writer(json, &value))?,
        Token::Unsigned(value) => written(serde_json::to_writer(json, &value))?,
        Token::Float(value) => written(serde_json::to_writer(json, &value))?,
        Token::Text(value) => text(value, json)?,
        Token::Binary(_) => {
            return Err(Error::Unwritable {
                reason: "bytes, which JSON cannot carry",
            });
        }
        Token::Array(left) => {
            reader.enter()?;
            json.push(b'[');
            return Ok(Some(Open {
                left,
                keyed: false,
                begun: false,
            }));
        }
        Token::Map(left) => {
            reader.enter()?;
            json.push(b'{');
            return Ok(Some(Open {
                left,
                keyed: true,
                begun: false,
            }));
        }
    }
    Ok(None)
}

fn text(text: &str, json: &mut Vec<u8>) -> Result<(), Error> {
    written(serde_json::to_writer(json, text))
}

fn written(outcome: Result<(), serde_json::Error>) -> Result<(), Error> {
    outcome.map_err(|_| Error::Unwritable {
        reason: "it has no form in JSON",
    })
}
