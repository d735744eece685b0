//! The triples of other vocabularies that a graph which was read as a source says; they stay in the graph of that source, or in
//! the named graph in which they stood, of which the source then tells (`dct:hasPart`).

use super::{Item, Map, Sink, narrow};
use crate::resolve::short_hash;
use crate::source::rdf::is_of_ours;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::borrow::Cow;
use std::collections::BTreeSet;

impl Map<'_> {
    /// The lines of a source, in order.
    pub(super) fn foreign(&self, source: u32) -> impl Iterator<Item = Item> + use<> {
        let lines = self.corpus.sources.get(source as usize).map_or(0, |s| s.foreign.len());
        (0..narrow(lines)).map(move |line| Item::Foreign(source, line))
    }

    /// A line as it is: lines were written from terms, each is one quad.
    fn line(&self, source: u32, line: u32) -> Option<Quad> {
        let text = self.corpus.sources.get(source as usize)?.foreign.get(line as usize)?;
        RdfParser::from_format(RdfFormat::NQuads).for_slice(&format!("{text} .")).find_map(Result::ok)
    }

    /// The IRI of a blank node: below that of its source, by the name that it has in the document.
    fn named(&self, source: u32, node: &BlankNode) -> NamedNode {
        let path = self.corpus.sources.get(source as usize).map_or("", |about| about.path.as_str());
        self.base.join(&format!("{path}/node/{}", node.as_str()))
    }

    /// One triple.
    pub(super) fn emit_foreign(&self, source: u32, line: u32, sink: &mut Sink<'_>) {
        let Some(quad) = self.line(source, line) else { return };
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(iri) => iri.clone(),
            NamedOrBlankNode::BlankNode(node) => self.named(source, node),
        };
        let object = match &quad.object {
            Term::BlankNode(node) => self.named(source, node).into(),
            object => object.clone(),
        };
        if !self.is_ours(source, &subject) || !is_of_ours(&quad.predicate) {
            sink(subject.as_ref(), quad.predicate.as_ref(), object.as_ref());
            return;
        }
        // Nobody else says what our policies are called or when they end: it is kept as a triple of which somebody tells (RDF Schema
        // 1.1, section 5.3).
        let hash = short_hash(&[subject.as_str(), quad.predicate.as_str(), &object.to_string()]);
        let told = self.named(source, &BlankNode::new_unchecked(format!("told{hash}")));
        sink(told.as_ref(), rdf::TYPE, rdf::STATEMENT.into());
        sink(told.as_ref(), rdf::SUBJECT, subject.as_ref().into());
        sink(told.as_ref(), rdf::PREDICATE, quad.predicate.as_ref().into());
        sink(told.as_ref(), rdf::OBJECT, object.as_ref());
    }

    /// Whether a name is one of ours, and not of a node that a source has itself.
    fn is_ours(&self, source: u32, name: &NamedNode) -> bool {
        let node_of_source = || {
            let own = self.sources.get(source as usize)?.as_str();
            name.as_str().strip_prefix(own)?.strip_prefix("/node/")
        };
        name.as_str().starts_with(self.base.as_str()) && node_of_source().is_none()
    }

    /// The named graph of somebody else's in which a line stands. A name that is one of ours would say that another source, or
    /// Pedigraph itself, says this: it is none.
    fn graph_of_line(&self, source: u32, line: u32) -> Option<NamedNode> {
        match self.line(source, line)?.graph_name {
            GraphName::BlankNode(node) => Some(self.named(source, &node)),
            GraphName::NamedNode(name) => (!self.is_ours(source, &name)).then_some(name),
            GraphName::DefaultGraph => None,
        }
    }

    /// The named graphs of somebody else's that a source has, in order.
    pub(super) fn graphs_within(&self, source: u32) -> BTreeSet<String> {
        let lines = self.corpus.sources.get(source as usize).map_or(0, |s| s.foreign.len());
        let graphs = (0..narrow(lines)).filter_map(|line| self.graph_of_line(source, line));
        graphs.map(NamedNode::into_string).collect()
    }

    /// The graph in which an item stands: that of its source, `own`, but for what stood in a named graph of somebody else's.
    pub(crate) fn graph_of<'g>(&self, item: Item, own: &'g NamedNode) -> Cow<'g, NamedNode> {
        let other = match item {
            Item::Foreign(source, line) => self.graph_of_line(source, line),
            _ => None,
        };
        other.map_or(Cow::Borrowed(own), Cow::Owned)
    }

    /// Whether a line says in another named graph what the line before says.
    pub(super) fn is_said_again(&self, item: Item) -> bool {
        let Item::Foreign(source, line @ 1..) = item else { return false };
        // Lines are sorted, and most differ in their first words, which needs no reading of terms.
        let lines = self.corpus.sources.get(source as usize).map_or(&[][..], |s| &s.foreign);
        let start = |line: u32| lines.get(line as usize).map(|text| text.splitn(3, ' ').take(2));
        if start(line).zip(start(line - 1)).is_some_and(|(one, other)| !one.eq(other)) {
            return false;
        }
        let triple =
            |line: u32| self.line(source, line).map(|quad| (quad.subject, quad.predicate, quad.object));
        self.graph_of_line(source, line).is_some() && triple(line) == triple(line - 1)
    }
}
