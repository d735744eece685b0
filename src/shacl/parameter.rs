//! Values of the parameters of shapes.

use super::document::{Node, ShapesError, local};
use super::literal::Value;
use super::pattern::{self, PatternError};
use super::shapes::{Constraint, NodeKind, Pattern, Severity};
use oxigraph::model::{Literal, NamedNode, Term};

/// An IRI.
pub(super) fn named<'t>(node: &Node, name: &str, object: &'t Term) -> Result<&'t NamedNode, ShapesError> {
    match object {
        Term::NamedNode(iri) => Ok(iri),
        other => Err(node.ill_formed(format!("sh:{name} is {other}; it should be an IRI"))),
    }
}

/// A parameter that means nothing without another.
pub(super) fn beside(node: &Node, name: &str, other: &str) -> Result<(), ShapesError> {
    let problem = || node.ill_formed(format!("sh:{name} stands without sh:{other}"));
    node.parameter(other).map(|_| ()).ok_or_else(problem)
}

fn lexical(object: &Term) -> Option<&str> {
    if let Term::Literal(literal) = object { Some(literal.value()) } else { None }
}

pub(super) fn boolean(node: &Node, name: &str, object: &Term) -> Result<bool, ShapesError> {
    match lexical(object) {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        _ => Err(node.ill_formed(format!("sh:{name} is {object}; it should be true or false"))),
    }
}

pub(super) fn count(node: &Node, name: &str, object: &Term) -> Result<usize, ShapesError> {
    let count = lexical(object).and_then(|l| l.parse().ok());
    count.ok_or_else(|| node.ill_formed(format!("sh:{name} is {object}; it should be a whole number from 0")))
}

pub(super) fn limit(node: &Node, name: &str, object: &Term) -> Result<Value<'static>, ShapesError> {
    let value = if let Term::Literal(literal) = object { Value::of(literal.as_ref()) } else { None };
    let problem = || node.ill_formed(format!("sh:{name} is {object}, with which nothing can be compared"));
    value.map(Value::into_owned).ok_or_else(problem)
}

pub(super) fn severity(node: &Node, object: &Term) -> Result<Severity, ShapesError> {
    let severity = named(node, "severity", object)?;
    Ok(match local(severity) {
        Some("Violation") => Severity::Violation,
        Some("Warning") => Severity::Warning,
        Some("Info") => Severity::Info,
        _ => Severity::Other(severity.clone()),
    })
}

/// The messages for people, in the order of the document.
pub(super) fn messages(node: &Node) -> Result<Vec<Literal>, ShapesError> {
    let text = |object: &Term| match object {
        Term::Literal(literal) => Ok(literal.clone()),
        other => Err(node.ill_formed(format!("sh:message is {other}; it should be a text"))),
    };
    node.parameters("message").map(text).collect()
}

/// Ranges of languages, in small letters (RFC 4647, section 2.1).
pub(super) fn languages(node: &Node, members: Vec<&Term>) -> Result<Vec<String>, ShapesError> {
    let range = |member: &Term| {
        let text = lexical(member).map(str::to_ascii_lowercase);
        text.ok_or_else(|| node.ill_formed(format!("sh:languageIn has {member}; it should be a language")))
    };
    members.into_iter().map(range).collect()
}

pub(super) fn node_kind(node: &Node, object: &Term) -> Result<NodeKind, ShapesError> {
    let kind = |iri, blank, literal| Ok(NodeKind { iri, blank, literal });
    match named(node, "nodeKind", object).map(local)? {
        Some("IRI") => kind(true, false, false),
        Some("BlankNode") => kind(false, true, false),
        Some("Literal") => kind(false, false, true),
        Some("BlankNodeOrIRI") => kind(true, true, false),
        Some("BlankNodeOrLiteral") => kind(false, true, true),
        Some("IRIOrLiteral") => kind(true, false, true),
        _ => Err(node.ill_formed(format!("sh:nodeKind is {object}"))),
    }
}

/// A regular expression of XPath with its flags.
pub(super) fn pattern(node: &Node, object: &Term) -> Result<Constraint, ShapesError> {
    let flags = node.parameter("flags").map_or(Some(""), lexical).unwrap_or("?");
    let Some(pattern) = lexical(object) else {
        return Err(node.ill_formed(format!("sh:pattern is {object}; it should be a text")));
    };
    if flags.contains(|flag| !"smixq".contains(flag)) {
        return Err(node.unsupported(format!("the flags {flags:?}")));
    }
    match pattern::compile(pattern, flags) {
        Ok((built, slashes)) => {
            let loose = (slashes > 0).then(|| pattern.to_owned());
            Ok(Constraint::Pattern(Pattern { built, loose }))
        }
        Err(PatternError::Unsupported(what)) => {
            Err(node.unsupported(format!("the pattern {pattern:?} with {what}")))
        }
        Err(PatternError::Invalid(what)) => Err(node.ill_formed(format!(
            "sh:pattern is {pattern:?}, which is no regular expression of XPath: it has {what}"
        ))),
    }
}
