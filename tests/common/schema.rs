//! Holds a JSON document to a JSON Schema, as far as the schema of SARIF and those of the API use the language: a keyword that is not known here fails,
//! so that nothing is passed over. `.ci/lint` asks an independent validator the same.

use serde_json::Value;

/// Keywords that say nothing of whether a document is valid.
const SILENT: [&str; 7] = ["description", "default", "title", "id", "$schema", "definitions", "format"];

/// What is wrong with a value by a schema of a document, within which its references lead, each with its place; nothing where it is
/// as the schema says.
pub fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    hold(root, schema, value, "", &mut found);
    found
}

fn hold(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').expect("a reference within the schema");
        hold(root, root.pointer(pointer).expect("what the reference names"), value, at, found);
        return;
    }
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        let of = |schema: &Value| {
            let mut found = Vec::new();
            hold(root, schema, value, at, &mut found);
            found
        };
        let fits = match keyword.as_str() {
            word if SILENT.contains(&word) => true,
            "type" => match wanted {
                Value::String(kind) => is_of(value, kind),
                kinds => {
                    kinds.as_array().expect("types").iter().filter_map(Value::as_str).any(|k| is_of(value, k))
                }
            },
            "enum" => wanted.as_array().expect("a list").contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap_or_default()),
            "maximum" => value.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap_or_default()),
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap_or(0))
            }
            "uniqueItems" => value.as_array().is_none_or(|items| {
                items.iter().enumerate().all(|(i, item)| !items.iter().take(i).any(|other| other == item))
            }),
            "pattern" => value.as_str().is_none_or(|text| {
                regex::Regex::new(wanted.as_str().expect("a pattern")).expect("a pattern").is_match(text)
            }),
            "anyOf" => wanted.as_array().expect("schemas").iter().any(|schema| of(schema).is_empty()),
            "oneOf" => wanted.as_array().expect("schemas").iter().filter(|s| of(s).is_empty()).count() == 1,
            "required" => {
                let names = wanted.as_array().expect("names").iter().filter_map(Value::as_str);
                value.as_object().is_none_or(|fields| names.into_iter().all(|name| fields.contains_key(name)))
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    hold(root, wanted, item, &format!("{at}/{i}"), found);
                }
                true
            }
            "properties" => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = wanted.get(name) {
                        hold(root, schema, field, &format!("{at}/{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let others: Vec<_> = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(name, _)| schema["properties"].get(name.as_str()).is_none())
                    .collect();
                if wanted.is_object() {
                    for (name, field) in &others {
                        hold(root, wanted, field, &format!("{at}/{name}"), found);
                    }
                }
                wanted != &Value::Bool(false) || others.is_empty()
            }
            other => panic!("the keyword {other} is not known here"),
        };
        if !fits {
            found.push(format!("{at}: {keyword} is {wanted}, found {value}"));
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}
