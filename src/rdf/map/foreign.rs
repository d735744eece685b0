//! The triples of other vocabularies that a graph which was read as a source says; they stay in the graph of that source.

use super::{Item, Map, Sink, narrow};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, NamedNode, NamedOrBlankNode, Term};

impl Map<'_> {
    /// The lines of a source, in order.
    pub(super) fn foreign(&self, source: u32) -> impl Iterator<Item = Item> + use<> {
        let lines = self.corpus.sources.get(source as usize).map_or(0, |s| s.foreign.len());
        (0..narrow(lines)).map(move |line| Item::Foreign(source, line))
    }

    /// One triple. A blank node gets an IRI below that of its source, by the name that it has in the document.
    pub(super) fn emit_foreign(&self, source: u32, line: u32, sink: &mut Sink<'_>) {
        let Some(about) = self.corpus.sources.get(source as usize) else { return };
        let Some(line) = about.foreign.get(line as usize) else { return };
        let named = |node: &BlankNode| -> NamedNode {
            self.base.join(&format!("{}/node/{}", about.path, node.as_str()))
        };
        let text = format!("{line} .");
        // The lines were written from terms: each is one triple.
        for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(&text).flatten() {
            let subject = match &quad.subject {
                NamedOrBlankNode::NamedNode(iri) => iri.clone(),
                NamedOrBlankNode::BlankNode(node) => named(node),
            };
            match &quad.object {
                Term::BlankNode(node) => {
                    sink(subject.as_ref(), quad.predicate.as_ref(), named(node).as_ref().into());
                }
                object => sink(subject.as_ref(), quad.predicate.as_ref(), object.as_ref()),
            }
        }
    }
}
