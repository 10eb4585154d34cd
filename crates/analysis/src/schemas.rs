//! Schemas of requests and answers as clients see them, without what costs tokens and says nothing.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::model::answers;

/// The schema of a request, with what each argument means.
pub fn input<R: JsonSchema>() -> Value {
    let mut schema = schema::<R>();
    tidy(&mut schema, Keep::PropertyDescriptions);
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    schema
}

/// The schema of an answer, as a shape only.
pub fn output<R: JsonSchema>() -> Value {
    let mut schema = schema::<answers::Answer<R>>();
    tidy(&mut schema, Keep::Shape);
    schema
}

fn schema<R: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<R>()
        .to_value()
}

/// How much of a schema a client needs to see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    PropertyDescriptions,
    Shape,
}

/// Leave out what costs tokens and says nothing. The depth is that of our own types.
fn tidy(schema: &mut Value, keep: Keep) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("title");
    object.remove("format");
    if keep == Keep::Shape {
        object.remove("description");
        object.remove("minimum");
    }
    if let Some(Value::Array(variants)) = object.remove("oneOf") {
        // An enum with documented variants is a list of names.
        let names: Vec<Value> = variants
            .iter()
            .filter_map(|variant| variant.get("const").cloned())
            .collect();
        object.insert("type".to_owned(), "string".into());
        object.insert("enum".to_owned(), names.into());
    }
    if keep == Keep::PropertyDescriptions {
        if let Some(Value::Array(types)) = object.get("type").cloned() {
            // An absent argument is left out rather than null.
            let named = types.into_iter().find(|name| name != "null");
            object.insert("type".to_owned(), named.unwrap_or_default());
        }
        if object.get("default").is_some_and(Value::is_null) {
            object.remove("default");
        }
    }
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties
            .values_mut()
            .for_each(|property| tidy(property, keep));
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(inner) = object.get_mut(inner) {
            tidy(inner, keep);
        }
    }
}
