//! The shapes of answers, for the description of the API.
//!
//! Those of its own documents are `schemas.json`, which `tests/json.rs` writes from the tables of `docs/json.md` and holds to them.

use crate::query::header::Column;
use crate::serve::problem::Problem;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

const DOCUMENTS: &str = include_str!("schemas.json");
const PROBLEM: &str = "problem";
const TERM: &str = "term";

/// A document of the API by its schema.
pub fn document(schema: &str) -> RefOr<Schema> {
    named(&schema.replace('/', "-"))
}

/// A problem.
pub fn problem() -> RefOr<Schema> {
    named(PROBLEM)
}

fn named(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn object() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}

/// What is no JSON.
pub fn other() -> RefOr<Schema> {
    text().into()
}

/// A graph as JSON-LD.
pub fn graph() -> RefOr<Schema> {
    object().into()
}

/// Rows of a query as <https://www.w3.org/TR/sparql11-results-json/>; yes or no where it has no columns.
pub fn rows(columns: &[Column]) -> RefOr<Schema> {
    if columns.is_empty() {
        let yes = ObjectBuilder::new().schema_type(Type::Boolean);
        return object()
            .property("head", object())
            .property("boolean", yes)
            .required("head")
            .required("boolean")
            .into();
    }
    let names: Vec<Value> = columns.iter().map(|column| json!(column.name)).collect();
    let vars = ArrayBuilder::new().items(text().enum_values(Some(names)));
    let row = columns.iter().fold(object(), |row, column| {
        let mut term = Ref::from_schema_name(TERM);
        term.description.clone_from(&column.description);
        row.property(&column.name, term)
    });
    let bindings =
        ArrayBuilder::new().items(row.additional_properties(Some(AdditionalProperties::FreeForm(false))));
    object()
        .property("head", object().property("vars", vars).required("vars"))
        .property("results", object().property("bindings", bindings).required("bindings"))
        .required("head")
        .required("results")
        .into()
}

/// All shapes that have names.
///
/// # Errors
/// None, as a test reads the file.
pub fn components() -> Result<Value, Problem> {
    let failed = |e: serde_json::Error| Problem::internal(e.to_string());
    let mut all: Map<String, Value> = serde_json::from_str(DOCUMENTS).map_err(failed)?;
    for (name, shape) in [(PROBLEM, problem_object()), (TERM, term())] {
        all.insert(name.to_owned(), serde_json::to_value(shape).map_err(failed)?);
    }
    Ok(json!({ "schemas": all }))
}

fn problem_object() -> Object {
    let number = || ObjectBuilder::new().schema_type(Type::Integer);
    object()
        .property("type", text())
        .required("type")
        .property("title", text())
        .required("title")
        .property("status", number())
        .required("status")
        .property("detail", text())
        .property("line", number())
        .property("column", number())
        .build()
}

/// A term of RDF in a row.
fn term() -> Object {
    let kinds = ["uri", "literal", "bnode"].map(|kind| json!(kind));
    object()
        .property("type", text().enum_values(Some(kinds)))
        .required("type")
        .property("value", text())
        .required("value")
        .property("xml:lang", text())
        .property("datatype", text())
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
}
