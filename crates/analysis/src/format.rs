//! Requests and answers as bytes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;

/// Lists inside lists of a request; no tool takes more than one.
const REQUEST_DEPTH_MAX: usize = 64;

/// How requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON text.
    Json,
    /// MessagePack with named fields.
    MessagePack,
}

/// Read a request.
///
/// # Errors
/// [`Error::InvalidRequest`].
pub fn decode(request: &[u8], format: Format) -> Result<Value, Error> {
    let (name, decoded) = match format {
        Format::Json => (
            "JSON",
            serde_json::from_slice(request).map_err(|fault| fault.to_string()),
        ),
        Format::MessagePack => {
            let mut decoder = rmp_serde::Deserializer::from_read_ref(request);
            decoder.set_max_depth(REQUEST_DEPTH_MAX);
            (
                "MessagePack",
                Value::deserialize(&mut decoder).map_err(|fault| fault.to_string()),
            )
        }
    };
    decoded.map_err(|fault| {
        Error::invalid(
            format!("the request is no {name}: {fault}"),
            "give one object",
        )
    })
}

/// Read the arguments of a tool, which its schema has let through.
///
/// # Errors
/// [`Error::InvalidRequest`].
pub fn parsed<R: DeserializeOwned>(arguments: Map<String, Value>) -> Result<R, Error> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|fault| Error::invalid(fault.to_string(), "see the input schema of the tool"))
}

/// Write an answer.
///
/// # Errors
/// [`Error::Internal`].
pub fn encode<R: Serialize>(answer: &R, format: Format) -> Result<Vec<u8>, Error> {
    let fault = |fault: String| Error::Internal { message: fault };
    match format {
        Format::Json => serde_json::to_vec(answer).map_err(|reason| fault(reason.to_string())),
        Format::MessagePack => {
            rmp_serde::to_vec_named(answer).map_err(|reason| fault(reason.to_string()))
        }
    }
}
