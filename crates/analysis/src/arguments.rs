//! Arguments held against the schema of their tool, with errors that teach.
//!
//! Generous where the meaning is plain (a number in quotes, one value for a list, null for nothing);
//! strict about everything else.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::nearest::nearest;

/// Check `request` against `schema`, and bring it into the form that deserializes.
///
/// # Errors
/// [`Error::InvalidRequest`] that names the argument, its accepted form and the nearest valid value.
pub fn check(tool: &str, schema: &Value, request: Value) -> Result<Map<String, Value>, Error> {
    let Value::Object(given) = request else {
        return Err(Error::invalid(
            "the request is not an object",
            format!("give {}", form(tool, schema)),
        ));
    };
    let empty = Map::new();
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut checked = Map::new();
    for (name, value) in given {
        let Some(property) = properties.get(&name) else {
            return Err(Error::InvalidRequest {
                message: format!(
                    "{tool} has no argument \"{}\"",
                    crate::visible::cut(&name, 100)
                ),
                hint: Some(form(tool, schema)),
                nearest: nearest(&name, properties.keys().map(String::as_str)),
            });
        };
        if !value.is_null() {
            let value = argument(&name, property, value)?;
            checked.insert(name, value);
        }
    }
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !checked.contains_key(name) {
            return Err(Error::invalid(
                format!("{tool} needs `{name}`"),
                form(tool, schema),
            ));
        }
    }
    Ok(checked)
}

/// The arguments of a tool in one line.
fn form(tool: &str, schema: &Value) -> String {
    let names: Vec<&str> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    format!("{tool} takes an object with: {}", names.join(", "))
}

fn argument(name: &str, property: &Value, value: Value) -> Result<Value, Error> {
    match property.get("type").and_then(Value::as_str) {
        Some("integer") => integer(name, property, &value),
        Some("array") => array(name, property, value),
        Some("boolean") => switch(name, value),
        _ => text(name, property, value),
    }
}

fn integer(name: &str, property: &Value, value: &Value) -> Result<Value, Error> {
    let number = match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let least = property.get("minimum").and_then(Value::as_u64).unwrap_or(0);
    let most = property
        .get("maximum")
        .and_then(Value::as_u64)
        .unwrap_or(u64::from(u32::MAX));
    match number {
        Some(number) if (least..=most).contains(&number) => Ok(number.into()),
        _ => Err(Error::invalid(
            format!("`{name}` is {}", shown(value)),
            format!("give a whole number from {least} to {most}"),
        )),
    }
}

fn switch(name: &str, value: Value) -> Result<Value, Error> {
    match &value {
        Value::Bool(_) => Ok(value),
        Value::String(text) if matches!(text.trim(), "true" | "false") => {
            Ok((text.trim() == "true").into())
        }
        _ => Err(Error::invalid(
            format!("`{name}` is {}", shown(&value)),
            "give true or false",
        )),
    }
}

fn whole(number: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked in the same expression"
    )]
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number))
        .then_some(number as u64)
}

fn array(name: &str, property: &Value, value: Value) -> Result<Value, Error> {
    let items = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    let item = property.get("items").unwrap_or(&Value::Null);
    items
        .into_iter()
        .map(|value| text(name, item, value))
        .collect()
}

fn text(name: &str, property: &Value, value: Value) -> Result<Value, Error> {
    let Value::String(text) = &value else {
        return Err(Error::invalid(
            format!("`{name}` is {}", shown(&value)),
            "give text in quotes",
        ));
    };
    let Some(accepted) = property.get("enum").and_then(Value::as_array) else {
        return Ok(value);
    };
    if accepted.contains(&value) {
        return Ok(value);
    }
    let accepted: Vec<&str> = accepted.iter().filter_map(Value::as_str).collect();
    // Capitals and blanks are no reason to refuse.
    let lower = text.trim().to_lowercase();
    if let Some(same) = accepted.iter().find(|candidate| **candidate == lower) {
        return Ok(Value::from(*same));
    }
    Err(Error::InvalidRequest {
        message: format!("`{name}` is {}", shown(&value)),
        hint: Some(format!("give one of: {}", accepted.join(", "))),
        nearest: nearest(text, accepted),
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{}\"", crate::visible::cut(text, 100)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
