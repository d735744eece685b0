//! What the tables hold, in the terms of CSV on the Web: a file `NAME.csv-metadata.json` beside each.
//!
//! The form: <https://www.w3.org/TR/tabular-metadata/>. A foreign key may lead only to a table of the same group, so each
//! file describes its table together with those to which its keys lead.

use super::PublishError;
use super::config::Config;
use super::package::{Package, Target};
use super::tables::{Column, LIST, SEPARATOR, TABLES, Table};
use serde_json::{Map, Value, json};

/// Writes a description beside each table.
pub(super) fn write(config: &Config, package: &Package) -> Result<(), PublishError> {
    for table in TABLES {
        let group: Vec<Value> = with_targets(table).into_iter().map(describe).collect();
        let description = json!({
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": {"@value": config.title, "@language": config.language},
            "dc:license": {"@id": config.license},
            "dc:publisher": config.publisher.name,
            "dialect": {"encoding": "utf-8", "header": true, "trim": false},
            "tables": group,
        });
        let mut text =
            serde_json::to_vec_pretty(&description).map_err(|e| PublishError::Graph(e.to_string()))?;
        text.push(b'\n');
        package.put(&format!("data/{}.csv-metadata.json", table.name), &text)?;
    }
    Ok(())
}

/// A table with all to which its foreign keys lead, and theirs.
fn with_targets(table: &'static Table) -> Vec<&'static Table> {
    let mut found = vec![table];
    let mut at = 0;
    while let Some(next) = found.get(at) {
        for (_, target) in next.foreign {
            let target =
                TABLES.into_iter().find(|t| t.name == *target && !found.iter().any(|f| f.name == t.name));
            found.extend(target);
        }
        at += 1;
    }
    found
}

fn describe(table: &'static Table) -> Value {
    let foreign: Vec<Value> = table
        .foreign
        .iter()
        .map(|(column, target)| {
            let reference = json!({"resource": format!("{target}.csv"), "columnReference": "iri"});
            json!({"columnReference": column, "reference": reference})
        })
        .collect();
    let mut schema = json!({
        "aboutUrl": "{+iri}",
        "columns": table.columns.iter().map(|c| column(table, c)).collect::<Vec<_>>(),
        "primaryKey": "iri",
    });
    if let (false, Some(schema)) = (foreign.is_empty(), schema.as_object_mut()) {
        schema.insert("foreignKeys".to_owned(), json!(foreign));
    }
    json!({"url": format!("{}.csv", table.name), "dc:title": table.title, "tableSchema": schema})
}

fn column(table: &Table, (name, kind, what): &Column) -> Value {
    let is_key = *name == "iri";
    let is_iri = is_key || table.foreign.iter().any(|(column, _)| column == name);
    let datatype = match *kind {
        _ if is_iri => "anyURI",
        LIST => "string",
        other => other,
    };
    let mut column = Map::new();
    let mut set = |key: &str, value: Value| column.insert(key.to_owned(), value);
    set("name", json!(name));
    // The title is what stands in the head of the column.
    set("titles", json!(name));
    set("dc:description", json!(what));
    set("datatype", json!(datatype));
    if *kind == LIST {
        set("separator", json!(SEPARATOR));
    }
    if is_key {
        set("required", json!(true));
    }
    Value::Object(column)
}
