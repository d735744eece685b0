//! What a reader of JSON-LD passes over in silence, as its specification asks: triples with an IRI that is none.
//!
//! The document is read once more by a reader that takes every IRI; what has one that is none is counted.

use super::{Syntax, based, context};
use crate::ground::diag::{Diagnostic, Position, excerpt};
use oxigraph::io::RdfParser;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;

/// So many of the IRIs are named.
const NAMED: usize = 3;

/// A problem that tells how many triples are passed over, and for which IRIs; none where none is.
pub(super) fn told(text: &str, base: Option<&str>) -> Option<Diagnostic> {
    let parser = based(RdfParser::from_format(Syntax::JsonLd.format()).lenient(), base).ok()?;
    let quads = parser.for_reader(text.as_bytes()).with_document_loader(context);
    let (mut count, mut iris) = (0_usize, BTreeSet::new());
    for quad in quads.map_while(Result::ok) {
        // A key that no context maps is no property.
        if !quad.predicate.as_str().contains(':') {
            continue;
        }
        let wrong = wrong_iris(&quad);
        count += usize::from(!wrong.is_empty());
        iris.extend(wrong);
    }
    let first = iris.iter().filter_map(|iri| text.find(&**iri)).min();
    let names: Vec<String> = iris.iter().take(NAMED).map(|iri| excerpt(iri, 120)).collect();
    let message = format!("{count} triples are left out, since {} of their IRIs are none", iris.len());
    let problem = Diagnostic::warning("rdf-iri", message)
        .expected("absolute IRIs, without blanks and brackets", names.join(", "));
    let problem = match first {
        Some(at) => problem.position(Position::of_offset(text.as_bytes(), at)),
        None => problem,
    };
    (count > 0).then_some(problem)
}

/// The IRIs of a quad that are none.
fn wrong_iris(quad: &Quad) -> Vec<String> {
    let mut all: Vec<&str> = vec![quad.predicate.as_str()];
    if let NamedOrBlankNode::NamedNode(iri) = &quad.subject {
        all.push(iri.as_str());
    }
    match &quad.object {
        Term::NamedNode(iri) => all.push(iri.as_str()),
        Term::Literal(literal) => all.push(literal.datatype().as_str()),
        _ => {}
    }
    if let GraphName::NamedNode(iri) = &quad.graph_name {
        all.push(iri.as_str());
    }
    all.into_iter().filter(|iri| NamedNode::new(*iri).is_err()).map(str::to_owned).collect()
}
