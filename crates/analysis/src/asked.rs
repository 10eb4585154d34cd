//! One call of one tool: its arguments read, its answer written.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::engine::Question;
use crate::error::Error;
use crate::format::{Format, decode, encode, parsed};
use crate::model::answers::Answer;
use crate::secrets::{blot_out, may_hold_secrets};

/// What a tool is asked, and how its answer is written.
pub struct Asked<'a> {
    /// The state of the tree and the call.
    pub question: &'a Question<'a>,
    /// What the schema has let through.
    pub arguments: Map<String, Value>,
    /// How the answer is written.
    pub format: Format,
}

impl Asked<'_> {
    /// The answer of a tool, without the secrets in it.
    ///
    /// # Errors
    /// Those of the tool; [`Error::Internal`].
    pub fn answer<R: DeserializeOwned, A: Serialize>(
        self,
        tool: impl FnOnce(&Question<'_>, &R) -> Result<Answer<A>, Error>,
    ) -> Result<Vec<u8>, Error> {
        let answer = tool(self.question, &parsed(self.arguments)?)?;
        let encoded = encode(&answer, self.format)?;
        if self.question.reader.limits.show_secrets || !may_hold_secrets(&encoded) {
            return Ok(encoded);
        }
        let mut value = decode(&encoded, self.format)?;
        blot_out(&mut value);
        encode(&value, self.format)
    }
}
