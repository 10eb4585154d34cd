//! What a frame says: requests as they come, answers as they go.

use analysis::{Error, Format};
use codec::{Limits, Reader, Token, Writer};

/// What a program asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Message {
    /// Run a tool.
    Call {
        /// Chosen by the sender; the answer carries it.
        id: u64,
        /// The tool's name.
        tool: String,
        /// The tool's request, written in `format`.
        request: Vec<u8>,
        /// How request and answer are written.
        format: Format,
    },
    /// Stop the call with this id; it answers with CANCELLED unless it has answered before.
    Cancel(u64),
}

/// A frame that is no message, and the id in it as far as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Whose answer the error is.
    pub id: Option<u64>,
    /// What was wrong.
    pub error: Error,
}

const ACCEPTED: &str = "a frame holds {id, tool, request, format} or {cancel}";

/// Read the message in a frame.
pub fn read(body: &[u8]) -> Result<Message, Unreadable> {
    let mut fields = Fields::default();
    let read = fields.read(body);
    read.and_then(|()| fields.message()).map_err(|reason| {
        let error = Error::invalid(format!("the frame cannot be used: {reason}"), ACCEPTED);
        Unreadable {
            id: fields.id,
            error,
        }
    })
}

#[derive(Default)]
struct Fields {
    id: Option<u64>,
    tool: Option<String>,
    request: Option<Vec<u8>>,
    format: Option<String>,
    cancel: Option<u64>,
}

impl Fields {
    fn read(&mut self, body: &[u8]) -> Result<(), String> {
        let damaged = |error: codec::Error| error.to_string();
        let mut reader = Reader::new(body, &Limits::default()).map_err(damaged)?;
        let Token::Map(count) = reader.token().map_err(damaged)? else {
            return Err("it is not a map".to_owned());
        };
        for _ in 0..count {
            let key = reader.key().map_err(damaged)?;
            let value = reader.token().map_err(damaged)?;
            match (key, value) {
                ("id", Token::Integer(id)) => self.id = Some(number(key, id)?),
                ("cancel", Token::Integer(id)) => self.cancel = Some(number(key, id)?),
                ("tool", Token::Text(tool)) => self.tool = Some(tool.to_owned()),
                ("format", Token::Text(format)) => self.format = Some(format.to_owned()),
                ("request", Token::Binary(request)) => self.request = Some(request.to_owned()),
                ("id" | "cancel" | "tool" | "format" | "request", _) => {
                    return Err(format!("{key} has the wrong type"));
                }
                _ => return Err(format!("{key:?} means nothing here")),
            }
        }
        reader.finish().map_err(damaged)
    }

    fn message(&mut self) -> Result<Message, String> {
        if let Some(cancelled) = self.cancel {
            return Ok(Message::Cancel(cancelled));
        }
        let format = match self.format.as_deref() {
            None | Some("json") => Format::Json,
            Some("messagepack") => Format::MessagePack,
            Some(other) => {
                return Err(format!(
                    "format is {other:?}, neither \"json\" nor \"messagepack\""
                ));
            }
        };
        let id = self.id.ok_or("id is missing")?;
        let tool = self.tool.take().ok_or("tool is missing")?;
        let request = self.request.take().unwrap_or_default();
        Ok(Message::Call {
            id,
            tool,
            request,
            format,
        })
    }
}

fn number(key: &str, value: i64) -> Result<u64, String> {
    u64::try_from(value).map_err(|_| format!("{key} is negative"))
}

/// Write an answer; an error without id concerns the connection.
pub fn answer(id: Option<u64>, outcome: &Result<Vec<u8>, Error>) -> Result<Vec<u8>, codec::Error> {
    let mut writer = Writer::new(&Limits::default());
    writer.token(Token::Map(2))?;
    writer.token(Token::Text("id"))?;
    writer.token(id.map_or(Token::Nil, Token::Unsigned))?;
    match outcome {
        Ok(answer) => {
            writer.token(Token::Text("ok"))?;
            writer.token(Token::Binary(answer))?;
        }
        Err(error) => {
            writer.token(Token::Text("error"))?;
            write_error(error, &mut writer)?;
        }
    }
    Ok(writer.finish())
}

fn write_error(error: &Error, writer: &mut Writer) -> Result<(), codec::Error> {
    let body = error.body();
    writer.token(Token::Map(5))?;
    for (key, text) in [("code", &body.code), ("message", &body.message)] {
        writer.token(Token::Text(key))?;
        writer.token(Token::Text(text))?;
    }
    writer.token(Token::Text("hint"))?;
    writer.token(body.hint.as_deref().map_or(Token::Nil, Token::Text))?;
    writer.token(Token::Text("nearest"))?;
    writer.token(Token::Array(body.nearest.len()))?;
    body.nearest
        .iter()
        .try_for_each(|name| writer.token(Token::Text(name)))?;
    writer.token(Token::Text("retryable"))?;
    writer.token(Token::Boolean(body.retryable))
}
