//! A validation report of SHACL (section 3.6 of its specification) in Turtle.

use super::path::Path;
use super::shapes::{Component, Severity};
use super::validate::Violation;
use oxigraph::model::Term;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The report of a check: whether the graph conforms, and all results, in their order.
///
/// A graph conforms only where there is no result at all, of whatever severity. The shape of a result is the one that
/// declares the constraint, with or without a name; one without a name is described by its path. Blank nodes of the data keep
/// the labels that they have there.
#[must_use]
pub fn turtle(results: &[Violation]) -> String {
    let mut text = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n[] a sh:ValidationReport ;\n".to_owned();
    let _ = write!(text, "  sh:conforms {}", results.is_empty()); // writing to a string does not fail
    for result in results {
        text.push_str(" ;\n  sh:result [\n    a sh:ValidationResult ;\n");
        for (property, value) in properties(result) {
            let _ = writeln!(text, "    sh:{property} {value} ;");
        }
        text.push_str("  ]");
    }
    text.push_str(" .\n");
    for (shape, path) in unnamed(results) {
        let _ = writeln!(text, "\n{shape} sh:path {path} ."); // writing to a string does not fail
    }
    text
}

/// A shape as results name it; one without a name apart from the blank nodes of the data.
fn shape_in_turtle(shape: &Term) -> String {
    match shape {
        Term::BlankNode(node) => format!("_:shape-{}", node.as_str()),
        named => named.to_string(),
    }
}

/// The property shapes without a name, each with its path.
fn unnamed(results: &[Violation]) -> BTreeMap<String, String> {
    let unnamed = results.iter().filter_map(|result| match (&result.source, &result.path) {
        // The path of a result of a closed shape is the property that is not allowed.
        (Some(shape @ Term::BlankNode(_)), Some(path)) if result.component != Component::Closed => {
            Some((shape_in_turtle(shape), path_in_turtle(path)))
        }
        _ => None,
    });
    unnamed.collect()
}

/// What a result says: names of SHACL with values in Turtle.
fn properties(result: &Violation) -> Vec<(&'static str, String)> {
    let severity = match &result.severity {
        Severity::Other(iri) => iri.to_string(),
        known => format!("sh:{known}"),
    };
    let mut said = vec![("resultSeverity", severity), ("focusNode", result.focus.to_string())];
    said.extend(result.path.as_ref().map(|path| ("resultPath", path_in_turtle(path))));
    said.extend(result.value.as_ref().map(|value| ("value", value.to_string())));
    said.push(("sourceConstraintComponent", format!("sh:{}", result.component)));
    said.extend(result.source.as_ref().map(|shape| ("sourceShape", shape_in_turtle(shape))));
    said.extend(result.messages.iter().map(|message| ("resultMessage", message.to_string())));
    said
}

/// A path as shapes write it.
fn path_in_turtle(path: &Path) -> String {
    let list = |paths: &[Path]| {
        let members: Vec<String> = paths.iter().map(path_in_turtle).collect();
        format!("( {} )", members.join(" "))
    };
    let one = |name: &str, path: &Path| format!("[ sh:{name} {} ]", path_in_turtle(path));
    match path {
        Path::Property(property) => property.to_string(),
        Path::Sequence(paths) => list(paths),
        Path::Alternative(paths) => format!("[ sh:alternativePath {} ]", list(paths)),
        Path::Inverse(path) => one("inversePath", path),
        Path::ZeroOrMore(path) => one("zeroOrMorePath", path),
        Path::OneOrMore(path) => one("oneOrMorePath", path),
        Path::ZeroOrOne(path) => one("zeroOrOnePath", path),
    }
}
