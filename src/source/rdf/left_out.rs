//! What a reader of JSON-LD passes over in silence, as its specification asks: triples with an IRI or a language that is none.
//!
//! The document is read once more by a reader that takes every term; what has one that is none is counted.

use super::{Syntax, based, context};
use crate::ground::diag::{Diagnostic, Position, excerpt};
use oxigraph::io::RdfParser;
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::HashSet;

/// So many of the terms are named; each is looked for in the document, which is read from its start.
const NAMED: usize = 3;

/// A problem that tells how many triples are passed over, and for which terms; none where none is.
pub(super) fn told(text: &str, base: Option<&str>) -> Option<Diagnostic> {
    let parser = based(RdfParser::from_format(Syntax::JsonLd.format()).lenient(), base).ok()?;
    let quads = parser.for_reader(text.as_bytes()).with_document_loader(context);
    let (mut count, mut seen, mut named) = (0_usize, HashSet::new(), Vec::new());
    for quad in quads.map_while(Result::ok) {
        // A key that no context maps is no property.
        if !quad.predicate.as_str().contains(':') {
            continue;
        }
        let wrong = wrong_terms(&quad);
        count += usize::from(!wrong.is_empty());
        for term in wrong {
            if seen.insert(term.clone()) && named.len() < NAMED {
                named.push(term);
            }
        }
    }
    let first = named.iter().filter_map(|term| text.find(&**term)).min();
    let names: Vec<String> = named.iter().map(|term| excerpt(term, 120)).collect();
    let message =
        format!("{count} triples are left out, since {} of their IRIs and languages are none", seen.len());
    let problem = Diagnostic::warning("rdf-iri", message)
        .expected("absolute IRIs without blanks and brackets, tags of languages", names.join(", "));
    let problem = match first {
        Some(at) => problem.position(Position::of_offset(text.as_bytes(), at)),
        None => problem,
    };
    (count > 0).then_some(problem)
}

/// The IRIs of a quad that are none, and its language where it is none.
fn wrong_terms(quad: &Quad) -> Vec<String> {
    let mut iris: Vec<&str> = vec![quad.predicate.as_str()];
    if let NamedOrBlankNode::NamedNode(iri) = &quad.subject {
        iris.push(iri.as_str());
    }
    let mut language = None;
    match &quad.object {
        Term::NamedNode(iri) => iris.push(iri.as_str()),
        Term::Literal(literal) => {
            iris.push(literal.datatype().as_str());
            language = literal.language();
        }
        Term::BlankNode(_) => {}
    }
    if let GraphName::NamedNode(iri) = &quad.graph_name {
        iris.push(iri.as_str());
    }
    let wrong = iris.into_iter().filter(|iri| NamedNode::new(*iri).is_err());
    let is_wrong = |tag: &&str| Literal::new_language_tagged_literal("", *tag).is_err();
    wrong.chain(language.filter(is_wrong)).map(str::to_owned).collect()
}
