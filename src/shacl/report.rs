//! A validation report of SHACL (section 3.6 of its specification) in Turtle.

use super::path::Path;
use super::shapes::Severity;
use super::validate::Violation;
use std::fmt::Write;

/// The report of a check: whether the graph conforms, and all results, in their order.
///
/// A graph conforms only where there is no result at all, of whatever severity. A shape without a name is told by the
/// nearest that has one; blank nodes of the data keep the labels that they have there.
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
    text
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
    said.extend(result.shape.as_ref().map(|shape| ("sourceShape", shape.to_string())));
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
