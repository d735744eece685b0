//! The types of `docs/json.md`, and the same as JSON Schema.

use serde_json::{Map, Value, json};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = include_str!("../../docs/json.md");

/// A type of the page.
#[derive(Default)]
pub struct Type {
    /// Whose fields it has too.
    pub of: Option<String>,
    /// Its own fields, by name.
    pub fields: BTreeMap<String, Field>,
    /// The words that it can be.
    pub words: BTreeSet<String>,
}

/// A field of a type.
#[derive(Clone)]
pub struct Field {
    /// Its type.
    pub kind: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// What stands in it, for people.
    pub what: String,
}

/// Every type of the page by its name; documents by their schema.
pub fn types() -> BTreeMap<String, Type> {
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    let mut name = String::new();
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            name = heading.trim_matches('`').to_owned();
            assert!(types.insert(name.clone(), Type::default()).is_none(), "{name} stands twice");
        } else if line.starts_with("## ") {
            name.clear();
        }
        let Some(current) = types.get_mut(&name) else { continue };
        let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        if let Some((_, base)) = line.split_once("All of ") {
            current.of = quoted(base).first().cloned();
        } else if line.starts_with("One of ") {
            current.words.extend(quoted(line));
        } else if line.starts_with("| `") {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let field = cells[1].trim_matches('`');
            let (kind, optional, what) = (cells[2].to_owned(), field.ends_with('?'), cells[3].to_owned());
            let field = field.trim_end_matches('?').to_owned();
            let before = current.fields.insert(field, Field { kind, optional, what });
            assert!(before.is_none(), "{name}: {line}");
        }
    }
    types
}

/// All fields of a type, each with the name of the type that declares it.
pub fn fields(types: &BTreeMap<String, Type>, name: &str) -> BTreeMap<String, (String, Field)> {
    let own = &types[name];
    let mut all = own.of.as_ref().map(|of| fields(types, of)).unwrap_or_default();
    all.extend(own.fields.iter().map(|(field, found)| (field.clone(), (name.to_owned(), found.clone()))));
    all
}

/// Some documents and all that stands in them as JSON Schema, by names that an OpenAPI component can have.
pub fn schemas(types: &BTreeMap<String, Type>, documents: impl IntoIterator<Item = String>) -> Value {
    let (mut done, mut waiting) = (BTreeMap::new(), Vec::from_iter(documents));
    while let Some(name) = waiting.pop() {
        if let Entry::Vacant(entry) = done.entry(component(&name)) {
            entry.insert(schema(types, &name, &mut waiting));
        }
    }
    Value::Object(done.into_iter().collect())
}

fn component(name: &str) -> String {
    name.replace('/', "-")
}

fn schema(types: &BTreeMap<String, Type>, name: &str, waiting: &mut Vec<String>) -> Value {
    let words = &types[name].words;
    if !words.is_empty() {
        return json!({"type": "string", "enum": words});
    }
    let all = fields(types, name);
    let mut properties = Map::new();
    for (field, (_, found)) in &all {
        let mut schema = if field == "schema" {
            json!({"type": "string", "enum": [name]})
        } else {
            of(&found.kind, waiting)
        };
        if !found.what.is_empty() && field != "schema" {
            schema["description"] = Value::from(found.what.clone());
        }
        properties.insert(field.clone(), schema);
    }
    let required: Vec<&String> =
        all.iter().filter(|(_, (_, found))| !found.optional).map(|(field, _)| field).collect();
    json!({"type": "object", "required": required, "properties": properties})
}

/// The schema of a type as a table names it.
fn of(kind: &str, waiting: &mut Vec<String>) -> Value {
    if let Some(kind) = kind.strip_suffix(" or null") {
        return json!({"anyOf": [of(kind, waiting), {"type": "null"}]});
    }
    if let Some(kind) = kind.strip_suffix("[]") {
        return json!({"type": "array", "items": of(kind, waiting)});
    }
    match kind {
        "string" | "boolean" | "number" => json!({"type": kind}),
        "integer" => json!({"type": "integer", "minimum": 0}),
        "day" => json!({"type": "string", "format": "date"}),
        _ => {
            waiting.push(kind.to_owned());
            json!({"$ref": format!("#/components/schemas/{}", component(kind))})
        }
    }
}
